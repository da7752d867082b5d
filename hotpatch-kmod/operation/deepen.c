// SPDX-License-Identifier: GPL-2.0-only
/*
 * deepen.c - when tasks are inside: nudges them, or freezes all tasks.  See deepen.h.
 */
#include <linux/delay.h>
#include <linux/ktime.h>
#include "entry/target.h"
#include "events/deadline.h"
#include "events/progress.h"
#include "operation/deepen.h"
#include "operation/kit.h"
#include "tasks/calls.h"
#include "tasks/freeze.h"
#include "tasks/nudge.h"
#include "tasks/stacks.h"

#define ARRIVAL_NS		(20 * NSEC_PER_MSEC)	/* for nudged tasks to arrive */
#define HOLD_TRIES		3	/* looks before nudging, if tasks inside leave by themselves */
#define WORTH_FREEZING_NS	(5 * NSEC_PER_MSEC)	/* with less time left, freezing is not tried */

void hp_attempt_phase(const struct attempt *a, u32 phase)
{
	if (!a->own)
		hp_progress_set(phase, a->op->depth, a->scan->blocked);
}

static u32 max_depth(const struct hp_op *op)
{
	return op->max_depth == HP_DEPTH_ANY ? HP_DEPTH_FREEZE : op->max_depth;
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
	hp_attempt_phase(a, HP_PHASE_THAW);
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

/* Each task once, as it was when it was first met. */
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

/*
 * Shall it be left in its call?  That is read anew, because it may have changed since the look; a window of
 * microseconds before the nudge remains.
 */
static bool spared(struct attempt *a, struct task_struct *task)
{
	return (a->op->flags & HP_OP_SPARE) && hp_call_spared(a->op, hp_call_now(task));
}

/*
 * If no nudge was sent (only kernel threads are inside, or there is no memory), no arrival is waited for:
 * without this pause the next look would follow at once, and find the same.
 */
static void pause_looking(void)
{
	usleep_range(500, 1000);
}

/* Nudges all tasks that were seen inside.  True if the freezer might move one of them. */
static bool nudge_all(struct attempt *a)
{
	bool freezable = false;
	u32 sends, i;

	hp_attempt_phase(a, HP_PHASE_NUDGE);
	if (!a->park) {
		a->scan->unwind.park = a->park = a->kit->park;
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
		/* A task in state D cannot be frozen, unless it is in that state because it is parked. */
		if (!(task->flags & PF_KTHREAD) &&
		    (task_state_to_char(task) != 'D' || hp_park_holds(a->park, task)))
			freezable = true;
	}
	hp_park_wait(a->park, min(a->until_ns, ktime_get_ns() + ARRIVAL_NS));
	if (hp_park_sends(a->park) == sends)
		pause_looking();
	return freezable;
}

/* The tasks that did not freeze are reported as the blockers, whether inside or not. */
static int not_frozen(struct attempt *a, const struct hp_unfrozen *left)
{
	a->scan->blocked = left->count;
	a->scan->nblockers = left->nblockers;
	a->scan->never = 0;
	return hp_refuse(&a->op->verdict, -EBUSY, HP_R_FREEZE, left->count, NULL, NULL);
}

int hp_attempt_freeze(struct attempt *a)
{
	struct hp_unfrozen left = {
		.blockers = a->scan->blockers, .max = a->scan->max_blockers,
	};
	u64 start = ktime_get_ns();
	int ret;

	disturb(a);
	hp_attempt_phase(a, HP_PHASE_FREEZE);
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

int hp_deepen(struct attempt *a)
{
	struct hp_op *op = a->op;
	/* Tasks that ran when the CPUs were stopped, or were preempted, move on by themselves. */
	bool moves_on = a->scan->rechecked || a->scan->unsure == a->scan->blocked, freezable;

	if (a->scan->never || hp_time_is_up(a->until_ns))
		return -EBUSY;
	if (op->depth == HP_DEPTH_HOLD && (max_depth(op) == HP_DEPTH_HOLD ||
					   (moves_on && a->holds++ < HOLD_TRIES))) {
		hp_attempt_phase(a, HP_PHASE_HOLD);
		usleep_range(500, 1000);
		return 0;
	}
	op->depth = max_t(u32, op->depth, HP_DEPTH_NUDGE);
	thaw(a);	/* a task that is frozen inside must run to leave */
	freezable = nudge_all(a);

	/* Nudging has half of the time; then all tasks are frozen, if that may help. */
	if (op->depth == HP_DEPTH_NUDGE && max_depth(op) == HP_DEPTH_FREEZE && freezable &&
	    may_freeze(a) && ktime_get_ns() - a->start_ns > (a->until_ns - a->start_ns) / 2)
		op->depth = HP_DEPTH_FREEZE;
	if (op->depth != HP_DEPTH_FREEZE)
		return 0;
	/* If min_depth demands freezing, the attempt fails without it; else it goes on nudging. */
	if (op->min_depth == HP_DEPTH_FREEZE && !may_freeze(a))
		return -EBUSY;
	if (may_freeze(a) && hp_attempt_freeze(a) && op->min_depth == HP_DEPTH_FREEZE)
		return -EBUSY;
	return 0;
}

void hp_attempt_let_go(struct attempt *a)
{
	thaw(a);
	a->scan->unwind.park = NULL;
	if (a->park) {
		hp_attempt_phase(a, HP_PHASE_THAW);
		a->op->nudged = hp_park_count(a->park);
		hp_park_open(a->park);
	}
	if (a->disturbed_ns)
		a->op->frozen_ns = ktime_get_ns() - a->disturbed_ns;
}
