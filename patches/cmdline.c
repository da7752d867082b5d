// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmdline.c - the smallest patch there is: /proc/cmdline says that it has been hot patched.
 *
 * Shows: a static function of the kernel replaced, and one symbol that the kernel exports to
 * nobody (saved_command_line) used by a plain declaration from the kernel's own headers.
 *
 * A session, on 6.1:
 *
 *	# hp-console apply cmdline
 *	cmdline: applied: depth hold, 1 stop, longest 494 us, whole 14.8 ms
 *	# cat /proc/cmdline
 *	...random.trust_cpu=on  has been hot patched
 *	# hp-console revert cmdline
 *	cmdline: reverted, the old code runs: depth hold, 1 stop, longest 24.9 ms, whole 37.5 ms
 *	# hp-console unload cmdline
 *	cmdline: unloaded
 *	# cat /proc/cmdline
 *	...random.trust_cpu=on
 */
#include <linux/init.h>
#include <linux/seq_file.h>
#include "hotpatch.h"

static HOTPATCH_NEW int new_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%s has been hot patched\n", saved_command_line);
	return 0;
}

HOTPATCH("/proc/cmdline says that it has been hot patched",
	 HOTPATCH_REPLACE(cmdline_proc_show, new_cmdline_proc_show));
