// SPDX-License-Identifier: GPL-2.0-only
/*
 * operation.c - who may do what when: requests, states, the dead-man timer.
 *
 * Everything is done in one thread of the module's own, so that the path by which the caller came
 * in can be patched too, and operations follow one another.
 */
#include <linux/kref.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>
#include "attempt.h"
#include "copy.h"
#include "events.h"
#include "ftrace.h"
#include "hits.h"
#include "operation.h"
#include "progress.h"
#include "target.h"

#define RETRY_MS	1000	/* between tries of the dead-man timer's revert */

static struct kthread_worker *worker;

/* The patch that waits for confirmation.  hp_op_lock. */
static struct hp_patch_rec *pending;
static bool pending_failure_told;
static void pending_expired(struct kthread_work *work);
static DEFINE_KTHREAD_DELAYED_WORK(pending_work, pending_expired);

/* Reverted entries that ftrace must still leave alone are looked at again now and then. */
static void settle_ftrace(struct kthread_work *work);
static DEFINE_KTHREAD_DELAYED_WORK(settle_work, settle_ftrace);

static void set_state(struct hp_patch_rec *rec, enum hp_state state)
{
	mutex_lock(&hp_list_lock);
	rec->state = state;
	rec->applied_ns = state == HP_LOADED ? 0 : rec->applied_ns ?: ktime_get_boottime_ns();
	mutex_unlock(&hp_list_lock);
}

static void start_timer(struct hp_patch_rec *rec, u32 seconds)
{
	mutex_lock(&hp_list_lock);
	rec->confirm_until_ns = ktime_get_boottime_ns() + (u64)seconds * NSEC_PER_SEC;
	mutex_unlock(&hp_list_lock);
	pending = rec;
	pending_failure_told = false;
	set_state(rec, HP_UNCONFIRMED);
	kthread_mod_delayed_work(worker, &pending_work, (unsigned long)seconds * HZ);
}

static int refuse_state(struct hp_op *op, int error, u32 reason, const struct hp_patch_rec *rec)
{
	return hp_refuse(&op->verdict, error, reason, rec->state, NULL, rec->name);
}

static int do_apply(struct hp_patch_rec *rec, enum hp_turn turn, struct hp_op *op,
		    struct hp_blocker *blockers, u64 start_ns)
{
	int ret;

	if (op->confirm_s && pending && pending != rec)
		return refuse_state(op, -EBUSY, HP_R_PENDING, pending);
	if (rec->state == HP_REVERTING)
		return refuse_state(op, -EBUSY, HP_R_STATE, rec);
	/* A timer on what was confirmed would be relied on, and not be there. */
	if (rec->state == HP_APPLIED && op->confirm_s)
		return refuse_state(op, -EINVAL, HP_R_STATE, rec);
	if (rec->state != HP_LOADED) {
		op->already = 1;
		if (op->confirm_s)
			start_timer(rec, op->confirm_s);
		return 0;
	}
	if (!try_module_get(rec->mod))
		return hp_refuse(&op->verdict, -ENOENT, HP_R_NAME, 0, NULL, NULL);
	hp_hits_reset(rec);
	ret = hp_attempt(rec, turn, op, blockers, start_ns);
	if (ret) {
		module_put(rec->mod);
		return ret;
	}
	set_state(rec, HP_APPLIED);
	if (op->confirm_s)
		start_timer(rec, op->confirm_s);
	return 0;
}

static int do_revert(struct hp_patch_rec *rec, enum hp_turn turn, struct hp_op *op,
		     struct hp_blocker *blockers, u64 start_ns)
{
	int ret;

	if (rec->state == HP_LOADED) {
		op->already = 1;
		return 0;
	}
	ret = hp_attempt(rec, turn, op, blockers, start_ns);
	if (ret)
		return ret;
	if (pending == rec)
		pending = NULL;
	set_state(rec, HP_LOADED);
	hp_hits_end(rec);
	module_put(rec->mod);
	if (hp_ftrace_held())
		kthread_mod_delayed_work(worker, &settle_work, HZ);
	return 0;
}

static void tell(u32 kind, const struct hp_patch_rec *rec, const struct hp_who *who,
		 const struct hp_op *op, int error)
{
	hp_tell_of(rec, who, (struct hp_news){ .kind = kind, .patch = op->patch, .op = op,
					       .reason = op->verdict.reason, .error = error });
}

static const struct {
	int (*perform)(struct hp_patch_rec *rec, enum hp_turn turn, struct hp_op *op,
		       struct hp_blocker *blockers, u64 start_ns);
	u32 event;
} turns[] = {
	[HP_TURN_REVERT] = { do_revert, HP_EV_REVERTED },
	[HP_TURN_APPLY] = { do_apply, HP_EV_APPLIED },
	[HP_TURN_COUNT] = { hp_hits_turn, HP_EV_COUNTING },
	[HP_TURN_UNCOUNT] = { hp_hits_turn, HP_EV_UNCOUNTED },
};

/* hp_op_lock held, in the worker. */
static int perform(enum hp_turn turn, struct hp_op *op, struct hp_blocker *blockers,
		   const struct hp_who *who, u64 start_ns)
{
	struct hp_patch_rec *rec = hp_patch_get(op->patch);
	int ret;

	hp_progress_begin(op, turns[turn].event, start_ns);
	if (!rec)
		ret = hp_refuse(&op->verdict, -ENOENT, HP_R_NAME, 0, NULL, NULL);
	else
		ret = turns[turn].perform(rec, turn, op, blockers, start_ns);
	hp_progress_end();
	op->total_ns = ktime_get_ns() - start_ns;
	if (!op->already)
		tell(turns[turn].event, rec, who, op, ret);
	if (rec)
		hp_patch_put(rec);
	return ret;
}

/* --- the dead-man timer, and what else the worker does by itself ---------------------------- */

static const struct hp_who myself = { .comm = KBUILD_MODNAME };

static void pending_expired(struct kthread_work *work)
{
	struct hp_patch_rec *rec;
	struct hp_op *op;
	u64 now;

	mutex_lock(&hp_op_lock);
	now = ktime_get_boottime_ns();
	rec = pending;
	if (!rec)
		goto unlock;
	if (rec->confirm_until_ns > now) {	/* set anew */
		kthread_mod_delayed_work(worker, &pending_work,
					 nsecs_to_jiffies(rec->confirm_until_ns - now) + 1);
		goto unlock;
	}
	op = kzalloc(sizeof(*op), GFP_KERNEL);
	if (!op)
		goto again;
	hp_copy(op->patch, rec->name);
	if (rec->state == HP_UNCONFIRMED) {
		set_state(rec, HP_REVERTING);
		tell(HP_EV_TIMEOUT, rec, &myself, op, 0);
	}
	/* No deeper than nudge: it is tried again and again, and must not disturb the whole box. */
	op->max_depth = HP_DEPTH_NUDGE;
	__module_get(rec->mod);	/* it is applied, so it is there; do_revert() lets it go */
	if (!do_revert(rec, HP_TURN_REVERT, op, NULL, ktime_get_ns())) {
		tell(HP_EV_REVERTED, rec, &myself, op, 0);
	} else if (!pending_failure_told) {
		tell(HP_EV_REVERTED, rec, &myself, op, op->verdict.error);
		pending_failure_told = true;
	}
	module_put(rec->mod);
	kfree(op);
again:
	if (pending)
		kthread_mod_delayed_work(worker, &pending_work, msecs_to_jiffies(RETRY_MS));
unlock:
	mutex_unlock(&hp_op_lock);
}

static void settle_ftrace(struct kthread_work *work)
{
	if (hp_ftrace_settle(ktime_get_ns() + NSEC_PER_MSEC))
		kthread_mod_delayed_work(worker, &settle_work, HZ);
}

int hp_confirm(const char *patch)
{
	struct hp_patch_rec *rec;
	struct hp_who who;
	int ret = 0;

	hp_who_is_current(&who);
	if (mutex_lock_interruptible(&hp_op_lock))
		return -ERESTARTSYS;
	rec = hp_patch_get(patch);
	if (!rec) {
		ret = -ENOENT;
	} else if (rec->state != HP_UNCONFIRMED) {
		ret = -EINVAL;
	} else {
		pending = NULL;
		set_state(rec, HP_APPLIED);
	}
	hp_tell_of(rec, &who, (struct hp_news){ .kind = HP_EV_CONFIRMED, .patch = patch,
						.error = ret });
	if (rec)
		hp_patch_put(rec);
	mutex_unlock(&hp_op_lock);
	return ret;
}

void hp_pending(char name[HP_OBJECT_LEN], u32 *left_s)
{
	struct hp_patch_rec *rec;
	u64 now = ktime_get_boottime_ns();

	name[0] = '\0';
	*left_s = 0;
	mutex_lock(&hp_list_lock);
	list_for_each_entry(rec, &hp_patches, list) {
		if (rec->state != HP_UNCONFIRMED && rec->state != HP_REVERTING)
			continue;
		strscpy(name, rec->name, HP_OBJECT_LEN);
		if (rec->confirm_until_ns > now)
			*left_s = div_u64(rec->confirm_until_ns - now + NSEC_PER_SEC - 1,
					  NSEC_PER_SEC);
	}
	mutex_unlock(&hp_list_lock);
}

/* --- the caller's side ----------------------------------------------------------------------- */

struct hp_request {
	struct kthread_work work;
	struct kref users;		/* the caller or its file, the worker */
	wait_queue_head_t wait;
	bool done;
	enum hp_turn turn;
	int ret;
	u64 start_ns;
	struct hp_who who;
	struct hp_op asked;		/* as it came in: to know it again */
	struct hp_op op;
	struct hp_blocker *blockers;
};

static void request_free(struct kref *kref)
{
	struct hp_request *req = container_of(kref, struct hp_request, users);

	kvfree(req->blockers);
	kvfree(req);
}

static void run_request(struct kthread_work *work)
{
	struct hp_request *req = container_of(work, struct hp_request, work);

	mutex_lock(&hp_op_lock);
	req->ret = perform(req->turn, &req->op, req->blockers, &req->who, req->start_ns);
	mutex_unlock(&hp_op_lock);
	smp_store_release(&req->done, true);
	wake_up_all(&req->wait);
	kref_put(&req->users, request_free);
}

static struct hp_request *request_new(enum hp_turn turn, const struct hp_op *op)
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
	kthread_init_work(&req->work, run_request);
	req->start_ns = ktime_get_ns();
	req->turn = turn;
	req->asked = req->op = *op;
	hp_who_is_current(&req->who);
	kthread_queue_work(worker, &req->work);
	return req;
}

void hp_caller_keep(struct hp_caller *caller, struct hp_request *req)
{
	req = xchg(&caller->kept, req);
	if (req)
		kref_put(&req->users, request_free);
}

int hp_operate(struct hp_caller *caller, enum hp_turn turn, struct hp_op *op,
	       struct hp_blocker *blockers)
{
	struct hp_request *req = xchg(&caller->kept, NULL);
	int ret;

	if (req && (req->turn != turn || memcmp(&req->asked, op, sizeof(*op)))) {
		kref_put(&req->users, request_free);	/* another wish: that one ends by itself */
		req = NULL;
	}
	if (!req)
		req = request_new(turn, op);
	if (!req)
		return -ENOMEM;

	/*
	 * Interruptibly, and then again: the system call's own path may be what is being patched,
	 * so a nudge must get this task out of it too; and the freezer must find it willing.
	 */
	ret = ___wait_event(req->wait, smp_load_acquire(&req->done),
			    (TASK_INTERRUPTIBLE | TASK_FREEZABLE), 0, 0, schedule());
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

u32 hp_count_changed(const struct hp_patch_rec *rec)
{
	u8 bytes[HP_ENTRY_LEN];
	u32 changed = 0, i;

	for (i = 0; rec->state != HP_LOADED && i < rec->nfuncs; i++) {
		hp_target_read(&rec->funcs[i], bytes);
		changed += !!memcmp(bytes, rec->funcs[i].jump, rec->funcs[i].entry_len);
	}
	return changed;
}

void hp_who_is_current(struct hp_who *who)
{
	who->uid = from_kuid(&init_user_ns, current_uid());
	who->pid = task_tgid_nr(current);
	get_task_comm(who->comm, current);
	hp_clean(who->comm);
}

void hp_forget_pending(const struct hp_patch_rec *rec)
{
	mutex_lock(&hp_op_lock);
	if (pending == rec)
		pending = NULL;
	mutex_unlock(&hp_op_lock);
}

int hp_operation_init(void)
{
	worker = kthread_create_worker(0, KBUILD_MODNAME);
	return PTR_ERR_OR_ZERO(worker);
}

void hp_operation_exit(void)
{
	kthread_cancel_delayed_work_sync(&pending_work);
	kthread_cancel_delayed_work_sync(&settle_work);
	kthread_destroy_worker(worker);
}
