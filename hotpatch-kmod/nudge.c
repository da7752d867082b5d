// SPDX-License-Identifier: GPL-2.0-only
/*
 * nudge.c - holds tasks at the edge of user space.  See nudge.h.
 *
 * A parked task may be stuck in somebody else's freezer when the park opens, so nobody waits
 * for it to leave: the park is counted, and the last one out frees it.  The module is pinned as
 * long as one is in.
 */
#include <linux/freezer.h>
#include <linux/hashtable.h>
#include <linux/kref.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/task_work.h>
#include <linux/wait.h>
#include "kfuncs.h"
#include "nudge.h"

/* They run task work in the middle of what they do, with locks held (io_uring's), or not at all. */
#ifdef PF_USER_WORKER
#define NEVER_IN_USER_SPACE	(PF_KTHREAD | PF_IO_WORKER | PF_USER_WORKER)
#else
#define NEVER_IN_USER_SPACE	(PF_KTHREAD | PF_IO_WORKER)
#endif

#define SPARE	16	/* nudges that need no memory: the dead-man timer's may have to do without */

struct nudge {
	struct callback_head work;
	struct hlist_node node;
	struct task_struct *task;	/* with a reference */
	struct hp_park *park;
	bool parked;			/* its task waits at the gate */
	struct kref users;		/* the table, and the work */
};

struct hp_park {
	struct kref users;		/* the operation, and each nudge on its way */
	wait_queue_head_t gate;		/* parked tasks wait here for open */
	wait_queue_head_t arrivals;	/* the operation waits here for them */
	atomic_t expected;		/* nudges that have not arrived */
	bool open;
	u32 count;
	DECLARE_HASHTABLE(nudges, 9);	/* by task; of the operation alone */
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
	kref_put(&park->users, park_free);	/* the memory of a spare one, too */
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

/* Runs in the nudged task, just before it returns to user space. */
static void stand_still(struct callback_head *work)
{
	struct nudge *nudge = container_of(work, struct nudge, work);
	struct hp_park *park = nudge->park;

	WRITE_ONCE(nudge->parked, !(current->flags & PF_EXITING));
	arrived(park);
	if (nudge->parked)
		(void)___wait_event(park->gate, READ_ONCE(park->open),
				    (TASK_KILLABLE | TASK_FREEZABLE), 0, 0, schedule());
	WRITE_ONCE(nudge->parked, false);
	kref_put(&nudge->users, nudge_free);
}

struct hp_park *hp_park_create(void)
{
	struct hp_park *park = kzalloc(sizeof(*park), GFP_KERNEL);

	if (!park)
		return NULL;
	__module_get(THIS_MODULE);	/* we run in its thread, so it is there */
	kref_init(&park->users);
	init_waitqueue_head(&park->gate);
	init_waitqueue_head(&park->arrivals);
	hash_init(park->nudges);
	return park;
}

static const struct nudge *nudge_of(const struct hp_park *park, const struct task_struct *task)
{
	const struct nudge *nudge;

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

int hp_park_nudge(struct hp_park *park, struct task_struct *task)
{
	struct nudge *nudge;
	int ret;

	if (task->flags & NEVER_IN_USER_SPACE) {
		hp_call(wake_up_state)(task, TASK_INTERRUPTIBLE);
		return 0;
	}
	if (nudge_of(park, task))
		return 0;
	nudge = nudge_alloc(park);
	if (!nudge)
		return -ENOMEM;
	nudge->task = get_task_struct(task);
	nudge->park = park;
	kref_get(&park->users);
	kref_init(&nudge->users);
	init_task_work(&nudge->work, stand_still);
	kref_get(&nudge->users);		/* the work's */
	atomic_inc(&park->expected);
	ret = hp_call(task_work_add)(task, &nudge->work, TWA_SIGNAL);
	if (ret) {
		arrived(park);
		kref_put(&nudge->users, nudge_free);
		kref_put(&nudge->users, nudge_free);
		return ret;
	}
	hash_add(park->nudges, &nudge->node, (unsigned long)task);
	park->count++;
	return 0;
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

static bool is_this_work(struct callback_head *work, void *data)
{
	return work == data;
}

void hp_park_open(struct hp_park *park)
{
	struct nudge *nudge;
	struct hlist_node *next;
	int bucket;

	WRITE_ONCE(park->open, true);
	wake_up_all(&park->gate);
	hash_for_each_safe(park->nudges, bucket, next, nudge, node) {
		hash_del(&nudge->node);
		/* Sleeping where no signal reaches it: it must not run into us later. */
		if (hp_call(task_work_cancel_match)(nudge->task, is_this_work, &nudge->work))
			kref_put(&nudge->users, nudge_free);
		kref_put(&nudge->users, nudge_free);
	}
	kref_put(&park->users, park_free);
}
