/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * landmarks.h - functions of the kernel that tell something about the stack they are on: where it ends, that
 * the task was preempted, or that it is about to return to user space.  They are looked up by name, once,
 * because they do not move.
 */
#ifndef HP_LANDMARKS_H
#define HP_LANDMARKS_H

#include <linux/types.h>

#define HP_MARK_KTHREAD		(1u << 0)	/* below a kernel thread's own functions */
#define HP_MARK_BOTTOM		(1u << 1)	/* a whole stack ends there */
#define HP_MARK_PREEMPTED	(1u << 2)	/* a task that was switched out there was preempted */
#define HP_MARK_WAY_OUT		(1u << 3)	/* on the way from the kernel to user space */

/* Looks them up, unless that was done before.  hp_ask_lock held.  0, -ENOMEM. */
int hp_landmarks_find(void);

/* Is addr, maybe a return address, in a function of one of these kinds? */
bool hp_landmark(unsigned long addr, u32 kinds);

/*
 * The first word of [p, end) that says that this task was preempted, or NULL.  It may be a stale one.
 * If the kernel preempts, but none of the functions was found, every task counts as preempted: p is returned.
 */
const unsigned long *hp_landmark_preempted(const unsigned long *p, const unsigned long *end);

#endif
