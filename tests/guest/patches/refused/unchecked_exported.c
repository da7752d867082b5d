// SPDX-License-Identifier: GPL-2.0-only
/*
 * unchecked_exported.c - for the tests: lends itself SELinux's static user_read() under that very name,
 * which the kernel exports from another file.  The loader would link it to that one.
 */
#include <linux/init.h>
#include <linux/seq_file.h>
#include "hotpatch.h"

extern int user_read(void *policy, void *symbols, void *file);
HOTPATCH_SYMBOL(user_read, user_read, "security/selinux/ss/policydb.c");

static int new_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%s %px\n", saved_command_line, user_read);
	return 0;
}

HOTPATCH("test: a lent symbol that is exported elsewhere",
	 HOTPATCH_REPLACE(cmdline_proc_show, new_cmdline_proc_show));
