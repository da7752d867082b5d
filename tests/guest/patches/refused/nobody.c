// SPDX-License-Identifier: GPL-2.0-only
/*
 * nobody.c - for the tests: it says that the first 32 bytes of kstrtobool have a digest that they have on no kernel.
 * The test writes another one, or a larger size, over that.
 */
#include <linux/errno.h>
#include <linux/string.h>
#include "hotpatch.h"

static HOTPATCH_KEEPS int new_kstrtobool(const char *s, bool *res)
{
	return -EINVAL;
}

asm(".pushsection .hotpatch.bodies, \"\", %progbits\n"
    ".byte 1, 0xa0, 0x00\n"		/* the size has two bytes, as a larger one needs */
    ".quad 0xd1d2d3d4d5d6d7d8\n"
    ".byte 0\n"
    ".popsection");

HOTPATCH("test: made for another function",
	 HOTPATCH_REPLACE(kstrtobool, new_kstrtobool));
