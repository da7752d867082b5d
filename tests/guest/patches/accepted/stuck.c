// SPDX-License-Identifier: GPL-2.0-only
/*
 * stuck.c - for the tests: a replacement that keeps its callers, where no signal and no freezer
 * reaches them, as long as the parameter "stay" says so.  A revert has to wait for them.
 */
#include <linux/delay.h>
#include <linux/init.h>
#include <linux/seq_file.h>
#include "hotpatch.h"

static bool stay = true;
module_param(stay, bool, 0644);

static int new_cmdline_proc_show(struct seq_file *m, void *v)
{
	while (READ_ONCE(stay))
		msleep(20);
	seq_printf(m, "%s\n", saved_command_line);
	return 0;
}

HOTPATCH("test: readers of /proc/cmdline wait",
	 HOTPATCH_REPLACE(cmdline_proc_show, new_cmdline_proc_show));
