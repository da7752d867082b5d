// SPDX-License-Identifier: GPL-2.0-only
/* landmarks.c - see landmarks.h. */
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include "entry/arch.h"
#include "kernel/copy.h"
#include "kernel/kfuncs.h"
#include "symbols/symbols.h"
#include "tasks/landmarks.h"

/*
 * The entries from user space are not listed: they are told by __entry_text_start and __entry_text_end.
 *
 * preempt_schedule_irq() preempts a task at the end of an interrupt, wherever the task was
 * (kernel/entry/common.c, irqentry_exit(); kernel/sched/core.c).  The other two do it where
 * preemption is enabled again: that may be within a function that generated code has called.
 */
static struct {
	const char *name;
	u32 kinds;
	unsigned long start;
	unsigned long end;
} marks[] = {
	{ "kthread", HP_MARK_KTHREAD },
	{ "ret_from_fork", HP_MARK_KTHREAD | HP_MARK_BOTTOM },
	{ "ret_from_fork_asm", HP_MARK_KTHREAD | HP_MARK_BOTTOM },
	/* of idle tasks: the code that brought their CPU up */
	{ "secondary_startup_64", HP_MARK_BOTTOM },
	{ "secondary_startup_64_no_verify", HP_MARK_BOTTOM },
	{ "common_startup_64", HP_MARK_BOTTOM },
#ifdef CONFIG_ARM64
	/* init_cpu_task makes the last frame record there, and the way on is a call (arch/arm64/kernel/head.S) */
	{ "__primary_switched", HP_MARK_BOTTOM },
	{ "__secondary_switched", HP_MARK_BOTTOM },
#endif
	/* with FRED the entry from user space is not within __entry_text_start to __entry_text_end */
	{ "asm_fred_entrypoint_user", HP_MARK_BOTTOM },
	{ "preempt_schedule_irq", HP_MARK_PREEMPTED },
	{ "preempt_schedule", HP_MARK_PREEMPTED },
	{ "preempt_schedule_notrace", HP_MARK_PREEMPTED },
	/* on the stack between the entry from user space and task work, when a call or a fault is over */
	{ "task_work_run", HP_MARK_WAY_OUT },
	{ "get_signal", HP_MARK_WAY_OUT },
	{ "exit_to_user_mode", HP_MARK_WAY_OUT },
	{ "exit_to_user_mode_loop", HP_MARK_WAY_OUT },
	{ "exit_to_user_mode_prepare", HP_MARK_WAY_OUT },
	{ "irqentry_exit", HP_MARK_WAY_OUT },
	{ "irqentry_exit_to_user_mode", HP_MARK_WAY_OUT },
	{ "syscall_exit_to_user_mode", HP_MARK_WAY_OUT },
	{ "arch_do_signal_or_restart", HP_MARK_WAY_OUT },	/* on arm64 too since it has the generic entry code */
#ifdef CONFIG_X86
	{ "do_syscall_64", HP_MARK_WAY_OUT },
	{ "__do_fast_syscall_32", HP_MARK_WAY_OUT },
	{ "fred_other", HP_MARK_WAY_OUT },
	{ "fred_entry_from_user", HP_MARK_WAY_OUT },
#endif
#ifdef CONFIG_ARM64
	{ "do_notify_resume", HP_MARK_WAY_OUT },
	{ "do_signal", HP_MARK_WAY_OUT },
	{ "asm_exit_to_user_mode", HP_MARK_WAY_OUT },
	{ "arm64_exit_to_user_mode", HP_MARK_WAY_OUT },
	{ "el0_svc", HP_MARK_WAY_OUT },
	{ "el0_svc_compat", HP_MARK_WAY_OUT },
	{ "el0_da", HP_MARK_WAY_OUT },
	{ "el0_ia", HP_MARK_WAY_OUT },
	{ "el0_interrupt", HP_MARK_WAY_OUT },
#endif
};
static DEFINE_MUTEX(find_lock);	/* several may ask at once; taken under hp_ask_lock, for reading */
static bool found;
static unsigned long preempted_lo = ULONG_MAX, preempted_hi;

static int find_one(size_t i, struct hp_symref *ref, struct hp_sym *sym)
{
	u32 n;

	hp_copy(ref->name, marks[i].name);
	if (hp_sym_lookup(ref, NULL, 0, &n, sym))
		return -ENOMEM;
	if (sym->status != HP_SYM_OK)
		return 0;
	marks[i].start = sym->addr;
	marks[i].end = hp_sym_end(sym);
	if (marks[i].kinds & HP_MARK_PREEMPTED) {
		preempted_lo = min(preempted_lo, marks[i].start);
		preempted_hi = max(preempted_hi, marks[i].end);
	}
	return 0;
}

int hp_landmarks_find(void)
{
	struct hp_symref *ref;
	struct hp_sym *sym;
	int ret = -ENOMEM;
	size_t i;

	mutex_lock(&find_lock);
	if (found) {
		mutex_unlock(&find_lock);
		return 0;
	}
	ref = kzalloc(sizeof(*ref), GFP_KERNEL);
	sym = kzalloc(sizeof(*sym), GFP_KERNEL);
	if (ref && sym) {
		ret = 0;
		for (i = 0; i < ARRAY_SIZE(marks) && !ret; i++)
			ret = find_one(i, ref, sym);
	}
	kfree(ref);
	kfree(sym);
	found = !ret;
	mutex_unlock(&find_lock);
	return ret;
}

static bool in_entry_text(unsigned long addr)
{
	return addr - (unsigned long)kdata.__entry_text_start <
	       (unsigned long)kdata.__entry_text_end - (unsigned long)kdata.__entry_text_start;
}

bool hp_landmark(unsigned long addr, u32 kinds)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(marks); i++) {
		if ((marks[i].kinds & kinds) && addr >= marks[i].start && addr <= marks[i].end &&
		    marks[i].end)
			return true;
	}
	return (kinds & HP_MARK_BOTTOM) && in_entry_text(addr);
}

__no_sanitize_address
const unsigned long *hp_landmark_preempted(const unsigned long *p, const unsigned long *end)
{
	if (!IS_ENABLED(CONFIG_PREEMPTION))
		return NULL;
	if (!preempted_hi)
		return p < end ? p : NULL;
	for (; p < end; p++) {
		unsigned long word = READ_ONCE(*p) | hp_arch_code_bits;

		if (unlikely(word - preempted_lo <= preempted_hi - preempted_lo) &&
		    hp_landmark(word, HP_MARK_PREEMPTED))
			return p;
	}
	return NULL;
}
