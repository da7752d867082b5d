// SPDX-License-Identifier: GPL-2.0-only
/*
 * keeps.c - for the tests: a replacement of relies.ko's function, for whose callers it keeps all registers, also
 * those that what it calls overwrites.
 *
 * Needs: CONFIG_X86_64, !CONFIG_CALL_PADDING
 */
#include <linux/delay.h>
#include "hotpatch.h"

static HOTPATCH_KEEPS int new_leaf(void)
{
	msleep(1);
	return 1;
}

HOTPATCH("test: keeps all registers", HOTPATCH_REPLACE_IN("relies", relies_leaf, new_leaf));
