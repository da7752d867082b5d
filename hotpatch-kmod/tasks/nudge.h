/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nudge.h - sends tasks that are inside a target towards user space, and holds them at its edge.
 *
 * A bare fake signal, as livepatch sends, would let a task restart its system call and be inside
 * again microseconds later.  So the nudge carries a piece of task work, which runs where the task
 * is about to return to user space, on a stack with nothing but the way out on it, and waits there
 * until the park opens.  If the work runs amid a call (in io_uring's waits), the task is not held there: the
 * call is ended by a fake signal, and the work is added again.  Only tasks that were inside are nudged.
 */
#ifndef HP_NUDGE_H
#define HP_NUDGE_H

#include <linux/types.h>

struct hp_park;
struct task_struct;

/* NULL: no memory. */
struct hp_park *hp_park_create(void);

/*
 * Nudges a task, unless a nudge is on its way or holds it already.  A kernel thread is only woken.  patient:
 * the task is not woken, and its call does not end; it is held when it comes by itself, for 50 ms at most.
 * 0, -ENOMEM, -ESRCH (it is exiting).
 */
int hp_park_nudge(struct hp_park *park, struct task_struct *task, bool patient);

/*
 * From now on a task whose work runs amid a call is left in that: it may be another call than when it was
 * nudged, and one that shall be spared.
 */
void hp_park_be_careful(struct hp_park *park);

/* How many nudges were sent so far; one that was sent again counts again. */
u32 hp_park_sends(const struct hp_park *park);

/* Waits until the work of all nudges has run, or until_ns (ktime_get_ns()). */
void hp_park_wait(struct hp_park *park, u64 until_ns);

/* Is this task held now, at the edge of user space?  Only for the operation's thread. */
bool hp_park_holds(const struct hp_park *park, const struct task_struct *task);

/* How many were nudged so far, the patient ones left out. */
u32 hp_park_count(const struct hp_park *park);

/* Lets all held tasks go, takes the work back from tasks that did not run it, and drops the park. */
void hp_park_open(struct hp_park *park);

#endif
