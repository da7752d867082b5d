// SPDX-License-Identifier: GPL-2.0-only
/* vouch.c - see vouch.h. */
#include <linux/sched.h>
#include "entry/arch.h"
#include "kernel/kfuncs.h"
#include "tasks/generated.h"
#include "tasks/landmarks.h"
#include "tasks/nudge.h"
#include "tasks/retprobes.h"
#include "tasks/vouch.h"

/*
 * 6.1 warns when the unwinder looks for kretprobes of a task that is runnable, even if it does not run
 * (rethook_find_ret_addr()).
 */
static bool may_unwind(struct task_struct *task)
{
	return !hp_has_retprobes(task) || !hp_task_runs(task);
}

static bool any_target(const struct hp_unwind *u, int n)
{
	while (n--) {
		if (hp_ranges_find(u->ranges, u->frames[n]))
			return true;
	}
	return false;
}

static bool any_generated(const struct hp_unwind *u, int n)
{
	while (n--) {
		if (hp_generated(u->frames[n]))
			return true;
	}
	return false;
}

/* Do the n frames reach the end of the stack?  If there is room for no more, some may have been cut off. */
static bool whole_stack(const struct hp_unwind *u, int n)
{
	return n > 0 && n < HP_UNWIND_MAX && hp_landmark(u->frames[n - 1], HP_MARK_BOTTOM);
}

bool hp_can_vouch(void)
{
	return hp_have(stack_trace_save_tsk_reliable);
}

bool hp_vouched(struct hp_unwind *u, struct task_struct *task)
{
	int n;

	if (!hp_can_vouch() || !may_unwind(task))
		return false;
	n = hp_call(stack_trace_save_tsk_reliable)(task, u->frames, HP_UNWIND_MAX);
	return whole_stack(u, n) && !any_target(u, n);
}

static int walk(struct hp_unwind *u, struct task_struct *task)
{
	if (!hp_have(stack_trace_save_tsk) || !may_unwind(task))
		return 0;
	return hp_call(stack_trace_save_tsk)(task, u->frames, HP_UNWIND_MAX, 0);
}

bool hp_walked(struct hp_unwind *u, struct task_struct *task)
{
	int n = walk(u, task);

	return whole_stack(u, n) && !any_target(u, n) && !any_generated(u, n);
}

/*
 * A parked task has nothing but the way out on its stack: nudge.c looked before it parked it.
 * On arm64 all frames since its entry from user space have a frame record, so any unwinder tells
 * whether that way leads through a target.  Elsewhere the reliable unwinder was asked before
 * (hp_vouched()).  Without an unwinder nudge.c could not look: then the task is clear only if nothing
 * else can have run its task work (io_uring, KVM, ptrace_notify()).
 */
bool hp_park_clears(struct hp_unwind *u, struct task_struct *task)
{
	int n;

	if (!u->park || !hp_park_holds(u->park, task))
		return false;
	if (!IS_ENABLED(CONFIG_ARM64))
		return !IS_ENABLED(CONFIG_KVM) && !IS_ENABLED(CONFIG_IO_URING) && !task->ptrace;
	n = walk(u, task);
	return n > 0 && n < HP_UNWIND_MAX && !any_target(u, n);
}

u32 hp_read_frames(struct hp_unwind *u, struct task_struct *task, const unsigned long *from,
		   const unsigned long *to)
{
	u32 n = 0;

	if (hp_have(stack_trace_save_tsk))
		return may_unwind(task) ?
		       hp_call(stack_trace_save_tsk)(task, u->frames, HP_FRAMES, 0) : 0;
	for (; from < to && n < HP_FRAMES; from++) {
		unsigned long word = READ_ONCE_NOCHECK(*from) | hp_arch_code_bits;

		if (hp_call(kernel_text_address)(word))
			u->frames[n++] = word;
	}
	return n;
}
