/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat.h - every difference between kernel versions.  LINUX_VERSION_CODE appears nowhere else.
 */
#ifndef HP_COMPAT_H
#define HP_COMPAT_H

#include <linux/ftrace.h>
#include <linux/hrtimer.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/version.h>

/*
 * Without CONFIG_TASKS_RCU the kernel defines call_rcu_tasks() as call_rcu(), but has no substitute for
 * rcu_barrier_tasks().
 */
static inline void hp_barrier_rcu_tasks(void)
{
#ifdef CONFIG_TASKS_RCU
	rcu_barrier_tasks();
#else
	rcu_barrier();
#endif
}

/* Since 6.13 the timer function is an argument of hrtimer_setup(); hrtimer_init() is gone since 6.15. */
static inline void hp_hrtimer_setup(struct hrtimer *timer,
				    enum hrtimer_restart (*fn)(struct hrtimer *),
				    enum hrtimer_mode mode)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	hrtimer_setup(timer, fn, CLOCK_MONOTONIC, mode);
#else
	hrtimer_init(timer, CLOCK_MONOTONIC, mode);
	timer->function = fn;
#endif
}

/* struct module keeps its memory in core_layout before 6.4, in mem[] since. */
static inline void hp_module_text(const struct module *mod, unsigned long *start,
				  unsigned long *size)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	*start = (unsigned long)mod->mem[MOD_TEXT].base;
	*size = mod->mem[MOD_TEXT].size;
#else
	*start = (unsigned long)mod->core_layout.base;
	*size = mod->core_layout.text_size;
#endif
}

static inline unsigned long hp_module_bytes(const struct module *mod)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	unsigned long bytes = 0;

	for_class_mod_mem_type(type, core)
		bytes += mod->mem[type].size;
	return bytes;
#else
	return mod->core_layout.size;
#endif
}

/* Is a module's init code still there?  Its size is cleared when its memory is freed. */
static inline bool hp_module_has_init(const struct module *mod)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	return READ_ONCE(mod->mem[MOD_INIT_TEXT].size);
#else
	return READ_ONCE(mod->init_layout.size);
#endif
}

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

#endif
