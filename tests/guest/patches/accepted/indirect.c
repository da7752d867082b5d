// SPDX-License-Identifier: GPL-2.0-only
/*
 * indirect.c - for the tests: a replacement in which callers go round and round as long as the parameter
 * "stay" says so.  It calls through a pointer, so that a task is often met in a retpoline; or, with "traced",
 * a function of the kernel, so that it is often met in return_to_handler when that function is traced.
 */
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/seq_file.h>
#include "hotpatch.h"

static bool stay = true;
module_param(stay, bool, 0644);
static bool traced;
module_param(traced, bool, 0644);

static unsigned long rounds;
module_param(rounds, ulong, 0444);

static noinline void nothing(void)
{
	barrier();
}

static void (*pointer)(void) = nothing;

static int new_cmdline_proc_show(struct seq_file *m, void *v)
{
	while (READ_ONCE(stay)) {
		WRITE_ONCE(rounds, rounds + 1);
		if (READ_ONCE(traced))
			jiffies_to_msecs(1);
		else
			READ_ONCE(pointer)();
	}
	seq_printf(m, "%s\n", saved_command_line);
	return 0;
}

HOTPATCH("test: readers of /proc/cmdline go round and round",
	 HOTPATCH_REPLACE(cmdline_proc_show, new_cmdline_proc_show));
