// SPDX-License-Identifier: GPL-2.0-only
/*
 * noentry.c - for the tests: a function without an ftrace entry, as all of the kernel's lib/.
 */
#include "hotpatch.h"

static int new_hex_to_bin(unsigned char ch)
{
	return -1;
}

HOTPATCH("test: a function without an entry", HOTPATCH_REPLACE(hex_to_bin, new_hex_to_bin));
