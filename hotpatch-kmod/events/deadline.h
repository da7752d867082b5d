/* SPDX-License-Identifier: GPL-2.0-only */
/* deadline.h - an operation's deadline, and waiting for a mutex of the kernel until then. */
#ifndef HP_DEADLINE_H
#define HP_DEADLINE_H

#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include "events/progress.h"

#define HP_DEFAULT_DEADLINE_MS	1000

/* The deadline of an operation that began at start_ns; deadline_ms as in struct hp_op, 0: the default. */
static inline u64 hp_deadline(u32 deadline_ms, u64 start_ns)
{
	return start_ns + (u64)(deadline_ms ?: HP_DEFAULT_DEADLINE_MS) * NSEC_PER_MSEC;
}

/* Has the deadline passed, or was the operation given up?  until_ns: ktime_get_ns(). */
static inline bool hp_time_is_up(u64 until_ns)
{
	return ktime_get_ns() >= until_ns || hp_given_up();
}

/*
 * Takes the mutex: 0; or, when hp_time_is_up(), gives up with -EBUSY.  Tried at least once.
 * mutex_lock() could exceed the deadline: other owners may keep the mutex for long, for RCU-tasks grace
 * periods or a whole suspend.
 */
static inline int hp_lock_until(struct mutex *mutex, u64 until_ns)
{
	while (!mutex_trylock(mutex)) {
		if (hp_time_is_up(until_ns))
			return -EBUSY;
		usleep_range(200, 500);
	}
	return 0;
}

#endif
