/* SPDX-License-Identifier: GPL-2.0-only */
/* freeze.h - puts every user task into the kernel's freezer, with a deadline of our own. */
#ifndef HP_FREEZE_H
#define HP_FREEZE_H

#include <linux/types.h>

struct hp_blocker;

/* The tasks that did not freeze. */
struct hp_unfrozen {
	struct hp_blocker *blockers;	/* [max] */
	u32 max;
	u32 nblockers;			/* described */
	u32 count;			/* all of them; 0: it failed for another reason */
};

int hp_freeze_init(void);
void hp_freeze_exit(void);

/* Does this kernel have all that hp_freeze() needs? */
bool hp_can_freeze(void);

/*
 * Freezes all user tasks, trying until until_ns (ktime_get_ns()), or until the operation is given up;
 * an OOM kill under way may add as long again, a usermode helper that starts in this moment up to 5 s
 * (kernel/power/process.c).  0: hp_thaw() must follow, from the same task.  -EBUSY: not all of them
 * could be frozen, *left says which, or a suspend is under way; no task stays frozen.
 * -EOPNOTSUPP.  Must not be called with ftrace_lock held: a task waiting for it would not freeze.
 */
int hp_freeze(u64 until_ns, struct hp_unfrozen *left);
void hp_thaw(void);

#endif
