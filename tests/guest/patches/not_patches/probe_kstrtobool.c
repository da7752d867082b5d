// SPDX-License-Identifier: GPL-2.0-only
/*
 * probe_kstrtobool.c - for the tests: no patch but a kprobe on a function without an ftrace entry,
 * which tracefs does not put there.
 */
#include <linux/kprobes.h>
#include <linux/module.h>

static int saw(struct kprobe *probe, struct pt_regs *regs)
{
	return 0;
}

static struct kprobe probe = { .symbol_name = "kstrtobool", .pre_handler = saw };

static int __init probe_init(void)
{
	return register_kprobe(&probe);
}

static void __exit probe_exit(void)
{
	unregister_kprobe(&probe);
}

module_init(probe_init);
module_exit(probe_exit);
MODULE_DESCRIPTION("test: a kprobe on kstrtobool");
MODULE_LICENSE("GPL");
