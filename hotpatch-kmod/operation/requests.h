/* SPDX-License-Identifier: GPL-2.0-only */
/* requests.h - from an ioctl to the module's own thread, and back with the result. */
#ifndef HP_REQUESTS_H
#define HP_REQUESTS_H

#include <linux/kref.h>
#include <linux/wait.h>
#include "events/events.h"
#include "patch/registry.h"

struct kthread_work;
struct kthread_worker;

struct hp_request {
	struct list_head list;		/* requests.c's lock */
	bool urgent;
	struct kref users;		/* the caller or its file, the worker */
	wait_queue_head_t wait;
	bool done;
	enum hp_transition transition;
	int ret;
	u64 start_ns;
	struct hp_who who;
	struct hp_op asked;		/* as it came in, to recognise a repeated call */
	struct hp_op op;
	struct hp_blocker *blockers;
};

/* serve: what the worker runs when there is a request. */
void hp_requests_init(struct kthread_worker *to, struct kthread_work *serve);

/* --- the caller's side --- */

/*
 * Of an open file: an operation whose caller was interrupted while it waited, and will repeat its call.
 */
struct hp_caller {
	struct hp_request *kept;
};

/* Keeps req (NULL: nothing, on close) in place of what was kept; that operation goes on to its end. */
void hp_caller_keep(struct hp_caller *caller, struct hp_request *req);

/*
 * Does what transition says, waiting for the result; op is in and out as HP_IOC_APPLY says, blockers
 * is op->max_blockers long.  -ERESTARTNOINTR: a signal, a nudge or the freezer came; the same call
 * again goes on waiting for the same operation.
 */
int hp_operate(struct hp_caller *caller, enum hp_transition transition, struct hp_op *op,
	       struct hp_blocker *blockers);

/* --- the worker's side --- */

/* The request that is next, which is the worker's until hp_request_finish(); NULL: there is none. */
struct hp_request *hp_request_next(void);
void hp_request_finish(struct hp_request *req, int ret);

/* For which patch the operation under way makes way; name is "" if that is not known any more. */
void hp_way_for(char name[HP_OBJECT_LEN]);

#endif
