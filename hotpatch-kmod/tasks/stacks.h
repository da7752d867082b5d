/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * stacks.h - is any of these functions on any stack?
 *
 * In two halves, so that the stop stays short.  Outside: every task that is not running has its
 * stack read, together with its number of context switches.  Inside the stop: only those are read
 * again whose number has moved, that are new, or that could not be vouched for.  A task that was
 * not switched in cannot have changed its stack; one that runs now has been switched out by the
 * stop, so its number has moved.
 *
 * The reading is conservative: any word of the live part that points into a range counts, and also
 * the return addresses that the graph tracer and kretprobes keep elsewhere.  A hit may be a stale
 * word: the reliable unwinder, where there is one and it vouches for the whole stack, can clear it.
 * A stack without a hit does not always clear its task: one that was preempted, or has a word of generated
 * code on its stack, may be inside without a word of the target there, and must be vouched for (vouch.h).
 */
#ifndef HP_STACKS_H
#define HP_STACKS_H

#include "tasks/vouch.h"

/* A task seen outside the stop. */
struct hp_seen {
	struct task_struct *task;	/* with a reference */
	unsigned long switches;
	bool vouched;			/* its stack was read and holds no target */
	bool inside;			/* its stack holds a target */
};

struct hp_scan {
	struct hp_unwind unwind;	/* with the ranges that are looked for, and the tasks that are held */
	struct hp_seen *seen;
	u32 nseen;
	u32 room;		/* for seen */
	u32 tasks;		/* looked at */
	u32 rechecked;		/* read again inside the stop */
	u32 blocked;		/* holding a target, or not known to hold none */
	u32 unsure;		/* of them, those not known to be inside: enum hp_why */
	u32 never;		/* of them, those that can never leave */
	u32 max_blockers;
	u32 nblockers;
	struct hp_blocker *blockers;		/* [max_blockers] */
	struct hp_blocker spare;		/* for kernel threads that find no room in blockers */
};

/*
 * A scan for at most max_blockers blockers to be described, with room for the tasks there are now.
 * NULL: no memory.  hp_ask_lock held.
 */
struct hp_scan *hp_scan_alloc(const struct hp_ranges *ranges, u32 max_blockers);
void hp_scan_free(struct hp_scan *scan);

/*
 * First half.  May sleep.  Starts anew each time.  0, -ENOMEM.  If there is no memory for tasks that were
 * created since the scan was made, those are read inside the stop.
 */
int hp_scan_outside(struct hp_scan *scan);

/*
 * Second half: on one CPU, all others spinning, interrupts off.  True: no target on any stack.
 * The blockers of the first half are dropped; those still inside are found again.
 */
bool hp_scan_inside(struct hp_scan *scan);

#endif
