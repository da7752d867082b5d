// SPDX-License-Identifier: GPL-2.0-only
/*
 * ambiguous.c - for the tests: the negative twin of patches/lsmod.c, a name borne by two functions
 * without a word about which is meant.  It must be refused with both of them named.
 */
#include <linux/seq_file.h>
#include "hotpatch.h"

static int new_m_show(struct seq_file *m, void *p)
{
	seq_puts(m, "wrong\n");
	return 0;
}

HOTPATCH("test: ambiguous target", HOTPATCH_REPLACE(m_show, new_m_show));
