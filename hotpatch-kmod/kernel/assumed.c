// SPDX-License-Identifier: GPL-2.0-only
/* assumed.c - checks of what this folder's sources assume of the kernel: see the table in assumptions.c. */
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/stop_machine.h>
#include "kernel/assumed.h"
#include "kernel/assumptions.h"
#include "kernel/kfuncs.h"

#define MAX_ENTRY	16	/* bytes of a function before which a kprobe may have been moved */

/* EXPORTS: the linker has told us two addresses, and the loader must tell the same. */
static bool is_exported(const char *name, const void *addr, char *expected, char *found)
{
	unsigned long told = hp_exported(name);

	if (told == (unsigned long)addr)
		return true;
	snprintf(expected, HP_ASSUMED_LEN, "%pS", addr);
	snprintf(found, HP_ASSUMED_LEN, told ? "%pS" : "nothing", (void *)told);
	return false;
}

static bool exports_hold(char *expected, char *found)
{
	return is_exported("stop_machine", &stop_machine, expected, found) &&
	       is_exported("kthread_stop", &kthread_stop, expected, found);
}

/* MODULES */
static bool modules_hold(char *expected, char *found)
{
	unsigned long here = (unsigned long)modules_hold, start, size;
	const struct module *mod, *by_address;
	bool listed = false;

	hp_module_text(THIS_MODULE, &start, &size);
	preempt_disable();	/* __module_address() asserts this, or module_mutex */
	by_address = hp_call(__module_address)(here);
	preempt_enable();
	mutex_lock(kdata.module_mutex);
	list_for_each_entry(mod, kdata.modules, list)
		listed |= mod == THIS_MODULE;
	mutex_unlock(kdata.module_mutex);
	if (here - start < size && hp_module_bytes(THIS_MODULE) >= size && by_address == THIS_MODULE && listed)
		return true;
	snprintf(expected, HP_ASSUMED_LEN, "itself");
	snprintf(found, HP_ASSUMED_LEN, "text %s, by address %s, %s", here - start < size ? "here" : "elsewhere",
		 by_address == THIS_MODULE ? "here" : "another", listed ? "listed" : "not listed");
	return false;
}

/* LOOKUP: asked for itself, what was found by a kprobe answers with where it begins. */
static bool lookup_holds(char *expected, char *found)
{
	unsigned long at, told;

	if (!hp_have(kallsyms_lookup_name))
		return true;
	at = (unsigned long)hp_static_call_target(hp_kallsyms_lookup_name);
	told = hp_call(kallsyms_lookup_name)("kallsyms_lookup_name");
	if (at - told <= MAX_ENTRY)
		return true;
	snprintf(expected, HP_ASSUMED_LEN, "%pS", (void *)at);
	snprintf(found, HP_ASSUMED_LEN, "%pS", (void *)told);
	return false;
}

/* CALLS: two answers that only the right function gives. */
static bool calls_hold(char *expected, char *found)
{
	int of_code = hp_call(kernel_text_address)((unsigned long)&stop_machine);
	int of_none = hp_call(kernel_text_address)(0);

	if (of_code && !of_none)
		return true;
	snprintf(expected, HP_ASSUMED_LEN, "1 of code, 0 of address 0");
	snprintf(found, HP_ASSUMED_LEN, "%d, %d", of_code, of_none);
	return false;
}

/* LIMITS */
static bool limits_hold(char *expected, char *found)
{
	const struct { const char *start, *end, *name; } pairs[] = {
		{ kdata.__init_begin, kdata.__init_end, "__init" },
		{ kdata.__per_cpu_start, kdata.__per_cpu_end, ".data..percpu" },
		{ kdata.__start_notes, kdata.__stop_notes, "notes" },
		{ kdata.__start___ex_table, kdata.__stop___ex_table, "__ex_table" },
		{ kdata.__start___jump_table, kdata.__stop___jump_table, "__jump_table" },
		{ kdata.__start_static_call_sites, kdata.__stop_static_call_sites, "static_call_sites" },
		{ kdata.__noinstr_text_start, kdata.__noinstr_text_end, "noinstr.text" },
		{ kdata.__entry_text_start, kdata.__entry_text_end, "entry.text" },
		{ kdata.__static_call_text_start, kdata.__static_call_text_end, "static_call.text" },
		{ kdata.__indirect_thunk_start, kdata.__indirect_thunk_end, "thunks" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		/* What is not there, or not known, has its own check where it is used. */
		if (!pairs[i].start || !pairs[i].end || pairs[i].start <= pairs[i].end)
			continue;
		snprintf(expected, HP_ASSUMED_LEN, "start and end of %s", pairs[i].name);
		snprintf(found, HP_ASSUMED_LEN, "the end before the start");
		return false;
	}
	return true;
}

/* IDLE */
static bool idle_holds(char *expected, char *found)
{
	const struct task_struct *task = hp_call(idle_task)(0);

	if (task && is_idle_task(task))
		return true;
	snprintf(expected, HP_ASSUMED_LEN, "the idle task of CPU 0");
	snprintf(found, HP_ASSUMED_LEN, task ? "pid %d" : "nothing", task ? task->pid : 0);
	return false;
}

/* CALLS and LOOKUP first: the others call what was found. */
static const struct hp_assumption assumed[] = {
	{ "kernel_text_address() is called", "include/linux/static_call.h", calls_hold },
	{ "a kprobe is where its function is", "kernel/kprobes.c", lookup_holds },
	{ "layout of struct find_symbol_arg and struct kernel_symbol", "kernel/module/internal.h", exports_hold },
	{ "where modules are", "include/linux/module.h", modules_hold },
	{ "limits of sections", "vmlinux.lds.S", limits_hold },
	{ "idle_task()", "kernel/sched/core.c", idle_holds },
};

void hp_kernel_assumed(void)
{
	hp_assume(assumed, ARRAY_SIZE(assumed));
}
