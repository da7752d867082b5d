// SPDX-License-Identifier: GPL-2.0-only
/*
 * attempt.c - switches the entries of a patch, at no greater depth than needed, within a deadline.
 *
 *   look (outside) -> tasks inside? -> deepen: nudge, freeze -> look again ...
 *	  `-> none -> lock entries -> entries as expected? -> stop: look, write -> done
 *
 * What happens at "deepen" is in deepen.c.  All tasks that were nudged or frozen are let go on every way out
 * of attempt().
 *
 * An attempt makes way (hp_given_up()) for the revert of a patch whose time is up.  Reverts that have
 * failed before are tried again between its looks: they need not wait for its end.
 */
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "entry/body.h"
#include "entry/ftrace.h"
#include "entry/target.h"
#include "events/deadline.h"
#include "events/progress.h"
#include "operation/attempt.h"
#include "operation/deepen.h"
#include "operation/kit.h"
#include "operation/requests.h"
#include "operation/switch.h"
#include "operation/timer.h"
#include "patch/entries.h"

/* Until when to wait for locks: while all tasks are frozen, no longer than they may stay so. */
static u64 patience(const struct attempt *a)
{
	return a->frozen ? min(a->until_ns, a->freeze_until_ns) : a->until_ns;
}

/* Is every entry as it must be before it is overwritten?  lock_entries() held. */
static int check_entries(const struct attempt *a)
{
	struct hp_verdict *v = &a->op->verdict;
	u32 i;

	for (i = 0; i < a->rec->nfuncs; i++) {
		struct hp_func *f = &a->rec->funcs[i];
		int ret;

		if (a->transition == HP_TRANSITION_APPLY)
			ret = hp_entry_pristine(f, v);
		else if (hp_entry_is(f, f->jump, v))
			ret = hp_refuse(v, -EUCLEAN, HP_R_CHANGED, 0, &f->ref, NULL);
		else
			ret = 0;
		if (ret)
			return ret;
	}
	return 0;
}

static bool goes_over_body(const struct hp_patch_rec *rec)
{
	u32 i;

	for (i = 0; i < rec->nfuncs; i++) {
		if (rec->funcs[i].method == HP_METHOD_BODY)
			return true;
	}
	return false;
}

/* Keeps ftrace and kprobes from writing to the entries until unlock_entries(). */
static int lock_entries(const struct attempt *a)
{
	bool body = goes_over_body(a->rec);

	if (body && hp_body_lock(patience(a)))
		return hp_refuse(&a->op->verdict, -EBUSY, HP_R_FTRACE_BUSY, 0, NULL, "kprobes");
	if (!hp_ftrace_lock(patience(a)))
		return 0;
	if (body)
		hp_body_unlock();
	return hp_refuse(&a->op->verdict, -EBUSY, HP_R_FTRACE_BUSY, 0, NULL, NULL);
}

static void unlock_entries(const struct attempt *a)
{
	hp_ftrace_unlock();
	if (goes_over_body(a->rec))
		hp_body_unlock();
}

static int blocked(const struct attempt *a)
{
	return hp_refuse(&a->op->verdict, -EBUSY, HP_R_BLOCKED, a->scan->never, NULL, NULL);
}

/*
 * The time is up.  Tasks that were found inside before are reported as the reason: that this look found none
 * does not refute it, because outside a stop running tasks are not read.
 */
static int out_of_time(struct attempt *a, u32 blocked_before, u32 nblockers_before)
{
	if (!blocked_before)
		return hp_refuse(&a->op->verdict, -EBUSY, HP_R_TIMEOUT, 0, NULL, NULL);
	a->scan->blocked = blocked_before;
	a->scan->nblockers = nblockers_before;	/* this look has overwritten no description */
	return blocked(a);
}

/* After the entries were switched: tells ftrace, and updates the records of the functions. */
static void switched(struct attempt *a)
{
	u32 i;

	for (i = 0; i < a->rec->nfuncs; i++) {
		struct hp_func *f = &a->rec->funcs[i];

		switch (a->transition) {
		case HP_TRANSITION_APPLY:
			hp_ftrace_take(f);
			break;
		case HP_TRANSITION_REVERT:
			hp_ftrace_give_back(f);
			break;
		case HP_TRANSITION_COUNT:
		case HP_TRANSITION_UNCOUNT:
			memcpy(f->jump, f->next_jump, sizeof(f->jump));
			swap(f->slot, f->next_slot);
			break;
		}
	}
}

/* False: the attempt was given up.  True: it cannot be given up any more. */
static bool may_stop(const struct attempt *a)
{
	return a->own ? !hp_given_up() : hp_progress_stop();
}

/* One look and, if no task is inside, one stop. */
static int look_and_write(struct attempt *a)
{
	u32 blocked_before = a->scan->blocked, nblockers_before = a->scan->nblockers;
	u64 stop_ns = 0;
	int ret;

	hp_attempt_phase(a, HP_PHASE_LOOK);
	if (hp_scan_outside(a->scan))
		return hp_refuse(&a->op->verdict, -ENOMEM, HP_R_FAULT, 0, NULL, NULL);
	if (a->scan->blocked)
		return blocked(a);

	ret = lock_entries(a);
	if (ret)
		return ret;
	ret = check_entries(a);
	if (!ret && a->transition == HP_TRANSITION_APPLY && hp_ftrace_promise(a->rec->nfuncs))
		ret = hp_refuse(&a->op->verdict, -ENOMEM, HP_R_FAULT, 0, NULL, NULL);
	/* The look and the locks may have taken the rest of the time. */
	if (!ret && (hp_time_is_up(a->until_ns) || !may_stop(a)))
		ret = out_of_time(a, blocked_before, nblockers_before);
	if (ret)
		goto unlock;
	mutex_lock(&hp_list_lock);	/* LIST must not see entries that differ from the records */
	ret = hp_switch_try(a->kit->sw, a->scan, &stop_ns);
	hp_attempt_phase(a, HP_PHASE_LOOK);
	if (!ret)
		switched(a);
	mutex_unlock(&hp_list_lock);
	a->op->tries++;
	a->op->stop_ns = max(a->op->stop_ns, stop_ns);
	a->op->rechecked = a->scan->rechecked;
	if (ret == -EBUSY)
		ret = blocked(a);
	else if (ret)
		ret = hp_refuse(&a->op->verdict, ret, HP_R_FAULT, 0, NULL, NULL);
unlock:
	unlock_entries(a);
	return ret;
}

/* Says why it was given up: it was aborted, or it made way for another patch. */
int hp_refuse_given_up(struct hp_op *op)
{
	char name[HP_OBJECT_LEN];

	if (hp_aborted())
		return hp_refuse(&op->verdict, -ECANCELED, HP_R_CANCELED, 0, NULL, NULL);
	hp_way_for(name);
	return hp_refuse(&op->verdict, -EBUSY, HP_R_MADE_WAY, 0, NULL, name);
}

static int attempt(struct attempt *a)
{
	struct hp_op *op = a->op;
	int ret;

	op->depth = max_t(u32, op->min_depth, HP_DEPTH_HOLD);
	if (hp_given_up())	/* while the kit was made, which is slow where each look-up walks all names */
		return hp_refuse_given_up(op);
	if (hp_time_is_up(a->until_ns))	/* the request had to wait for others for too long */
		return hp_refuse(&op->verdict, -EBUSY, HP_R_TIMEOUT, 0, NULL, NULL);
	/* If the entries cannot be switched, this fails before any task is nudged or frozen. */
	ret = lock_entries(a);
	if (ret)
		return ret;
	ret = check_entries(a);
	unlock_entries(a);
	if (!ret && op->depth == HP_DEPTH_FREEZE)
		ret = hp_attempt_freeze(a);
	while (!ret) {
		if (!a->own && !a->frozen)	/* frozen tasks cannot leave, nor stay frozen for long */
			hp_timers_try_again(a->rec);
		ret = look_and_write(a);
		if (!ret || op->verdict.reason != HP_R_BLOCKED || hp_deepen(a))
			break;
		ret = 0;
	}
	hp_attempt_let_go(a);
	if (!ret)
		memset(&op->verdict, 0, sizeof(op->verdict));
	else if (ret == -EBUSY && hp_given_up())
		ret = hp_refuse_given_up(op);
	return ret;
}

static bool names_blockers(u32 reason)
{
	return reason == HP_R_BLOCKED || reason == HP_R_FREEZE;
}

static int attempt_with(struct hp_kit *kit, struct hp_patch_rec *rec, enum hp_transition transition,
			struct hp_op *op, struct hp_blocker *blockers, u64 start_ns)
{
	struct attempt a = {
		.rec = rec, .transition = transition, .op = op, .start_ns = start_ns,
		.until_ns = hp_deadline(op->deadline_ms, start_ns), .kit = kit, .scan = kit->scan,
		.own = op == &kit->op,
		.freeze_left_ns = (u64)(op->freeze_ms ?: HP_FREEZE_MS) * NSEC_PER_MSEC,
		.spared = blockers,
	};
	int ret = attempt(&a);

	op->tasks = kit->scan->tasks;
	if (ret)
		op->nblockers = 0;
	if (ret && names_blockers(op->verdict.reason)) {
		op->blocked = kit->scan->blocked;
		op->nblockers = min(kit->scan->nblockers, op->max_blockers);
		memcpy(blockers, kit->scan->blockers, op->nblockers * sizeof(*blockers));
	}
	return ret;
}

int hp_attempt(struct hp_patch_rec *rec, enum hp_transition transition, struct hp_op *op,
	       struct hp_blocker *blockers, u64 start_ns)
{
	struct hp_kit *kit = hp_kit_alloc(rec, transition, op->max_blockers);
	int ret;

	if (!kit)
		return hp_refuse(&op->verdict, -ENOMEM, HP_R_FAULT, 0, NULL, NULL);
	ret = attempt_with(kit, rec, transition, op, blockers, start_ns);
	hp_kit_free(kit);
	return ret;
}

int hp_attempt_own(struct hp_patch_rec *rec, u64 start_ns)
{
	hp_kit_renew(rec->kit, rec, HP_TRANSITION_REVERT);
	return attempt_with(rec->kit, rec, HP_TRANSITION_REVERT, &rec->kit->op, NULL, start_ns);
}
