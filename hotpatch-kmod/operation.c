// SPDX-License-Identifier: GPL-2.0-only
/*
 * operation.c - who may do what when: requests and states.
 *
 * Everything is done in one thread of the module's own, so that the path by which the caller came
 * in can be patched too, and operations follow one another.  Who must not wait comes first: patches whose
 * time is up (timer.c), then the revert of one that waits for confirmation; what is under way makes
 * way for them.
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
#include "kit.h"
#include "operation.h"
#include "progress.h"
#include "target.h"
#include "timer.h"

static struct kthread_worker *worker;

/* Reverted entries that ftrace must still leave alone are looked at again now and then. */
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
	/* A timer on what was confirmed would be relied on, and not be there. */
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

/* What the timer's revert will need is had now, or the patch is not applied. */
static int make_kit(struct hp_patch_rec *rec, struct hp_op *op)
{
	forget_kit(rec);
	if (!op->confirm_s)
		return 0;
	rec->kit = hp_kit_alloc(rec, HP_TURN_REVERT, 0);
	return rec->kit ? 0 : hp_refuse(&op->verdict, -ENOMEM, HP_R_FAULT, 0, NULL, NULL);
}

static int do_apply(struct hp_patch_rec *rec, enum hp_turn turn, struct hp_op *op,
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
	ret = hp_attempt(rec, turn, op, blockers, start_ns);
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

int hp_revert_own(struct hp_patch_rec *rec)
{
	int ret = hp_attempt_own(rec, ktime_get_ns());

	if (!ret)
		reverted(rec);
	return ret;
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
	forget_kit(rec);
	reverted(rec);
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

static void settle_ftrace(struct kthread_work *work)
{
	if (hp_ftrace_settle(ktime_get_ns() + NSEC_PER_MSEC))
		kthread_mod_delayed_work(worker, &settle_work, HZ);
}

/* --- the caller's side ----------------------------------------------------------------------- */

struct hp_request {
	struct list_head list;		/* requests_lock */
	bool urgent;
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

/* The urgent ones stand first. */
static LIST_HEAD(requests);
static DEFINE_SPINLOCK(requests_lock);
static void serve(struct kthread_work *work);
static DEFINE_KTHREAD_WORK(serve_work, serve);

/* A revert that somebody waits for who wanted it to happen by itself. */
static bool is_urgent(const struct hp_request *req)
{
	return req->turn == HP_TURN_REVERT && hp_timer_waits(req->op.patch);
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
	kthread_queue_work(worker, &serve_work);
}

static struct hp_request *next_request(void)
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

static void finish_request(struct hp_request *req)
{
	smp_store_release(&req->done, true);
	wake_up_all(&req->wait);
	kref_put(&req->users, request_free);
}

/* All that is to be done.  Between two requests others get hp_op_lock, and the timers their turn. */
static void serve(struct kthread_work *work)
{
	struct hp_request *req;

	do {
		mutex_lock(&hp_op_lock);
		hp_timers_serve();
		req = next_request();
		if (req)
			req->ret = perform(req->turn, &req->op, req->blockers, &req->who,
					   req->start_ns);
		mutex_unlock(&hp_op_lock);
		if (req)
			finish_request(req);
	} while (req);
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
	req->start_ns = ktime_get_ns();
	req->turn = turn;
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

int hp_operation_init(void)
{
	worker = kthread_create_worker(0, KBUILD_MODNAME);
	if (IS_ERR(worker))
		return PTR_ERR(worker);
	hp_timers_init(worker, &serve_work);
	return 0;
}

void hp_operation_exit(void)
{
	hp_timers_exit();
	kthread_cancel_delayed_work_sync(&settle_work);
	kthread_destroy_worker(worker);
}
