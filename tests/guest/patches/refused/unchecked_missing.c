// SPDX-License-Identifier: GPL-2.0-only
/*
 * unchecked_missing.c - for the tests: uses three names that no kernel has, and one that it has.
 * All three must be named, at once, and nothing be loaded.
 */
#include <linux/init.h>
#include <linux/seq_file.h>
#include "hotpatch.h"

extern int no_such_function_one(void);
extern int no_such_function_two(void);
extern int no_such_datum_three;

static int new_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%s %d\n", saved_command_line,
		   no_such_function_one() + no_such_function_two() + no_such_datum_three);
	return 0;
}

HOTPATCH("test: three missing symbols",
	 HOTPATCH_REPLACE(cmdline_proc_show, new_cmdline_proc_show));
