// SPDX-License-Identifier: GPL-2.0-only
/*
 * kthread.c - for the tests: the main loop of a kernel thread, which is on that thread's stack
 * for ever.  It must be refused within the deadline, with the thread named.
 */
#include "hotpatch.h"

static int new_kswapd(void *unused)
{
	return 0;
}

HOTPATCH("test: a function that never leaves the stack", HOTPATCH_REPLACE(kswapd, new_kswapd));
