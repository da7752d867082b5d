// SPDX-License-Identifier: GPL-2.0-only
/*
 * freeze.c - the kernel's freezer (kernel/power/process.c), not to be had for longer than asked.
 *
 * freeze_processes() gives up after freeze_timeout_msecs, 20 s by default: a box must not stand
 * still for so long, so the variable is lowered for the call.  system_transition_mutex keeps
 * suspend, the freezer's other user, away meanwhile; it is tried, not waited for: its owner may be
 * suspending.
 */
#include <linux/atomic.h>
#include "deadline.h"
#include "freeze.h"
#include "kfuncs.h"

bool hp_can_freeze(void)
{
	return hp_have(freeze_processes) && hp_have(thaw_processes) &&
	       kdata.system_transition_mutex && kdata.freeze_timeout_msecs;
}

int hp_freeze(u64 until_ns)
{
	unsigned int before, lowered;
	u64 now;
	int ret;

	if (!hp_can_freeze())
		return -EOPNOTSUPP;
	if (hp_lock_until(kdata.system_transition_mutex, until_ns))
		return -EBUSY;
	now = ktime_get_ns();
	lowered = now < until_ns ? (unsigned int)div_u64(until_ns - now, NSEC_PER_MSEC) : 0;
	before = xchg(kdata.freeze_timeout_msecs, lowered);
	ret = hp_call(freeze_processes)();
	/* What somebody wrote meanwhile (/sys/power/pm_freeze_timeout) stays. */
	cmpxchg(kdata.freeze_timeout_msecs, lowered, before);
	if (ret) {
		mutex_unlock(kdata.system_transition_mutex);
		return -EBUSY;
	}
	return 0;
}

void hp_thaw(void)
{
	hp_call(thaw_processes)();
	mutex_unlock(kdata.system_transition_mutex);
}
