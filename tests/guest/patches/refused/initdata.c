// SPDX-License-Identifier: GPL-2.0-only
/*
 * initdata.c - for the tests: it uses data of the init section, whose memory the kernel has given away after booting.  On
 * arm64 and 7.x per-CPU variables lie among them, and are not refused (tests/mkpatch/fixes/percpu-existing.diff).
 */
#include <linux/init.h>
#include <linux/seq_file.h>
#include "hotpatch.h"

static int new_cmdline_proc_show(struct seq_file *m, void *v)
{
	seq_printf(m, "%s\n", boot_command_line);
	return 0;
}

HOTPATCH("test: data of the init section", HOTPATCH_REPLACE(cmdline_proc_show, new_cmdline_proc_show));
