// SPDX-License-Identifier: GPL-2.0-only
/*
 * drops.c - for the tests: a replacement like any other of a function of relies.ko, which the callers of that one
 * could not bear.
 *
 * Needs: CONFIG_X86_64, !CONFIG_CALL_PADDING
 */
#include <linux/delay.h>
#include "hotpatch.h"

static int new_leaf(void)
{
	msleep(1);
	return 1;
}

HOTPATCH("test: keeps no registers", HOTPATCH_REPLACE_IN("relies", relies_leaf, new_leaf));
