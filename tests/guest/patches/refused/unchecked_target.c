// SPDX-License-Identifier: GPL-2.0-only
/*
 * unchecked_target.c - for the tests: replaces a function that no kernel has.
 */
#include "hotpatch.h"

static int new_function(void)
{
	return 0;
}

HOTPATCH("test: unknown target",
	 HOTPATCH_REPLACE(no_such_function_to_replace, new_function));
