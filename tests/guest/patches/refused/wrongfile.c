// SPDX-License-Identifier: GPL-2.0-only
/*
 * wrongfile.c - for the tests: a name borne by two functions, and a file that has neither.
 */
#include <linux/seq_file.h>
#include "hotpatch.h"

static int new_m_show(struct seq_file *m, void *p)
{
	seq_puts(m, "wrong\n");
	return 0;
}

HOTPATCH("test: no such function in that file",
	 HOTPATCH_REPLACE_FROM("mm/slub.c", m_show, new_m_show));
