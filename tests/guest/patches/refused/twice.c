// SPDX-License-Identifier: GPL-2.0-only
/*
 * twice.c - for the tests: one target, named twice in one patch.
 */
#include <linux/seq_file.h>
#include "hotpatch.h"

static int one(struct seq_file *m, void *v)
{
	seq_puts(m, "one\n");
	return 0;
}

static int two(struct seq_file *m, void *v)
{
	seq_puts(m, "two\n");
	return 0;
}

HOTPATCH("test: a target named twice",
	 HOTPATCH_REPLACE(cmdline_proc_show, one),
	 HOTPATCH_REPLACE(cmdline_proc_show, two));
