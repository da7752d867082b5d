// SPDX-License-Identifier: GPL-2.0-only
/*
 * operation.c - what an operation does to the state of a patch.
 *
 * Everything is done in one thread of the module's own, so that the path by which the caller came in can be
 * patched too, and operations follow one another.  Before each request (requests.c) the patches are
 * reverted whose time is up (timer.c); the operation under way gives up for these, and for urgent requests.
 */
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include "entry/ftrace.h"
#include "entry/target.h"
#include "events/deadline.h"
#include "events/events.h"
#include "events/progress.h"
#include "kernel/compat.h"
#include "operation/attempt.h"
#include "operation/hits.h"
#include "operation/kit.h"
#include "operation/operation.h"
#include "operation/requests.h"
#include "operation/timer.h"

static struct kthread_worker *worker;

/* Reverted entries that are still held (ftrace.h) are looked at again each second. */
static void settle_ftrace(struct kthread_work *work);
static DEFINE_KTHREAD_DELAYED_WORK(settle_work, settle_ftrace);

static void set_state(struct hp_patch_rec *rec, enum hp_state state)
{
	mutex_lock(&hp_list_lock);
	rec->state = state;
	rec->applied_ns = state == HP_LOADED ? 0 : rec->applied_ns ?: ktime_get_boottime_ns();
	hp_timers_changed();
	mutex_unlock(&hp_list_lock);
}

static enum hp_state state_of(const struct hp_patch_rec *rec)
{
	enum hp_state state;

	mutex_lock(&hp_list_lock);
	state = hp_timer_state(rec);
	mutex_unlock(&hp_list_lock);
	return state;
}

static int refuse_state(struct hp_op *op, int error, enum hp_state state,
			const struct hp_patch_rec *rec)
{
	return hp_refuse(&op->verdict, error, HP_R_STATE, state, NULL, rec->name);
}

/* An apply of what is applied already. */
static int apply_again(struct hp_patch_rec *rec, struct hp_op *op)
{
	enum hp_state state = state_of(rec);

	if (state != HP_APPLIED && state != HP_UNCONFIRMED)
		return refuse_state(op, -EBUSY, state, rec);
	/* A confirmed patch gets no timer: refused, because the caller would rely on one. */
	if (op->confirm_s && !hp_timer_start(rec, op->confirm_s, false))
		return refuse_state(op, -EINVAL, HP_APPLIED, rec);
	op->already = 1;
	return 0;
}

static void forget_kit(struct hp_patch_rec *rec)
{
	hp_kit_free(rec->kit);
	rec->kit = NULL;
}

/* Allocates now what the timer's revert will need; if that fails the patch is not applied. */
static int make_kit(struct hp_patch_rec *rec, struct hp_op *op)
{
	forget_kit(rec);
	if (!op->confirm_s)
		return 0;
	rec->kit = hp_kit_alloc(rec, HP_TRANSITION_REVERT, 0);
	return rec->kit ? 0 : hp_refuse(&op->verdict, -ENOMEM, HP_R_FAULT, 0, NULL, NULL);
}

static int do_apply(struct hp_patch_rec *rec, enum hp_transition transition, struct hp_op *op,
		    struct hp_blocker *blockers, u64 start_ns)
{
	int ret;

	if (rec->state != HP_LOADED)
		return apply_again(rec, op);
	ret = make_kit(rec, op);
	if (ret)
		return ret;
	if (!try_module_get(rec->mod)) {
		forget_kit(rec);
		return hp_refuse(&op->verdict, -ENOENT, HP_R_NAME, 0, NULL, NULL);
	}
	hp_hits_reset(rec);
	ret = hp_attempt(rec, transition, op, blockers, start_ns);
	if (ret) {
		forget_kit(rec);
		module_put(rec->mod);
		return ret;
	}
	set_state(rec, HP_APPLIED);
	if (op->confirm_s)
		hp_timer_start(rec, op->confirm_s, true);
	return 0;
}

static void reverted(struct hp_patch_rec *rec)
{
	set_state(rec, HP_LOADED);
	hp_hits_end(rec);
	hp_patch_drain(rec);
	module_put(rec->mod);
	if (hp_ftrace_held())
		kthread_mod_delayed_work(worker, &settle_work, HZ);
}

/* The dead-man timer's revert: as hp_attempt_own(), and then the state. */
static int revert_own(struct hp_patch_rec *rec)
{
	int ret = hp_attempt_own(rec, ktime_get_ns());

	if (!ret)
		reverted(rec);
	return ret;
}

static int do_revert(struct hp_patch_rec *rec, enum hp_transition transition, struct hp_op *op,
		     struct hp_blocker *blockers, u64 start_ns)
{
	int ret;

	if (rec->state == HP_LOADED) {
		op->already = 1;
		return 0;
	}
	ret = hp_attempt(rec, transition, op, blockers, start_ns);
	if (ret)
		return ret;
	forget_kit(rec);
	reverted(rec);
	return 0;
}

static void log_event(u32 kind, const struct hp_patch_rec *rec, const struct hp_who *who,
		      const struct hp_op *op, int error)
{
	hp_log_event_of(rec, who, (struct hp_event_info){ .kind = kind, .patch = op->patch, .op = op,
							  .reason = op->verdict.reason, .error = error });
}

static const struct {
	int (*perform)(struct hp_patch_rec *rec, enum hp_transition transition, struct hp_op *op,
		       struct hp_blocker *blockers, u64 start_ns);
	u32 event;
} transitions[] = {
	[HP_TRANSITION_REVERT] = { do_revert, HP_EV_REVERTED },
	[HP_TRANSITION_APPLY] = { do_apply, HP_EV_APPLIED },
	[HP_TRANSITION_COUNT] = { hp_hits_switch, HP_EV_COUNTING },
	[HP_TRANSITION_UNCOUNT] = { hp_hits_switch, HP_EV_UNCOUNTED },
};

/* hp_op_lock held, in the worker. */
static int perform(struct hp_request *req)
{
	struct hp_patch_rec *rec = hp_patch_get(req->op.patch);
	struct hp_op *op = &req->op;
	int ret;

	hp_progress_begin(op->patch, transitions[req->transition].event, req->start_ns,
			  hp_deadline(op->deadline_ms, req->start_ns));
	if (!rec)
		ret = hp_refuse(&op->verdict, -ENOENT, HP_R_NAME, 0, NULL, NULL);
	else
		ret = transitions[req->transition].perform(rec, req->transition, op, req->blockers,
							   req->start_ns);
	hp_progress_end();
	op->total_ns = ktime_get_ns() - req->start_ns;
	if (!op->already)
		log_event(transitions[req->transition].event, rec, &req->who, op, ret);
	if (rec)
		hp_patch_put(rec);
	return ret;
}

static void settle_ftrace(struct kthread_work *work)
{
	if (hp_ftrace_settle(ktime_get_ns() + NSEC_PER_MSEC))
		kthread_mod_delayed_work(worker, &settle_work, HZ);
}

/* Does all that is queued.  Between two requests others get hp_op_lock, and the timers are served. */
static void serve(struct kthread_work *work)
{
	struct hp_request *req;
	int ret = 0;

	do {
		mutex_lock(&hp_op_lock);
		hp_timers_serve();
		req = hp_request_next();
		if (req)
			ret = perform(req);
		mutex_unlock(&hp_op_lock);
		if (req)
			hp_request_finish(req, ret);
	} while (req);
}

static DEFINE_KTHREAD_WORK(serve_work, serve);

int hp_operation_init(void)
{
	worker = hp_run_worker(KBUILD_MODNAME);
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	hp_requests_init(worker, &serve_work);
	hp_timers_init(worker, &serve_work, revert_own);
	return 0;
}

void hp_operation_exit(void)
{
	hp_timers_exit();
	kthread_cancel_delayed_work_sync(&settle_work);
	kthread_destroy_worker(worker);
}
