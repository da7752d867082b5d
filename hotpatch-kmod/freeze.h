/* SPDX-License-Identifier: GPL-2.0-only */
/* freeze.h - every user task into the kernel's freezer, with a deadline of our own. */
#ifndef HP_FREEZE_H
#define HP_FREEZE_H

#include <linux/types.h>

/* Does this kernel have what it takes? */
bool hp_can_freeze(void);

/*
 * Freezes all user tasks, trying until until_ns (ktime_get_ns()); running usermode helpers may add
 * up to 5 s, an OOM kill under way as long again (kernel/power/process.c).  0: hp_thaw() must
 * follow, from the same task.  -EBUSY: not all of them could be frozen, or a suspend is under way;
 * nothing is frozen.
 * -EOPNOTSUPP.  Must not be called with ftrace_lock held: a task waiting for it would not freeze.
 */
int hp_freeze(u64 until_ns);
void hp_thaw(void);

#endif
