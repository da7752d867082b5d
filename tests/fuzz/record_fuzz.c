// SPDX-License-Identifier: GPL-2.0-only
/* record_fuzz.c - lines of the history: what is taken for a record must survive being written. */
#include <stdlib.h>
#include <string.h>

#include "record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char line[RECORD_MAX];
	struct record r, again;

	if (!record_parse((const char *)data, size, &r))
		return 0;
	if (!record_parse(line, record_line(&r, line, sizeof(line)) - 1, &again) ||
	    memcmp(&r, &again, sizeof(r)))
		abort();
	return 0;
}
