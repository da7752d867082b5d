/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * landmarks.h - places of the kernel's text by which a stack is read: where stacks end, where a task is
 * that was preempted, and what is on the stack of one that is about to return to user space.  Found once, by name, and kept: they do not move.
 */
#ifndef HP_LANDMARKS_H
#define HP_LANDMARKS_H

#include <linux/types.h>

#define HP_MARK_KTHREAD		(1u << 0)	/* below a kernel thread's own functions */
#define HP_MARK_BOTTOM		(1u << 1)	/* a whole stack ends there */
#define HP_MARK_PREEMPTED	(1u << 2)	/* who sleeps there did not want to */
#define HP_MARK_WAY_OUT		(1u << 3)	/* on the way from the kernel to user space */

/* Looks for those that were not looked for yet.  hp_op_lock held.  0, -ENOMEM. */
int hp_landmarks_find(void);

/* Is addr a return address into, or the place of, one of these kinds? */
bool hp_landmark(unsigned long addr, u32 kinds);

/*
 * The first word of [p, end) that says that this task was preempted, or NULL.  It may be a stale one.
 * A kernel that preempts, but in which the places were not found, makes a suspect of everybody.
 */
const unsigned long *hp_landmark_preempted(const unsigned long *p, const unsigned long *end);

#endif
