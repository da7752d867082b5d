// SPDX-License-Identifier: GPL-2.0-only
/*
 * livepatch_cmdline.c - the kernel's own livepatch on cmdline_proc_show(): a holder that hotpatch.ko must
 * recognise.
 *
 * Needs: CONFIG_LIVEPATCH
 */
#include <linux/livepatch.h>
#include <linux/module.h>
#include <linux/seq_file.h>

static int livepatched_show(struct seq_file *m, void *v)
{
	seq_puts(m, "livepatched\n");
	return 0;
}

static struct klp_func funcs[] = {
	{ .old_name = "cmdline_proc_show", .new_func = livepatched_show },
	{ }
};

static struct klp_object objects[] = {
	{ .funcs = funcs },	/* without a name: the kernel image */
	{ }
};

static struct klp_patch patch = {
	.mod = THIS_MODULE,
	.objs = objects,
};

static int __init livepatch_cmdline_init(void)
{
	return klp_enable_patch(&patch);
}

static void __exit livepatch_cmdline_exit(void)
{
}

module_init(livepatch_cmdline_init);
module_exit(livepatch_cmdline_exit);
MODULE_DESCRIPTION("livepatch of /proc/cmdline, for tests");
MODULE_LICENSE("GPL");
MODULE_INFO(livepatch, "Y");
