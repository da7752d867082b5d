// SPDX-License-Identifier: GPL-2.0-only
/*
 * freeze.c - the kernel's freezer (kernel/power/process.c), with a deadline of our own.
 *
 * freeze_processes() gives up after freeze_timeout_msecs, 20 s by default, and thaws all tasks before it
 * returns: then it cannot be told any more which tasks did not freeze.  So a guard, a thread of its own,
 * watches for the deadline and for the operation being given up.  Then it notes the tasks that are not
 * frozen, and ends the freezing as a wake-up event ends a suspend (pm_system_wakeup()).  That event does no
 * harm later: each freezing begins with pm_wakeup_clear().  freeze_timeout_msecs is lowered too, for the case
 * that the guard does not get a CPU: then the freezing lasts SLACK_MS longer than it should instead of 20 s,
 * and the kernel writes the stacks of all tasks that did not freeze into its log.
 *
 * system_transition_mutex keeps suspend, the freezer's other user, away meanwhile.  It is tried until the
 * deadline, because its owner may be suspending, which has no bound.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched/signal.h>
#include <linux/suspend.h>
#include "events/deadline.h"
#include "hotpatch_uapi.h"
#include "kernel/copy.h"
#include "kernel/kfuncs.h"
#include "tasks/freeze.h"

#define GUARD_TICK_MS	10
#define SLACK_MS	2000	/* so that the guard comes first, also in a VM whose host stalls */

struct guard {
	struct kthread_work work;
	struct completion over;		/* freeze_processes() has returned */
	u64 until_ns;
	struct hp_unfrozen *left;
};

static struct kthread_worker *guards;

bool hp_can_freeze(void)
{
	return guards && hp_have(freeze_processes) && hp_have(thaw_processes) &&
	       kdata.system_transition_mutex && kdata.freeze_timeout_msecs;
}

static void describe(struct hp_blocker *b, struct task_struct *task)
{
	memset(b, 0, sizeof(*b));
	b->pid = task->pid;
	b->tgid = task->tgid;
	b->kind = HP_TASK_USER;
	b->state = task_state_to_char(task);
	b->cpu = task_cpu(task);
	hp_copy(b->comm, task->comm);
	/* A running task's stack cannot be read, and 6.1 warns: see may_unwind() in vouch.c. */
	if (hp_have(stack_trace_save_tsk) && !hp_task_runs(task))
		b->nframes = hp_call(stack_trace_save_tsk)(task, (unsigned long *)b->frames,
							   HP_FRAMES, 0);
}

/*
 * Decides as freezing() and frozen() do (kernel/freezer.c).  A task that begins to freeze in this moment may
 * be noted too.
 */
static bool is_unfrozen(struct task_struct *task)
{
	return !(task->flags & (PF_KTHREAD | PF_NOFREEZE | PF_SUSPEND_TASK | PF_EXITING)) &&
	       !hp_task_frozen(task);
}

static void note_unfrozen(struct hp_unfrozen *left)
{
	struct task_struct *group, *task;

	rcu_read_lock();
	for_each_process_thread(group, task) {
		if (!is_unfrozen(task))
			continue;
		left->count++;
		if (left->nblockers < left->max)
			describe(&left->blockers[left->nblockers++], task);
	}
	rcu_read_unlock();
}

static void stand_guard(struct kthread_work *work)
{
	struct guard *guard = container_of(work, struct guard, work);

	while (!wait_for_completion_timeout(&guard->over, msecs_to_jiffies(GUARD_TICK_MS) + 1)) {
		if (!hp_time_is_up(guard->until_ns))
			continue;
		note_unfrozen(guard->left);
		/* If all are frozen by now, the freezing has succeeded, and this does not change it. */
		pm_system_wakeup();
		wait_for_completion(&guard->over);
		return;
	}
}

static int freeze_guarded(u64 until_ns, u32 timeout_ms, struct hp_unfrozen *left)
{
	struct guard guard = { .until_ns = until_ns, .left = left };
	unsigned int before, lowered = timeout_ms + SLACK_MS;
	int ret;

	kthread_init_work(&guard.work, stand_guard);
	init_completion(&guard.over);
	kthread_queue_work(guards, &guard.work);
	before = xchg(kdata.freeze_timeout_msecs, lowered);
	ret = hp_call(freeze_processes)();
	/* A value that was written meanwhile (/sys/power/pm_freeze_timeout) stays. */
	cmpxchg(kdata.freeze_timeout_msecs, lowered, before);
	complete_all(&guard.over);
	kthread_flush_work(&guard.work);
	return ret;
}

/*
 * freeze_processes() first waits up to 5 s for usermode helpers that run (kernel/umh.c), and that wait cannot
 * be broken off: so they are waited for here first.  One that starts after this is not covered.
 */
static bool wait_for_helpers(u64 until_ns)
{
	while (kdata.running_helpers && atomic_read(kdata.running_helpers)) {
		if (hp_time_is_up(until_ns))
			return false;
		usleep_range(500, 1000);
	}
	return true;
}

int hp_freeze(u64 until_ns, struct hp_unfrozen *left)
{
	u64 now;
	int ret;

	if (!hp_can_freeze())
		return -EOPNOTSUPP;
	if (!wait_for_helpers(until_ns) ||
	    hp_lock_until(kdata.system_transition_mutex, until_ns))
		return -EBUSY;
	now = ktime_get_ns();
	ret = now < until_ns ?
	      freeze_guarded(until_ns, div_u64(until_ns - now, NSEC_PER_MSEC), left) : -EBUSY;
	if (ret)
		mutex_unlock(kdata.system_transition_mutex);
	else
		left->count = left->nblockers = 0;
	return ret ? -EBUSY : 0;
}

void hp_thaw(void)
{
	hp_call(thaw_processes)();
	mutex_unlock(kdata.system_transition_mutex);
}

int hp_freeze_init(void)
{
	struct kthread_worker *made;

	if (!IS_ENABLED(CONFIG_FREEZER))
		return 0;
	made = hp_run_worker(KBUILD_MODNAME "_freeze");
	if (IS_ERR(made))
		return PTR_ERR(made);
	guards = made;
	return 0;
}

void hp_freeze_exit(void)
{
	if (guards)
		kthread_destroy_worker(guards);
}
