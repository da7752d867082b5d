// SPDX-License-Identifier: GPL-2.0-only
/*
 * attempt.c - switches the entries of a patch: as deep as needed, no deeper, within a deadline.
 *
 *   look (outside) -> somebody inside? -> deepen: nudge, freeze -> look again ...
 *	  `-> nobody -> lock entries -> entries as expected? -> stop: look, write -> done
 *
 * Whatever was nudged or frozen is let go on every way out of attempt().
 */
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "attempt.h"
#include "body.h"
#include "compat.h"
#include "deadline.h"
#include "freeze.h"
#include "ftrace.h"
#include "nudge.h"
#include "progress.h"
#include "slots.h"
#include "stacks.h"
#include "switch.h"
#include "target.h"

#define ARRIVAL_NS		(20 * NSEC_PER_MSEC)	/* for nudged tasks to come to a stand */
#define HOLD_TRIES		3	/* when only running tasks were inside: they move on */

struct attempt {
	struct hp_patch_rec *rec;
	enum hp_turn turn;
	struct hp_op *op;
	u64 start_ns;
	u64 until_ns;
	struct hp_scan *scan;
	struct hp_switch *sw;
	struct hp_park *park;
	bool frozen;
	u64 disturbed_ns;	/* when the first task was nudged or frozen; 0: none was */
	u32 holds;
};

static void progress(const struct attempt *a, u32 phase)
{
	hp_progress_set(phase, a->op->depth, a->scan->blocked);
}

static u32 max_depth(const struct hp_op *op)
{
	return op->max_depth == HP_DEPTH_ANY ? HP_DEPTH_FREEZE : op->max_depth;
}

static struct hp_ranges *ranges_of(const struct hp_func *funcs, u32 n)
{
	struct hp_ranges *ranges = hp_ranges_alloc(n * (1 + HP_MAX_FRAGMENTS));
	u32 i, k;

	if (!ranges)
		return NULL;
	for (i = 0; i < n; i++) {
		const struct hp_func *f = &funcs[i];

		if (!f->size)
			continue;
		hp_ranges_add(ranges, f->addr, f->addr + f->size, i);
		for (k = 0; k < f->nfragments; k++)
			hp_ranges_add(ranges, f->fragments[k].start, f->fragments[k].end, i);
	}
	return ranges;
}

/*
 * Nobody may be in the old functions to apply; nor in any code of the patch, or on the way there, to
 * revert.  A jump that is several instructions (arm64) must have nobody between them when it changes.
 */
static struct hp_ranges *ranges_for(const struct hp_patch_rec *rec, enum hp_turn turn)
{
	struct hp_ranges *ranges;
	u32 i;

	if (turn == HP_TURN_APPLY)
		return ranges_of(rec->funcs, rec->nfuncs);
	ranges = hp_ranges_alloc(1 + HP_SLOTS + 2 * rec->nfuncs);
	if (!ranges)
		return NULL;
	if (turn == HP_TURN_REVERT) {
		hp_ranges_add(ranges, rec->text_addr, rec->text_addr + rec->text_size, 0);
		hp_slots_add_ranges(ranges, rec);
	}
	for (i = 0; i < rec->nfuncs; i++) {
		const struct hp_func *f = &rec->funcs[i];

		if (f->method == HP_METHOD_BODY)
			hp_ranges_add(ranges, f->entry + 1, f->entry + f->entry_len - 1, i);
		/* Here a grace period, which it had, is not enough: see slots.c. */
		if (f->next_slot && IS_ENABLED(CONFIG_PREEMPTION) && !IS_ENABLED(CONFIG_TASKS_RCU))
			hp_slot_add_range(ranges, f->next_slot, i);
	}
	return ranges;
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

	if (body && hp_body_lock(a->until_ns))
		return hp_refuse(&a->op->verdict, -EBUSY, HP_R_FTRACE_BUSY, 0, NULL, "kprobes");
	if (!hp_ftrace_lock(a->until_ns))
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
	if (!ret && a->turn == HP_TURN_REVERT && hp_ftrace_reserve(a->rec->nfuncs))
		ret = hp_refuse(&a->op->verdict, -ENOMEM, HP_R_FAULT, 0, NULL, NULL);
	/* A nudge or the freezer may have taken the rest; and this is the last time to give up. */
	if (!ret && (hp_time_is_up(a->until_ns) || !hp_progress_stop()))
		ret = out_of_time(a, blocked_before, nblockers_before);
	if (ret)
		goto unlock;
	mutex_lock(&hp_list_lock);	/* nobody shall see entries and records apart */
	ret = hp_switch_try(a->sw, a->scan, &stop_ns);
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
	if (a->frozen) {
		progress(a, HP_PHASE_THAW);
		hp_thaw();
	}
	a->frozen = false;
}

/* Nudges whoever was seen inside.  True if the freezer might move one of them. */
static bool nudge_all(struct attempt *a)
{
	bool freezable = false;
	u32 i;

	progress(a, HP_PHASE_NUDGE);
	if (!a->park)
		a->scan->park = a->park = hp_park_create();
	if (!a->park)
		return false;
	for (i = 0; i < a->scan->nseen; i++) {
		struct task_struct *task = a->scan->seen[i].task;

		if (!a->scan->seen[i].inside)
			continue;
		disturb(a);
		hp_park_nudge(a->park, task);
		if (!(task->flags & PF_KTHREAD) && task_state_to_char(task) != 'D')
			freezable = true;
	}
	hp_park_wait(a->park, min(a->until_ns, ktime_get_ns() + ARRIVAL_NS));
	return freezable;
}

static int freeze(struct attempt *a)
{
	disturb(a);
	progress(a, HP_PHASE_FREEZE);
	if (hp_freeze(a->until_ns))
		return hp_refuse(&a->op->verdict, -EBUSY, HP_R_FREEZE, 0, NULL, NULL);
	a->frozen = true;
	return 0;
}

/* Somebody is inside: what next?  0: look again.  Else the operation has failed. */
static int deepen(struct attempt *a)
{
	struct hp_op *op = a->op;
	bool found_in_stop = a->scan->rechecked, freezable;

	if (a->scan->never || hp_time_is_up(a->until_ns))
		return -EBUSY;
	if (op->depth == HP_DEPTH_HOLD && (max_depth(op) == HP_DEPTH_HOLD ||
					   (found_in_stop && a->holds++ < HOLD_TRIES))) {
		progress(a, HP_PHASE_HOLD);
		usleep_range(500, 1000);
		return 0;
	}
	op->depth = max_t(u32, op->depth, HP_DEPTH_NUDGE);
	thaw(a);	/* who is frozen inside must run to get out */
	freezable = nudge_all(a);

	/* Half the time for the gentle way; then everybody, if that can help at all. */
	if (op->depth == HP_DEPTH_NUDGE && max_depth(op) == HP_DEPTH_FREEZE && freezable &&
	    hp_can_freeze() && ktime_get_ns() - a->start_ns > (a->until_ns - a->start_ns) / 2)
		op->depth = HP_DEPTH_FREEZE;
	if (op->depth == HP_DEPTH_FREEZE && freeze(a) && op->min_depth == HP_DEPTH_FREEZE)
		return -EBUSY;
	return 0;
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
		ret = hp_refuse(&op->verdict, -ECANCELED, HP_R_CANCELED, 0, NULL, NULL);
	return ret;
}

u64 hp_deadline(const struct hp_op *op, u64 start_ns)
{
	return start_ns + hp_deadline_ns(op->deadline_ms);
}

int hp_attempt(struct hp_patch_rec *rec, enum hp_turn turn, struct hp_op *op,
	       struct hp_blocker *blockers, u64 start_ns)
{
	struct hp_ranges *ranges = ranges_for(rec, turn);
	struct attempt a = {
		.rec = rec, .turn = turn, .op = op, .start_ns = start_ns,
		.until_ns = hp_deadline(op, start_ns),
	};
	int ret = -ENOMEM;

	a.sw = hp_switch_prepare(rec, turn);
	if (ranges)
		a.scan = hp_scan_alloc(ranges, op->max_blockers);
	if (!a.sw || !a.scan) {
		hp_refuse(&op->verdict, ret, HP_R_FAULT, 0, NULL, NULL);
		goto out;
	}
	ret = attempt(&a);
	op->tasks = a.scan->tasks;
	if (ret && op->verdict.reason == HP_R_BLOCKED) {
		op->blocked = a.scan->blocked;
		op->nblockers = a.scan->nblockers;
		memcpy(blockers, a.scan->blockers, op->nblockers * sizeof(*blockers));
	}
out:
	hp_scan_free(a.scan);
	kvfree(ranges);
	hp_switch_free(a.sw);
	return ret;
}

int hp_check_stacks(const struct hp_func *funcs, u32 n, struct hp_check *check,
		    struct hp_blocker *blockers)
{
	struct hp_ranges *ranges = ranges_of(funcs, n);
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
