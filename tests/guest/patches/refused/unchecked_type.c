// SPDX-License-Identifier: GPL-2.0-only
/*
 * unchecked_type.c - for the tests: its replacement takes another argument than what it replaces.
 */
#include <linux/seq_file.h>
#include "hotpatch.h"

static int new_cmdline_proc_show(struct seq_file *m, long v)
{
	seq_printf(m, "%ld\n", v);
	return 0;
}

HOTPATCH("test: a replacement of another type",
	 HOTPATCH_REPLACE(cmdline_proc_show, new_cmdline_proc_show));
