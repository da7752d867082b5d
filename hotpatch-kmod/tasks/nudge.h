/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nudge.h - sends tasks that are inside a target towards user space, and holds them at its edge.
 *
 * A bare fake signal, as livepatch sends, would let a task restart its system call and be inside
 * again microseconds later.  So the nudge carries a piece of task work, which runs where the task
 * is about to return to user space, on a stack with nothing but the way out on it, and waits there
 * until the park opens.  Where task work runs amid a call (io_uring's waits), nobody is held: that
 * call is ended by a fake signal, and the work is added again.  Only tasks that were inside are touched.
 */
#ifndef HP_NUDGE_H
#define HP_NUDGE_H

#include <linux/types.h>

struct hp_park;
struct task_struct;

/* NULL: no memory. */
struct hp_park *hp_park_create(void);

/*
 * Nudges a task, unless that was done before; again, if it was only ever met amid a call.  A kernel thread is only woken.  0, -ENOMEM, -ESRCH
 * (it is exiting).  patient: it is not woken, nor does its call end; it is held when it
 * comes by itself, for 50 ms at the most.
 */
int hp_park_nudge(struct hp_park *park, struct task_struct *task, bool patient);

/* From now on nobody's call is ended who is met amid it: it may be another than the one he was nudged for. */
void hp_park_be_careful(struct hp_park *park);

/* How many nudges were sent so far, each time anew. */
u32 hp_park_sends(const struct hp_park *park);

/* Waits until all that were nudged stand still, or until_ns (ktime_get_ns()). */
void hp_park_wait(struct hp_park *park, u64 until_ns);

/* Does this task stand still now, at the edge of user space?  For the operation's thread alone. */
bool hp_park_holds(const struct hp_park *park, const struct task_struct *task);

/* How many were nudged so far, the patient ones left out. */
u32 hp_park_count(const struct hp_park *park);

/* Lets everybody go, takes the work back from those it did not reach, and forgets the park. */
void hp_park_open(struct hp_park *park);

#endif
