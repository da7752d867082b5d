// SPDX-License-Identifier: GPL-2.0-only
/*
 * hpsym_fuzz.c - libFuzzer target: no bytes make the table reader miss its bounds or hang.
 *
 * The checksum is put right first, or the fuzzer would never get past it.
 */
#include "../symtab/hpsym_exercise.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint8_t *copy = malloc(len);	/* of exactly this size, so that ASan sees its end */
	struct hpsym t;

	if (!copy)
		return 0;
	memcpy(copy, data, len);
	hpsym_fix_up(copy, len);
	if (!hpsym_open(&t, copy, len))
		hpsym_exercise(&t);
	free(copy);
	return 0;
}
