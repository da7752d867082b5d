// SPDX-License-Identifier: GPL-2.0-only
/*
 * attempt.c - switches the entries of a patch: as deep as needed, no deeper, within a deadline.
 *
 *   look (outside) -> somebody inside? -> deepen: nudge, freeze -> look again ...
 *	  `-> nobody -> lock entries -> entries as expected? -> stop: look, write -> done
 *
 * Whatever was nudged or frozen is let go on every way out of attempt().
 *
 * An attempt makes way (hp_given_up()) for the revert of a patch whose time is up.  Reverts that have
 * failed before are tried again between its looks: they need not wait for its end.
 */
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "attempt.h"
#include "body.h"
#include "calls.h"
#include "compat.h"
#include "deadline.h"
#include "freeze.h"
#include "ftrace.h"
#include "kit.h"
#include "nudge.h"
#include "operation.h"
#include "progress.h"
#include "slots.h"
#include "stacks.h"
#include "switch.h"
#include "target.h"
#include "timer.h"

#define ARRIVAL_NS		(20 * NSEC_PER_MSEC)	/* for nudged tasks to come to a stand */
#define HOLD_TRIES		3	/* when only those are inside that move on by themselves */
#define WORTH_FREEZING_NS	(5 * NSEC_PER_MSEC)	/* less of its bound is nothing to begin with */

struct attempt {
	struct hp_patch_rec *rec;
	enum hp_turn turn;
	struct hp_op *op;
	u64 start_ns;
	u64 until_ns;
	bool own;		/* the dead-man timer's: nobody sees or aborts it */
	struct hp_kit *kit;
	struct hp_scan *scan;	/* the kit's */
	struct hp_park *park;	/* the kit's, once somebody was nudged */
	bool frozen;
	u64 freeze_left_ns;	/* of what the freezer may hold the box, all told */
	u64 freeze_until_ns;	/* while it does */
	u64 disturbed_ns;	/* when the first task was nudged or frozen; 0: none was */
	u32 holds;
	struct hp_blocker *spared;	/* [op->max_blockers] those that were not nudged; NULL: not wanted */
};

static void progress(const struct attempt *a, u32 phase)
{
	if (!a->own)
		hp_progress_set(phase, a->op->depth, a->scan->blocked);
}

/* Until when to wait for others: a box that stands still shall not wait for locks until the deadline. */
static u64 patience(const struct attempt *a)
{
	return a->frozen ? min(a->until_ns, a->freeze_until_ns) : a->until_ns;
}

static u32 max_depth(const struct hp_op *op)
{
	return op->max_depth == HP_DEPTH_ANY ? HP_DEPTH_FREEZE : op->max_depth;
}

/* Is every entry what we shall overwrite?  lock_entries() held. */
static int check_entries(const struct attempt *a)
{
	struct hp_verdict *v = &a->op->verdict;
	u32 i;

	for (i = 0; i < a->rec->nfuncs; i++) {
		struct hp_func *f = &a->rec->funcs[i];
		int ret;

		if (a->turn == HP_TURN_APPLY)
			ret = hp_target_pristine(f, v);
		else if (hp_target_bytes(f, f->jump, v))
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

/* Nobody else writes to the entries until unlock_entries(). */
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

/* The time is up.  If the stop before found somebody inside, that is the answer: nothing looked since. */
static int out_of_time(struct attempt *a, u32 blocked_before, u32 nblockers_before)
{
	if (!blocked_before)
		return hp_refuse(&a->op->verdict, -EBUSY, HP_R_TIMEOUT, 0, NULL, NULL);
	a->scan->blocked = blocked_before;
	a->scan->nblockers = nblockers_before;	/* the descriptions are there still */
	return blocked(a);
}

/* The entries are switched: ftrace is told, and the functions' records follow. */
static void switched(struct attempt *a)
{
	u32 i;

	for (i = 0; i < a->rec->nfuncs; i++) {
		struct hp_func *f = &a->rec->funcs[i];

		switch (a->turn) {
		case HP_TURN_APPLY:
			hp_ftrace_take(f);
			break;
		case HP_TURN_REVERT:
			hp_ftrace_give_back(f);
			break;
		case HP_TURN_COUNT:
		case HP_TURN_UNCOUNT:
			memcpy(f->jump, f->next_jump, sizeof(f->jump));
			swap(f->slot, f->next_slot);
			break;
		}
	}
}

/* The last moment to give up. */
static bool may_stop(const struct attempt *a)
{
	return a->own ? !hp_given_up() : hp_progress_stop();
}

/* One look and, if nobody is inside, one stop. */
static int look_and_write(struct attempt *a)
{
	u32 blocked_before = a->scan->blocked, nblockers_before = a->scan->nblockers;
	u64 stop_ns = 0;
	int ret;

	progress(a, HP_PHASE_LOOK);
	if (hp_scan_outside(a->scan))
		return hp_refuse(&a->op->verdict, -ENOMEM, HP_R_FAULT, 0, NULL, NULL);
	if (a->scan->blocked)
		return blocked(a);

	ret = lock_entries(a);
	if (ret)
		return ret;
	ret = check_entries(a);
	if (!ret && a->turn == HP_TURN_APPLY && hp_ftrace_promise(a->rec->nfuncs))
		ret = hp_refuse(&a->op->verdict, -ENOMEM, HP_R_FAULT, 0, NULL, NULL);
	/* A nudge or the freezer may have taken the rest; and this is the last time to give up. */
	if (!ret && (hp_time_is_up(a->until_ns) || !may_stop(a)))
		ret = out_of_time(a, blocked_before, nblockers_before);
	if (ret)
		goto unlock;
	mutex_lock(&hp_list_lock);	/* nobody shall see entries and records apart */
	ret = hp_switch_try(a->kit->sw, a->scan, &stop_ns);
	progress(a, HP_PHASE_LOOK);
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

static void disturb(struct attempt *a)
{
	if (!a->disturbed_ns)
		a->disturbed_ns = ktime_get_ns();
}

static void thaw(struct attempt *a)
{
	u64 now;

	if (!a->frozen)
		return;
	progress(a, HP_PHASE_THAW);
	hp_thaw();
	a->frozen = false;
	now = ktime_get_ns();
	a->freeze_left_ns = now < a->freeze_until_ns ? a->freeze_until_ns - now : 0;
}

static const struct hp_blocker *find_blocker(const struct hp_blocker *b, u32 n, pid_t pid)
{
	while (n && b->pid != pid) {
		b++;
		n--;
	}
	return n ? b : NULL;
}

/* Each once, as it was when it was met first. */
static void note_spared(struct attempt *a, const struct task_struct *task)
{
	const struct hp_blocker *b = find_blocker(a->scan->blockers, a->scan->nblockers, task->pid);
	struct hp_op *op = a->op;

	if (!b || !a->spared || op->nblockers == op->max_blockers ||
	    find_blocker(a->spared, op->nblockers, task->pid))
		return;
	a->spared[op->nblockers++] = *b;
	op->spared = op->nblockers;
}

/* It may be in another call than when it was looked at; a window of microseconds stays. */
static bool spared(struct attempt *a, struct task_struct *task)
{
	return (a->op->flags & HP_OP_SPARE) && hp_call_spared(a->op, hp_call_now(task));
}

/* Who is on no way anywhere (a kernel thread, or nobody could be nudged) is not looked at without a pause. */
static void pause_looking(void)
{
	usleep_range(500, 1000);
}

/* Nudges whoever was seen inside.  True if the freezer might move one of them. */
static bool nudge_all(struct attempt *a)
{
	bool freezable = false;
	u32 sends, i;

	progress(a, HP_PHASE_NUDGE);
	if (!a->park) {
		a->scan->park = a->park = a->kit->park;
		a->kit->park = NULL;
	}
	if (!a->park) {
		pause_looking();
		return false;
	}
	if (a->op->flags & HP_OP_SPARE)
		hp_park_be_careful(a->park);
	sends = hp_park_sends(a->park);
	for (i = 0; i < a->scan->nseen; i++) {
		struct task_struct *task = a->scan->seen[i].task;

		if (!a->scan->seen[i].inside)
			continue;
		disturb(a);
		if (spared(a, task)) {
			note_spared(a, task);
			hp_park_nudge(a->park, task, true);
			continue;
		}
		hp_park_nudge(a->park, task, false);
		/* Who waits in the park is in state D because of us. */
		if (!(task->flags & PF_KTHREAD) &&
		    (task_state_to_char(task) != 'D' || hp_park_holds(a->park, task)))
			freezable = true;
	}
	hp_park_wait(a->park, min(a->until_ns, ktime_get_ns() + ARRIVAL_NS));
	if (hp_park_sends(a->park) == sends)
		pause_looking();
	return freezable;
}

/* Those who would not freeze are the blockers then, whether inside or not. */
static int not_frozen(struct attempt *a, const struct hp_unfrozen *left)
{
	a->scan->blocked = left->count;
	a->scan->nblockers = left->nblockers;
	a->scan->never = 0;
	return hp_refuse(&a->op->verdict, -EBUSY, HP_R_FREEZE, left->count, NULL, NULL);
}

static int freeze(struct attempt *a)
{
	struct hp_unfrozen left = {
		.blockers = a->scan->blockers, .max = a->scan->max_blockers,
	};
	u64 start = ktime_get_ns();
	int ret;

	disturb(a);
	progress(a, HP_PHASE_FREEZE);
	ret = hp_freeze(min(a->until_ns, start + a->freeze_left_ns), &left);
	if (!ret) {
		a->frozen = true;
		a->freeze_until_ns = start + a->freeze_left_ns;
		return 0;
	}
	a->freeze_left_ns -= min(a->freeze_left_ns, ktime_get_ns() - start);
	return not_frozen(a, &left);
}

static bool may_freeze(const struct attempt *a)
{
	return hp_can_freeze() && a->freeze_left_ns > WORTH_FREEZING_NS;
}

/* Somebody is inside: what next?  0: look again.  Else the operation has failed. */
static int deepen(struct attempt *a)
{
	struct hp_op *op = a->op;
	/* Who ran when the world stopped, or was preempted, moves on by itself. */
	bool moves_on = a->scan->rechecked || a->scan->unsure == a->scan->blocked, freezable;

	if (a->scan->never || hp_time_is_up(a->until_ns))
		return -EBUSY;
	if (op->depth == HP_DEPTH_HOLD && (max_depth(op) == HP_DEPTH_HOLD ||
					   (moves_on && a->holds++ < HOLD_TRIES))) {
		progress(a, HP_PHASE_HOLD);
		usleep_range(500, 1000);
		return 0;
	}
	op->depth = max_t(u32, op->depth, HP_DEPTH_NUDGE);
	thaw(a);	/* who is frozen inside must run to get out */
	freezable = nudge_all(a);

	/* Half the time for the gentle way; then everybody, if that can help at all. */
	if (op->depth == HP_DEPTH_NUDGE && max_depth(op) == HP_DEPTH_FREEZE && freezable &&
	    may_freeze(a) && ktime_get_ns() - a->start_ns > (a->until_ns - a->start_ns) / 2)
		op->depth = HP_DEPTH_FREEZE;
	if (op->depth != HP_DEPTH_FREEZE)
		return 0;
	/* Who wants a frozen world gets it or nothing; the others may go on by nudging. */
	if (op->min_depth == HP_DEPTH_FREEZE && !may_freeze(a))
		return -EBUSY;
	if (may_freeze(a) && freeze(a) && op->min_depth == HP_DEPTH_FREEZE)
		return -EBUSY;
	return 0;
}

/* It was given up: by whom, or for whom? */
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
	if (hp_time_is_up(a->until_ns))	/* it had to wait for others */
		return hp_refuse(&op->verdict, -EBUSY, HP_R_TIMEOUT, 0, NULL, NULL);
	/* What cannot be must not disturb anybody. */
	ret = lock_entries(a);
	if (ret)
		return ret;
	ret = check_entries(a);
	unlock_entries(a);
	if (!ret && op->depth == HP_DEPTH_FREEZE)
		ret = freeze(a);
	while (!ret) {
		if (!a->own && !a->frozen)	/* who is frozen cannot be sent out, and time is dear */
			hp_timers_try_again(a->rec);
		ret = look_and_write(a);
		if (!ret || op->verdict.reason != HP_R_BLOCKED || deepen(a))
			break;
		ret = 0;
	}
	thaw(a);
	a->scan->park = NULL;
	if (a->park) {
		progress(a, HP_PHASE_THAW);
		op->nudged = hp_park_count(a->park);
		hp_park_open(a->park);
	}
	if (a->disturbed_ns)
		op->frozen_ns = ktime_get_ns() - a->disturbed_ns;
	if (!ret)
		memset(&op->verdict, 0, sizeof(op->verdict));
	else if (ret == -EBUSY && hp_given_up())
		ret = hp_refuse_given_up(op);
	return ret;
}

u64 hp_deadline(const struct hp_op *op, u64 start_ns)
{
	return start_ns + hp_deadline_ns(op->deadline_ms);
}

static bool names_blockers(u32 reason)
{
	return reason == HP_R_BLOCKED || reason == HP_R_FREEZE;
}

static int attempt_with(struct hp_kit *kit, struct hp_patch_rec *rec, enum hp_turn turn,
			struct hp_op *op, struct hp_blocker *blockers, u64 start_ns)
{
	struct attempt a = {
		.rec = rec, .turn = turn, .op = op, .start_ns = start_ns,
		.until_ns = hp_deadline(op, start_ns), .kit = kit, .scan = kit->scan,
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

int hp_attempt(struct hp_patch_rec *rec, enum hp_turn turn, struct hp_op *op,
	       struct hp_blocker *blockers, u64 start_ns)
{
	struct hp_kit *kit = hp_kit_alloc(rec, turn, op->max_blockers);
	int ret;

	if (!kit)
		return hp_refuse(&op->verdict, -ENOMEM, HP_R_FAULT, 0, NULL, NULL);
	ret = attempt_with(kit, rec, turn, op, blockers, start_ns);
	hp_kit_free(kit);
	return ret;
}

int hp_attempt_own(struct hp_patch_rec *rec, u64 start_ns)
{
	hp_kit_renew(rec->kit, rec, HP_TURN_REVERT);
	return attempt_with(rec->kit, rec, HP_TURN_REVERT, &rec->kit->op, NULL, start_ns);
}

int hp_check_stacks(const struct hp_func *funcs, u32 n, struct hp_check *check,
		    struct hp_blocker *blockers)
{
	struct hp_ranges *ranges = hp_kit_ranges(funcs, n);
	struct hp_scan *scan = ranges ? hp_scan_alloc(ranges, check->max_blockers) : NULL;
	int ret = scan ? hp_scan_outside(scan) : -ENOMEM;

	if (!ret) {
		check->tasks = scan->tasks;
		check->blocked = scan->blocked;
		check->nblockers = scan->nblockers;
		memcpy(blockers, scan->blockers, scan->nblockers * sizeof(*blockers));
	}
	hp_scan_free(scan);
	kvfree(ranges);
	return ret;
}
