// SPDX-License-Identifier: GPL-2.0-only
/*
 * nudge.c - holds tasks at the edge of user space.  See nudge.h.
 *
 * When the park opens a parked task may be frozen, by a suspend for instance, so the operation does not wait
 * until it has left: the park has a reference count, and the last user frees it.  Until then the park holds
 * a reference on the module.
 */
#include <linux/freezer.h>
#include <linux/hashtable.h>
#include <linux/hrtimer.h>
#include <linux/kref.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/task_work.h>
#include <linux/wait.h>
#include "kernel/kfuncs.h"
#include "tasks/landmarks.h"
#include "tasks/nudge.h"

#define SPARE	16	/* nudges within the park: the dead-man timer's revert may find no free memory */

/*
 * If the work ran amid a system call it is added again after 2 us, 3 us, 4.5 us ... 4 ms: a task that repeats
 * the call at once is outside of it for a few microseconds only, and it is not known when.
 */
#define AGAIN_NS	2000
#define AGAIN_TRIES	20

#define PATIENT_HOLD	(HZ / 20)

struct nudge {
	struct callback_head work;
	struct hlist_node node;
	struct task_struct *task;	/* with a reference */
	struct hp_park *park;
	bool patient;			/* its task is not woken: it comes by itself */
	bool parked;			/* its task waits at the gate */
	bool passed;			/* the work is done, but does not hold its task: may be sent again */
	bool lost;			/* its task began to exit between two tries */
	struct hrtimer again;		/* adds the work again; has the work's reference meanwhile */
	u32 tries;
	u64 delay_ns;			/* before the next one */
	struct kref users;		/* the table, and the work */
};

struct hp_park {
	struct kref users;		/* the operation, and each nudge */
	wait_queue_head_t gate;		/* parked tasks wait here for open */
	wait_queue_head_t arrivals;	/* the operation waits here for them */
	atomic_t expected;		/* nudges that have not arrived */
	raw_spinlock_t lock;		/* for open: once it is set, no timer is started */
	bool open;
	bool careful;			/* a task that is met amid a call is left in it */
	u32 count;
	u32 sends;
	DECLARE_HASHTABLE(nudges, 9);	/* by task; only the operation's thread uses it */
	u32 spares_used;
	struct nudge spare[SPARE];
};

static void park_free(struct kref *kref)
{
	kfree(container_of(kref, struct hp_park, users));
	module_put(THIS_MODULE);
}

static void nudge_free(struct kref *kref)
{
	struct nudge *nudge = container_of(kref, struct nudge, users);
	struct hp_park *park = nudge->park;

	put_task_struct(nudge->task);
	if (nudge < park->spare || nudge >= park->spare + SPARE)
		kfree(nudge);
	kref_put(&park->users, park_free);	/* a nudge of park->spare is freed with it */
}

static struct nudge *nudge_alloc(struct hp_park *park)
{
	if (park->spares_used < SPARE)
		return &park->spare[park->spares_used++];
	return kzalloc(sizeof(struct nudge), GFP_KERNEL);
}

static void arrived(struct hp_park *park)
{
	if (atomic_dec_and_test(&park->expected))
		wake_up(&park->arrivals);
}

/*
 * Is this the edge of user space?  Task work also runs amid a call: in io_uring's waits
 * (io_uring/io_uring.c, rsrc.c, cancel.c), before a KVM guest is entered, in ptrace_notify().  At the
 * edge the stack holds nothing but the functions of the way out, maybe one function that the entry called
 * (exc_page_fault(), for instance), and the entry.  A system call's own function cannot be that one:
 * do_syscall_64() or its like is between it and the entry.  Without an unwinder this cannot be told: the
 * answer is true, and hp_park_clears() takes that into account.
 */
static bool at_the_edge(void)
{
	unsigned long frames[24];
	unsigned int n, i = 0;

	if (!hp_have(stack_trace_save_tsk))
		return true;
	n = hp_call(stack_trace_save_tsk)(current, frames, ARRAY_SIZE(frames), 0);
	while (i < n && !hp_landmark(frames[i], HP_MARK_WAY_OUT))	/* this module's frames */
		i++;
	while (i < n && hp_landmark(frames[i], HP_MARK_WAY_OUT))
		i++;
	if (i && i + 1 < n && !hp_landmark(frames[i], HP_MARK_BOTTOM))
		i++;
	return i < n && hp_landmark(frames[i], HP_MARK_BOTTOM);
}

static bool try_again_later(struct nudge *nudge)
{
	struct hp_park *park = nudge->park;
	unsigned long flags;
	bool again;

	raw_spin_lock_irqsave(&park->lock, flags);
	again = !park->open && nudge->tries++ < AGAIN_TRIES;
	if (again)
		hrtimer_start(&nudge->again, ns_to_ktime(nudge->delay_ns),
			      HRTIMER_MODE_REL_PINNED_HARD);
	nudge->delay_ns += nudge->delay_ns / 2;
	raw_spin_unlock_irqrestore(&park->lock, flags);
	return again;
}

/*
 * The work ran amid a call.  A wait that runs task work, as io_uring's, finds nothing else to do after it,
 * and would sleep on.  A fake signal, as the freezer's, ends the wait; where no signal is found,
 * recalc_sigpending() clears it (kernel/signal.c, dequeue_signal()).  The work must not add itself again
 * here: task_work_run() goes on until there is no work left.
 */
static void pass_on(struct nudge *nudge)
{
	if (!nudge->patient && !nudge->park->careful) {
		set_tsk_thread_flag(current, TIF_SIGPENDING);
		if (try_again_later(nudge))
			return;
	}
	arrived(nudge->park);
	smp_store_release(&nudge->passed, true);	/* from here on it may be sent again */
	kref_put(&nudge->users, nudge_free);
}

/* Runs with interrupts off, and maybe before the task has left the call that it was met in. */
static enum hrtimer_restart add_again(struct hrtimer *timer)
{
	struct nudge *nudge = container_of(timer, struct nudge, again);

	if (hp_call(task_work_add)(nudge->task, &nudge->work, TWA_SIGNAL)) {
		atomic_dec(&nudge->park->expected);	/* no wake_up(): on PREEMPT_RT its lock sleeps */
		nudge->lost = true;
	}
	return HRTIMER_NORESTART;
}

/*
 * A task that came by itself is held for a short time only: another task inside may be waiting for something
 * that this one does.  After that it may be nudged again, when it is seen inside again.
 */
static void stand_patiently(struct nudge *nudge)
{
	struct hp_park *park = nudge->park;

	wait_event_killable_timeout(park->gate, READ_ONCE(park->open), PATIENT_HOLD);
	WRITE_ONCE(nudge->parked, false);
	smp_store_release(&nudge->passed, true);
}

/* The work: runs in the nudged task, when that is about to return to user space, or amid a call. */
static void stand_still(struct callback_head *work)
{
	struct nudge *nudge = container_of(work, struct nudge, work);
	struct hp_park *park = nudge->park;

	if (!(current->flags & PF_EXITING) && !at_the_edge()) {
		pass_on(nudge);
		return;
	}
	WRITE_ONCE(nudge->parked, !(current->flags & PF_EXITING));
	arrived(park);
	if (nudge->parked && nudge->patient)
		stand_patiently(nudge);
	else if (nudge->parked)
		(void)hp_wait_event_freezable(park->gate, READ_ONCE(park->open), TASK_KILLABLE);
	WRITE_ONCE(nudge->parked, false);
	kref_put(&nudge->users, nudge_free);
}

struct hp_park *hp_park_create(void)
{
	struct hp_park *park = kzalloc(sizeof(*park), GFP_KERNEL);

	if (!park)
		return NULL;
	__module_get(THIS_MODULE);	/* called in the module's own thread, so the module is there */
	kref_init(&park->users);
	raw_spin_lock_init(&park->lock);
	init_waitqueue_head(&park->gate);
	init_waitqueue_head(&park->arrivals);
	hash_init(park->nudges);
	return park;
}

static struct nudge *nudge_of(const struct hp_park *park, const struct task_struct *task)
{
	struct nudge *nudge;

	hash_for_each_possible(park->nudges, nudge, node, (unsigned long)task) {
		if (nudge->task == task)
			return nudge;
	}
	return NULL;
}

bool hp_park_holds(const struct hp_park *park, const struct task_struct *task)
{
	const struct nudge *nudge = nudge_of(park, task);

	return nudge && READ_ONCE(nudge->parked);
}

static int send(struct nudge *nudge)
{
	int ret;

	nudge->passed = false;
	nudge->tries = 0;
	nudge->delay_ns = AGAIN_NS;
	kref_get(&nudge->users);		/* the work's */
	nudge->park->sends++;
	atomic_inc(&nudge->park->expected);
	ret = hp_call(task_work_add)(nudge->task, &nudge->work,
				     nudge->patient ? TWA_RESUME : TWA_SIGNAL);
	if (ret) {
		arrived(nudge->park);
		kref_put(&nudge->users, nudge_free);
	}
	return ret;
}

static bool is_this_work(struct callback_head *work, void *data)
{
	return work == data;
}

static bool recall(struct nudge *nudge)
{
	return hp_call(task_work_cancel_match)(nudge->task, is_this_work, &nudge->work);
}

/* Sends a nudge again whose work is neither queued nor waiting for its timer. */
static int send_anew(struct nudge *nudge, bool patient)
{
	bool counted = !nudge->patient;
	int ret;

	nudge->patient = patient;
	ret = send(nudge);
	if (!ret && !patient && !counted)
		nudge->park->count++;
	return ret;
}

/* A task that was nudged patiently is now in another call, which it may be sent out of: does so now. */
static int hurry(struct hp_park *park, struct nudge *nudge)
{
	if (!smp_load_acquire(&nudge->passed)) {
		if (!recall(nudge))
			return 0;	/* the work runs already */
		arrived(park);
		kref_put(&nudge->users, nudge_free);
	}
	return send_anew(nudge, false);
}

int hp_park_nudge(struct hp_park *park, struct task_struct *task, bool patient)
{
	struct nudge *nudge = nudge_of(park, task);
	int ret;

	if (task->flags & HP_NEVER_IN_USER_SPACE) {
		hp_call(wake_up_state)(task, TASK_INTERRUPTIBLE);
		return 0;
	}
	if (nudge && nudge->patient && !patient)
		return hurry(park, nudge);
	if (nudge)
		return smp_load_acquire(&nudge->passed) ? send_anew(nudge, patient) : 0;
	nudge = nudge_alloc(park);
	if (!nudge)
		return -ENOMEM;
	nudge->task = get_task_struct(task);
	nudge->park = park;
	nudge->patient = patient;
	kref_get(&park->users);
	kref_init(&nudge->users);
	init_task_work(&nudge->work, stand_still);
	hp_hrtimer_setup(&nudge->again, add_again, CLOCK_MONOTONIC,
			 HRTIMER_MODE_REL_PINNED_HARD);
	ret = send(nudge);
	if (ret) {
		kref_put(&nudge->users, nudge_free);
		return ret;
	}
	hash_add(park->nudges, &nudge->node, (unsigned long)task);
	park->count += !patient;
	return 0;
}

void hp_park_be_careful(struct hp_park *park)
{
	WRITE_ONCE(park->careful, true);
}

u32 hp_park_sends(const struct hp_park *park)
{
	return park->sends;
}

void hp_park_wait(struct hp_park *park, u64 until_ns)
{
	u64 now = ktime_get_ns();

	if (now < until_ns)
		wait_event_timeout(park->arrivals, !atomic_read(&park->expected),
				   nsecs_to_jiffies(until_ns - now) + 1);
}

u32 hp_park_count(const struct hp_park *park)
{
	return park->count;
}

/* Takes the work back from a task that has not run it: it must not run after the operation. */
static void take_back(struct nudge *nudge)
{
	if (hrtimer_cancel(&nudge->again) || nudge->lost || recall(nudge))
		kref_put(&nudge->users, nudge_free);
}

void hp_park_open(struct hp_park *park)
{
	struct nudge *nudge;
	struct hlist_node *next;
	int bucket;

	raw_spin_lock_irq(&park->lock);
	WRITE_ONCE(park->open, true);
	raw_spin_unlock_irq(&park->lock);
	wake_up_all(&park->gate);
	hash_for_each_safe(park->nudges, bucket, next, nudge, node) {
		hash_del(&nudge->node);
		take_back(nudge);
		kref_put(&nudge->users, nudge_free);
	}
	kref_put(&park->users, park_free);
}
