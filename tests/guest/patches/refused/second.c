// SPDX-License-Identifier: GPL-2.0-only
/*
 * second.c - for the tests: wants the function that patches/cmdline.c replaces.  While that one is
 * applied it must be refused, with the holder named.
 */
#include <linux/seq_file.h>
#include "hotpatch.h"

static int second(struct seq_file *m, void *v)
{
	seq_puts(m, "the second patch\n");
	return 0;
}

HOTPATCH("test: the target of another patch", HOTPATCH_REPLACE(cmdline_proc_show, second));
