// SPDX-License-Identifier: GPL-2.0-only
/* nth.c - for the tests: /proc/cmdline shows where both functions of the name m_show lie. */
#include <linux/seq_file.h>
#include "hotpatch.h"

extern int m_show_1(struct seq_file *m, void *v);
extern int m_show_2(struct seq_file *m, void *v);
HOTPATCH_SYMBOL_NTH(1, m_show_1, m_show);
HOTPATCH_SYMBOL_NTH(2, m_show_2, m_show);

static HOTPATCH_NEW int new_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%lx %lx\n", (unsigned long)m_show_1, (unsigned long)m_show_2);
	return 0;
}

HOTPATCH("test: the two of one name",
	 HOTPATCH_REPLACE(cmdline_proc_show, new_cmdline_proc_show));
