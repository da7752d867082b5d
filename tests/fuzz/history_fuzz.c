// SPDX-License-Identifier: GPL-2.0-only
/* history_fuzz.c - lines of the history: what is taken for a record must survive being written. */
#include <stdlib.h>
#include <string.h>

#include "history/entry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char line[HISTORY_ENTRY_MAX];
	struct history_entry r, again;

	if (!history_entry_parse((const char *)data, size, &r))
		return 0;
	if (!history_entry_parse(line, history_entry_line(&r, line, sizeof(line)) - 1, &again) ||
	    memcmp(&r, &again, sizeof(r)))
		abort();
	return 0;
}
