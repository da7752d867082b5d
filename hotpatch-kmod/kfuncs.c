// SPDX-License-Identifier: GPL-2.0-only
/*
 * kfuncs.c - finds what the kernel does not export.
 *
 * kallsyms_lookup_name() itself is found by putting a kprobe on its name and taking it off again,
 * the one exported way from a name to an address (kernel/kprobes.c, kprobe_addr()).
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/stop_machine.h>
#include <linux/kthread.h>
#include "kfuncs.h"

#define HP_KFUNC_DEFINE(name, ret, args, required) \
	DEFINE_STATIC_CALL_NULL(hp_##name, hp_##name##_t);
HP_KFUNCS(HP_KFUNC_DEFINE)

struct hp_kdata kdata;

struct kfunc {
	const char *name;
	struct static_call_key *key;
	void *tramp;
	bool required;
};

#define HP_KFUNC_ENTRY(fname, ret, args, needed)		\
	{ .name = #fname, .key = &STATIC_CALL_KEY(hp_##fname),	\
	  .tramp = STATIC_CALL_TRAMP_ADDR(hp_##fname), .required = needed },
static const struct kfunc kfuncs[] = { HP_KFUNCS(HP_KFUNC_ENTRY) };

static unsigned long find_lookup_name(void)
{
	struct kprobe kp = { .symbol_name = "kallsyms_lookup_name" };
	unsigned long addr;

	if (register_kprobe(&kp))
		return 0;
	addr = (unsigned long)kp.addr;
	unregister_kprobe(&kp);
	return addr;
}

/* Are the private structs of the module loader what we believe them to be? */
static bool export_layout_holds(void)
{
	return hp_exported("stop_machine") == (unsigned long)&stop_machine &&
	       hp_exported("kthread_stop") == (unsigned long)&kthread_stop;
}

int hp_kfuncs_init(void)
{
	unsigned long lookup = find_lookup_name();
	size_t i;

	if (!lookup) {
		pr_err("kallsyms_lookup_name not found: this kernel has no kprobes or no kallsyms\n");
		return -ENOSYS;
	}
	/* With ENDBR the probe sits behind it; calling there is right for a direct call. */
	static_call_update(hp_kallsyms_lookup_name, (hp_kallsyms_lookup_name_t *)lookup);

	for (i = 0; i < ARRAY_SIZE(kfuncs); i++) {
		unsigned long addr = hp_call(kallsyms_lookup_name)(kfuncs[i].name);

		if (addr) {
			__static_call_update(kfuncs[i].key, kfuncs[i].tramp, (void *)addr);
		} else if (kfuncs[i].required) {
			pr_err("%s not found in this kernel\n", kfuncs[i].name);
			return -ENOSYS;
		}
	}
#define HP_KDATA_FIND(name, type) \
	kdata.name = (type *)hp_call(kallsyms_lookup_name)(#name);
	HP_KDATA(HP_KDATA_FIND)
	if (!kdata.ftrace_lock || !kdata.ftrace_ops_list || !kdata.module_mutex) {
		pr_err("ftrace_lock or module_mutex not found in this kernel\n");
		return -ENOSYS;
	}
	if (!export_layout_holds()) {
		pr_err("this kernel's export tables have another layout\n");
		return -ENOSYS;
	}
	return 0;
}

unsigned long hp_exported(const char *name)
{
	struct hp_find_symbol fs = { .name = name, .gplok = true };
	unsigned long addr = 0;

	preempt_disable();	/* what find_symbol() asserts, instead of module_mutex */
	if (hp_call(find_symbol)(&fs) && fs.sym)
		addr = (unsigned long)&fs.sym->value_offset + fs.sym->value_offset;
	preempt_enable();
	return addr;
}
