/* SPDX-License-Identifier: GPL-2.0-only */
/* deadline.h - waiting for a mutex of the kernel's, but not past a deadline. */
#ifndef HP_DEADLINE_H
#define HP_DEADLINE_H

#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/mutex.h>

/*
 * Takes the mutex: 0; or gives up at until_ns (ktime_get_ns()) with -EBUSY.  Tried at least once.
 * Its owners may keep it for long, for RCU-tasks grace periods or a whole suspend, so that to wait
 * for it would be to wait without an end.
 */
static inline int hp_lock_until(struct mutex *mutex, u64 until_ns)
{
	while (!mutex_trylock(mutex)) {
		if (ktime_get_ns() > until_ns)
			return -EBUSY;
		usleep_range(200, 500);
	}
	return 0;
}

#endif
