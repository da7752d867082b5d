// SPDX-License-Identifier: GPL-2.0-only
/*
 * detour.c - for the tests: a replacement with an instruction for holdprobe.c to put a kprobe on, one that
 * takes long, wherever it is done: in its place, in a kprobe's slot, or in the detour of an optimised one.
 *
 * Needs: CONFIG_OPTPROBES
 */
#include <linux/init.h>
#include <linux/seq_file.h>
#include <linux/vmalloc.h>
#include "hotpatch.h"

#define LONG	(64 << 20)	/* bytes: many ticks of an emulated CPU */

static void *memory;

static int new_cmdline_proc_show(struct seq_file *m, void *v)
{
	unsigned long count = LONG;
	void *to = READ_ONCE(memory);

	/* The nops are room for the jump to the detour, which is longer than the instruction. */
	asm volatile("rep stosb; nopl 0(%%rax, %%rax); nopl 0(%%rax, %%rax)"
		     : "+D" (to), "+c" (count) : "a" (0) : "memory");
	seq_printf(m, "%s detour\n", saved_command_line);
	return 0;
}

static int set_memory(const char *val, const struct kernel_param *unused)
{
	if (!memory)
		memory = vmalloc(LONG);
	return memory ? 0 : -ENOMEM;
}

/* Writing this parameter allocates the memory, as a patch has no init of its own. */
static const struct kernel_param_ops memory_ops = { .set = set_memory };
module_param_cb(memory, &memory_ops, NULL, 0200);

HOTPATCH("test: /proc/cmdline, with a place for a kprobe",
	 HOTPATCH_REPLACE(cmdline_proc_show, new_cmdline_proc_show));
