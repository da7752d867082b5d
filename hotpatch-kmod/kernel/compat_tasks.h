/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat_tasks.h - what is read of tasks, and how a task waits, as it differs between kernel versions.
 */
#ifndef HP_COMPAT_TASKS_H
#define HP_COMPAT_TASKS_H

#include <linux/freezer.h>
#include <linux/ftrace.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/version.h>

/* task->state is called __state since 5.14, and task_is_running() came with it. */
static inline bool hp_task_runs(struct task_struct *task)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 14, 0)
	return task_is_running(task);
#else
	return READ_ONCE(task->state) == TASK_RUNNING;
#endif
}

/*
 * Since 6.1 a frozen task is one in a state of its own, and who sleeps with TASK_FREEZABLE is frozen where he
 * sleeps.  Before, a frozen task has a flag, and the freezer passes over who sleeps with another flag
 * (include/linux/freezer.h, freezer_should_skip()): he freezes when he wakes.
 */
static inline bool hp_task_frozen(const struct task_struct *task)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 0)
	return READ_ONCE(task->__state) & TASK_FROZEN;
#else
	return READ_ONCE(task->flags) & (PF_FROZEN | PF_FREEZER_SKIP);
#endif
}

/* As wait_event(), in a state, interruptible or killable, in which the freezer may count the task as frozen. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 0)
#define hp_wait_event_freezable(wq, condition, state)	\
	___wait_event(wq, condition, ((state) | TASK_FREEZABLE), 0, 0, schedule())
#else
#define hp_wait_event_freezable(wq, condition, state)	\
	___wait_event(wq, condition, state, 0, 0, freezable_schedule())
#endif

/*
 * Return addresses that the function graph tracer took off a task's stack: an array of structs
 * with .ret before 6.11, of words since (kernel/trace/fgraph.c).  Returns how many words, beginning
 * at *words, may hold one; the stack scan looks at all of them, also at those of other meaning.
 */
static inline unsigned int hp_graph_stack(const struct task_struct *task,
					  const unsigned long **words)
{
#ifdef CONFIG_FUNCTION_GRAPH_TRACER
	int top = READ_ONCE(task->curr_ret_stack);

	*words = (const unsigned long *)READ_ONCE(task->ret_stack);
	if (!*words)
		return 0;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
	return clamp(top, 0, (int)(PAGE_SIZE / sizeof(long)));
#else
	top = clamp(top + 1, 0, FTRACE_RETFUNC_DEPTH);
	return top * sizeof(struct ftrace_ret_stack) / sizeof(long);
#endif
#else
	*words = NULL;
	return 0;
#endif
}

/*
 * Flags of tasks that never return to user space.  They must get no task work: they would run it in the
 * middle of something else, with locks held (io_uring's threads), or not at all.
 */
#ifdef PF_USER_WORKER
#define HP_NEVER_IN_USER_SPACE	(PF_KTHREAD | PF_IO_WORKER | PF_USER_WORKER)
#else
#define HP_NEVER_IN_USER_SPACE	(PF_KTHREAD | PF_IO_WORKER)
#endif

/*
 * Where kretprobes keep the return addresses that they took: in a list of the task of nodes of rethook (since
 * 5.18 on x86, include/linux/rethook.h) or, where there is none as on arm64, of the instances themselves
 * (since 5.11, include/linux/kprobes.h).  Before 5.11 in a table of all tasks' (kernel/kprobes.c,
 * kretprobe_inst_table); see retprobes.h.
 */
#define HP_RETPROBES_IN_TABLE \
	(IS_ENABLED(CONFIG_KRETPROBES) && LINUX_VERSION_CODE < KERNEL_VERSION(5, 11, 0))
#define HP_RETPROBE_HASH_BITS	6	/* of that table; KPROBE_HASH_BITS in kernel/kprobes.c */

#endif
