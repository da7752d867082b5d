// SPDX-License-Identifier: GPL-2.0-only
/* place_fuzz.c - what hp-send hears at a line: any bytes; what it quotes must be harmless. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "output/clean.h"
#include "send/sendplace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char quote[80];

	if ((unsigned)place_of((const char *)data, size, quote, sizeof(quote)) >= PLACES ||
	    strnlen(quote, sizeof(quote)) == sizeof(quote) || !clean_already(quote))
		abort();
	return 0;
}
