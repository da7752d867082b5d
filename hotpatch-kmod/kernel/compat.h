/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat.h - every difference between kernel versions, by topic: here what is of general use,
 * compat_module.h the module loader's structs, compat_tasks.h what is read of tasks.  LINUX_VERSION_CODE
 * appears in these three only.
 */
#ifndef HP_COMPAT_H
#define HP_COMPAT_H

#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/static_call.h>
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
				    clockid_t clock, enum hrtimer_mode mode)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	hrtimer_setup(timer, fn, clock, mode);
#else
	hrtimer_init(timer, clock, mode);
	timer->function = fn;
#endif
}

/*
 * Since 6.14 a worker that was created sleeps uninterruptibly until somebody wakes it, and after two minutes of that
 * the kernel says that it hangs; before, creating woke it.
 */
#ifdef kthread_run_worker
#define hp_run_worker(...)	kthread_run_worker(0, __VA_ARGS__)
#else
#define hp_run_worker(...)	kthread_create_worker(0, __VA_ARGS__)
#endif

/* krealloc_array() is there since 5.11. */
static inline void *hp_krealloc_array(void *old, size_t n, size_t size)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0)
	return krealloc_array(old, n, size, GFP_KERNEL);
#else
	size_t bytes;

	return check_mul_overflow(n, size, &bytes) ? NULL : krealloc(old, bytes, GFP_KERNEL);
#endif
}

/*
 * An RCU grace period that somebody asks about, and does not wait for.  Since 5.13 RCU can be asked; before, it
 * calls back.
 */
struct hp_grace {
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 13, 0)
	unsigned long state;
	bool begun;
#else
	struct rcu_head rcu;
	bool pending;
#endif
};

#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 13, 0)

static inline void hp_grace_begin(struct hp_grace *grace)
{
	WRITE_ONCE(grace->state, start_poll_synchronize_rcu());
	WRITE_ONCE(grace->begun, true);
}

static inline bool hp_grace_over(const struct hp_grace *grace)
{
	return !READ_ONCE(grace->begun) || poll_state_synchronize_rcu(READ_ONCE(grace->state));
}

static inline void hp_grace_exit(void)
{
}

#else

static inline void hp_grace_ended(struct rcu_head *rcu)
{
	smp_store_release(&container_of(rcu, struct hp_grace, rcu)->pending, false);
}

/* One that has not ended is not begun anew: nothing may depend on that. */
static inline void hp_grace_begin(struct hp_grace *grace)
{
	if (grace->pending)
		return;
	grace->pending = true;
	call_rcu(&grace->rcu, hp_grace_ended);
}

static inline bool hp_grace_over(const struct hp_grace *grace)
{
	return !smp_load_acquire(&grace->pending);
}

/* The callback is code of this module. */
static inline void hp_grace_exit(void)
{
	rcu_barrier();
}

#endif

/* The function that a static call leads to, NULL: none.  static_call_query() is there since 5.13. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 13, 0)
#define hp_static_call_target(name)	((void *)static_call_query(name))
#else
#define hp_static_call_target(name)	READ_ONCE(STATIC_CALL_KEY(name).func)
#endif

/*
 * kallsyms_on_each_symbol() walks through all names.  Since 6.4 it gives its callback no module; it is for kernels that
 * have no kallsyms_on_each_match_symbol(), all of which are older.  Before 5.12 the walk goes on through the modules,
 * and leaves it to the caller to hold module_mutex (kernel/module.c, module_kallsyms_on_each_symbol()).  Later ones of
 * 5.10 end with the image, as 5.12 does.
 */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
#define HP_NAMES_CAN_BE_WALKED	1
#else
#define HP_NAMES_CAN_BE_WALKED	0
#endif
#define HP_WALK_NEEDS_MUTEX	(LINUX_VERSION_CODE < KERNEL_VERSION(5, 12, 0))

/*
 * The nop that ftrace leaves at an unused entry on x86-64.  Since 5.13 it is the same everywhere; before, the
 * kernel chose it by the CPU when it booted (arch/x86/kernel/alternative.c, arch_init_ideal_nops()), and it is
 * to be read where ideal_nops points.
 */
#if defined(CONFIG_X86_64) && LINUX_VERSION_CODE < KERNEL_VERSION(5, 13, 0)
#define HP_NOP_IS_CHOSEN_AT_BOOT	1
#else
#define HP_NOP_IS_CHOSEN_AT_BOOT	0
#endif

#endif
