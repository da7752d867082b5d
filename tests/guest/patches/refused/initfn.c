// SPDX-License-Identifier: GPL-2.0-only
/*
 * initfn.c - for the tests: a function of the init section, whose memory the kernel has given
 * away after booting.
 */
#include "hotpatch.h"

static int new_init(void)
{
	return 0;
}

HOTPATCH("test: an init function", HOTPATCH_REPLACE(proc_cmdline_init, new_init));
