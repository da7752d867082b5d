// SPDX-License-Identifier: GPL-2.0-only
/*
 * assumptions.c - see assumptions.h.  All there are, with the kernels they were seen on (5.10 to 7.3, unless it is
 * said otherwise), and how they are checked (in capitals: a function of kernel/assumed.c), or why they cannot be:
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
 *	kallsyms lists the image before modules, kernel/kallsyms.c,
 *	    kallsyms_on_each_symbol(), until 6.3	not: it is an order; a name that a walk misses is "not found"
 *	a static call is a direct one, or kCFI does not look at indirect ones,
 *	    arch/arm64/Kconfig							by the compiler: kernel/kfuncs.h
 *	DEFINE_STATIC_CALL_NULL() calls what was entered last, linux/static_call.h	checked: CALLS
 *	thunks, entry code and static calls' trampolines lie behind __kprobes_text_end, or
 *	    within the limits of entry.text; srso_alias_* have names		not: what is no function cannot be told
 *	limits of sections come in pairs, the start first, vmlinux.lds.S		checked: LIMITS
 * of entries
 *	ftrace's nop or call is 5 bytes, at the start or behind an ENDBR or its seal
 *	    (arm64: behind mov x9, x30), and the nop is the one that arch_*.c knows	checked: entry/assumed.c
 *	an unused record's flags are 0 but for those of ftrace.c, linux/ftrace.h	checked: entry/assumed.c
 *	FTRACE_FL_DISABLED makes ftrace leave a record alone, kernel/trace/ftrace.c,
 *	    skip_record()		not: a tracer would have to be started (tests/guest/entry/40-ftrace.sh)
 *	with DYNAMIC_FTRACE_WITH_JMP (6.19) an entry in use may hold a jump		nothing rests on it: what is
 *	    not the nop is somebody's, whatever it is
 *	an ftrace_ops that saves registers counts for ftrace_ops_test() only where regs
 *	    is not NULL, kernel/trace/ftrace.c		not: one would have to be enabled (tests/guest/entry/40-ftrace.sh)
 *	ftrace_free_mem() moves records before the size of a module's init memory is
 *	    cleared, kernel/module/main.c, do_init_module()	not: it is an order of two steps
 *	three seals of an ENDBR are known, arch/x86/include/asm/ibt.h			at each entry: an unknown one
 *	    is refused (arch_x86.c); at a sealed function: entry/assumed.c
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
 *	    arch/x86/kernel/unwind_orc.c, arch/arm64/kernel/stacktrace.c	at each stack: it must end where stacks end (vouch.c)
 *	who is preempted is so in preempt_schedule(), preempt_schedule_notrace() or
 *	    preempt_schedule_irq(), kernel/sched/core.c		not: another way has no name yet (24-preempted.sh);
 *	    where none of the three is there everybody is a suspect
 *	kernel_text_address() knows all code that is made at run time, kernel/extable.c	not: what it does not know cannot
 *	    be listed (25-bpf-trampoline.sh, 24-preempted.sh)
 *	kprobes that are not optimised step with interrupts off on kernels that preempt,
 *	    arch/x86/kernel/kprobes/core.c, setup_singlestep()	not: a task would have to be caught there (24-preempted.sh)
 *	the way out of the kernel has the names of landmarks.c, kernel/entry/common.c,
 *	    arch/x86/entry, arch/arm64/kernel/entry-common.c	at each nudge: who comes by another is not held (20-depths.sh)
 *	task_work_run() runs what is added meanwhile, until there is none,
 *	    kernel/task_work.c				not: it would be a loop (nudge.c does not add its work from within)
 *	recalc_sigpending() clears a fake signal, kernel/signal.c	not: a task would have to be woken (28-nudged-calls.sh)
 *	task work runs at the edge of user space, kernel/entry/common.c			at each nudge: the stack says
 *	    where it is (nudge.c)
 *	the freezer: PF_FROZEN until 6.0, TASK_FROZEN since; ends at a wake-up event,
 *	    kernel/freezer.c, kernel/power/process.c	not: it would freeze all tasks (20-depths.sh)
 *
 * Not in this table: structs and constants that the kernel's headers declare, which the compiler checks.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include "kernel/assumptions.h"

#define MAX_FOLDERS	3	/* kernel, symbols and entry */

static struct {
	const struct hp_assumption *assumptions;
	u32 n;
} folders[MAX_FOLDERS];
static u32 nfolders;

void hp_assume(const struct hp_assumption *assumptions, u32 n)
{
	if (nfolders < MAX_FOLDERS) {
		folders[nfolders].assumptions = assumptions;
		folders[nfolders].n = n;
	}
	nfolders++;
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
	if (nfolders > MAX_FOLDERS) {
		pr_err("%u folders assume something, and there is room for %u\n", nfolders, MAX_FOLDERS);
		return -EOPNOTSUPP;
	}
	for (i = 0; i < nfolders; i++) {
		if (!all_hold(folders[i].assumptions, folders[i].n))
			return -EOPNOTSUPP;
	}
	checked = true;
	return 0;
}
