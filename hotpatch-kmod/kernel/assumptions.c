// SPDX-License-Identifier: GPL-2.0-only
/*
 * assumptions.c - see assumptions.h.  All there are, with the kernels they were seen on (5.10 to 7.3, unless it is
 * said otherwise), and how they are checked, or why they cannot be:
 *
 * of the loader
 *	struct kernel_symbol: three 32-bit distances (5.4), kernel/module/internal.h	checked: EXPORTS
 *	find_symbol(): arguments one by one until 5.12, since then a struct, same file	checked: EXPORTS
 *	a module's exports are looked up in gpl_syms, since 7.1 in syms with flagstab,
 *	    kernel/module/main.c, at each look-up anew				checked: symbols/exports.c
 *	module memory in core_layout until 6.3, since then in mem[], linux/module.h	checked: MODULES
 *	modules are on the list "modules", under module_mutex, kernel/module/main.c	checked: MODULES
 * of names
 *	a kprobe's .addr is the function, or lies behind its ENDBR or ftrace's place,
 *	    kernel/kprobes.c, kprobe_addr()					checked: LOOKUP
 *	DEFINE_STATIC_CALL_NULL() calls what was entered last, linux/static_call.h	checked: CALLS
 *	limits of sections come in pairs, the start first, vmlinux.lds.S		checked: LIMITS
 * of entries
 *	ftrace's nop or call is 5 bytes, at the start or behind an ENDBR or its seal
 *	    (arm64: behind mov x9, x30), and the nop is the one that arch_*.c knows	checked: entry/assumed.c
 *	an unused record's flags are 0 but for those of ftrace.c, linux/ftrace.h	checked: entry/assumed.c
 *	FTRACE_FL_DISABLED makes ftrace leave a record alone, kernel/trace/ftrace.c,
 *	    skip_record()		not: a tracer would have to be started (tests/guest/entry/40-ftrace.sh)
 *	with DYNAMIC_FTRACE_WITH_JMP (6.19) an entry in use may hold a jump		nothing rests on it: what is
 *	    not the nop is somebody's, whatever it is
 *	three seals of an ENDBR are known, arch/x86/include/asm/ibt.h			at each entry: an unknown one
 *	    is refused (arch_x86.c)
 *	a page of text may be mapped once more, writable				checked: entry/assumed.c
 *	int3 comes to the die notifiers, ours first, arch/x86/kernel/traps.c		not: only inside a stop
 *	nobody writes to text but who is asked (body.c): jump labels, static calls,
 *	    kprobes, ftrace, lock prefixes						not: it is what nobody does
 * of tasks
 *	idle_task(), kernel/sched/core.c						checked: IDLE
 *	the stack pointer is in thread.sp (arm64: cpu_context.sp), asm/processor.h	at each task: outside of its
 *	    stack it counts as blocked (stacks.c)
 *	a switch counts in nvcsw or nivcsw before on_cpu is cleared, __schedule()	not: it is an order of stores
 *	fgraph: ret_stack[curr_ret_stack], structs until 6.10, words since
 *	    kernel/trace/fgraph.c			not: no task has one unless it is traced (48-hidden-returns.sh)
 *	kretprobes: rethooks (5.18), kretprobe_instances (5.11), a table before, of
 *	    64 lists, hash_ptr(task, 6), kernel/kprobes.c			not: the same
 *	the reliable unwinder reports no success for a stack that it skipped a part of,
 *	    arch/x86/kernel/unwind_orc.c		at each stack: it must end where stacks end (vouch.c)
 *	task work runs at the edge of user space, kernel/entry/common.c			at each nudge: the stack says
 *	    where it is (nudge.c)
 *	the freezer: PF_FROZEN until 6.0, TASK_FROZEN since; ends at a wake-up event,
 *	    kernel/freezer.c, kernel/power/process.c	not: it would freeze all tasks (20-depths.sh)
 *
 * Not in this table: structs and constants that the kernel's headers declare, which the compiler checks.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/stop_machine.h>
#include "kernel/assumptions.h"
#include "kernel/kfuncs.h"

#define MAX_FOLDERS	2	/* symbols and entry */
#define MAX_ENTRY	16	/* bytes of a function before which a kprobe may have been moved */

static struct {
	const struct hp_assumption *assumptions;
	u32 n;
} folders[MAX_FOLDERS];
static u32 nfolders;

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
	unsigned long here = (unsigned long)hp_assumptions_check, start, size;
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
static const struct hp_assumption ours[] = {
	{ "kernel_text_address() is called", "include/linux/static_call.h", calls_hold },
	{ "a kprobe is where its function is", "kernel/kprobes.c", lookup_holds },
	{ "layout of struct find_symbol_arg and struct kernel_symbol", "kernel/module/internal.h", exports_hold },
	{ "where modules are", "include/linux/module.h", modules_hold },
	{ "limits of sections", "vmlinux.lds.S", limits_hold },
	{ "idle_task()", "kernel/sched/core.c", idle_holds },
};

void hp_assume(const struct hp_assumption *assumptions, u32 n)
{
	folders[nfolders].assumptions = assumptions;
	folders[nfolders++].n = n;
}

static bool all_hold(const struct hp_assumption *a, u32 n)
{
	char expected[HP_ASSUMED_LEN], found[HP_ASSUMED_LEN];

	for (; n; n--, a++) {
		expected[0] = found[0] = '\0';
		if (a->holds(expected, found))
			continue;
		pr_err("this kernel is not as assumed: %s (%s): expected %s, found %s\n", a->what, a->where,
		       expected, found);
		return false;
	}
	return true;
}

int hp_assumptions_check(void)
{
	static bool checked;
	u32 i;

	/* Later, patches may be applied and symbols be lent, which the checks do not expect. */
	if (checked)
		return 0;
	if (!all_hold(ours, ARRAY_SIZE(ours)))
		return -EOPNOTSUPP;
	for (i = 0; i < nfolders; i++) {
		if (!all_hold(folders[i].assumptions, folders[i].n))
			return -EOPNOTSUPP;
	}
	checked = true;
	return 0;
}
