// SPDX-License-Identifier: GPL-2.0-only
/*
 * datum.c - for the tests: the target is a variable.
 */
#include "hotpatch.h"

static int new_datum(void)
{
	return 0;
}

HOTPATCH("test: a datum as target", HOTPATCH_REPLACE(sysctl_drop_caches, new_datum));
