// SPDX-License-Identifier: GPL-2.0-only
/*
 * requests.c - what user space asked for, in the order in which the worker does it.  First come urgent
 * requests: reverts of patches that are not confirmed.
 */
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "events/progress.h"
#include "kernel/compat_tasks.h"
#include "operation/requests.h"
#include "operation/timer.h"

static void request_free(struct kref *kref)
{
	struct hp_request *req = container_of(kref, struct hp_request, users);

	kvfree(req->blockers);
	kvfree(req);
}

/* The urgent ones are first. */
static LIST_HEAD(requests);
static DEFINE_SPINLOCK(requests_lock);

static struct kthread_worker *worker;
static struct kthread_work *work;

/* A revert of a patch that waits for its confirmation, or whose revert by the timer has not succeeded yet. */
static bool is_urgent(const struct hp_request *req)
{
	return req->transition == HP_TRANSITION_REVERT && hp_timer_waits(req->op.patch);
}

static void queue_request(struct hp_request *req)
{
	struct list_head *before = &requests;
	struct hp_request *other;

	req->urgent = is_urgent(req);
	spin_lock(&requests_lock);
	if (req->urgent) {
		list_for_each_entry(other, &requests, list) {
			before = &other->list;
			if (!other->urgent)
				break;
			before = &requests;
		}
		hp_urgent(1);
	}
	list_add_tail(&req->list, before);
	spin_unlock(&requests_lock);
	kthread_queue_work(worker, work);
}

struct hp_request *hp_request_next(void)
{
	struct hp_request *req;

	spin_lock(&requests_lock);
	req = list_first_entry_or_null(&requests, struct hp_request, list);
	if (req) {
		list_del(&req->list);
		if (req->urgent)
			hp_urgent(-1);
	}
	spin_unlock(&requests_lock);
	return req;
}

void hp_way_for(char name[HP_OBJECT_LEN])
{
	struct hp_request *req;

	hp_timer_due(name);
	if (name[0])
		return;
	spin_lock(&requests_lock);
	req = list_first_entry_or_null(&requests, struct hp_request, list);
	if (req && req->urgent)
		strscpy(name, req->op.patch, HP_OBJECT_LEN);
	spin_unlock(&requests_lock);
}

void hp_request_finish(struct hp_request *req, int ret)
{
	req->ret = ret;
	smp_store_release(&req->done, true);
	wake_up_all(&req->wait);
	kref_put(&req->users, request_free);
}

static struct hp_request *request_new(enum hp_transition transition, const struct hp_op *op)
{
	struct hp_request *req = kvzalloc(sizeof(*req), GFP_KERNEL);

	if (!req)
		return NULL;
	req->blockers = kvcalloc(max(op->max_blockers, 1u), sizeof(*req->blockers), GFP_KERNEL);
	if (!req->blockers) {
		kvfree(req);
		return NULL;
	}
	kref_init(&req->users);
	kref_get(&req->users);
	init_waitqueue_head(&req->wait);
	req->start_ns = ktime_get_ns();
	req->transition = transition;
	req->asked = req->op = *op;
	hp_who_is_current(&req->who);
	queue_request(req);
	return req;
}

void hp_caller_keep(struct hp_caller *caller, struct hp_request *req)
{
	req = xchg(&caller->kept, req);
	if (req)
		kref_put(&req->users, request_free);
}

int hp_operate(struct hp_caller *caller, enum hp_transition transition, struct hp_op *op,
	       struct hp_blocker *blockers)
{
	struct hp_request *req = xchg(&caller->kept, NULL);
	int ret;

	if (req && (req->transition != transition || memcmp(&req->asked, op, sizeof(*op)))) {
		kref_put(&req->users, request_free);	/* not the same call: that one ends by itself */
		req = NULL;
	}
	if (!req)
		req = request_new(transition, op);
	if (!req)
		return -ENOMEM;

	/*
	 * Waits interruptibly and freezably, and when the call is repeated goes on waiting: the
	 * system call's own path may be what is being patched, so a nudge must get this task out of
	 * it too, and the freezer must be able to freeze it.
	 */
	ret = hp_wait_event_freezable(req->wait, smp_load_acquire(&req->done), TASK_INTERRUPTIBLE);
	if (ret) {
		hp_caller_keep(caller, req);
		return -ERESTARTNOINTR;
	}
	ret = req->ret;
	*op = req->op;
	memcpy(blockers, req->blockers, op->nblockers * sizeof(*blockers));
	kref_put(&req->users, request_free);
	return ret;
}

void hp_requests_init(struct kthread_worker *to, struct kthread_work *serve)
{
	worker = to;
	work = serve;
}
