// SPDX-License-Identifier: GPL-2.0-only
/*
 * nanosleep.c - a function that sleeping tasks are always inside: hrtimer_nanosleep().
 *
 * The new one does what the old one did and counts.  A patcher that waits for each task to leave
 * by itself waits as long as the longest sleep; here the sleepers are sent to the edge of user space
 * and back, which they do not see: the system call is restarted with the time that was left.
 *
 * Shows: a function whose old body stands on many stacks; functions of the kernel used as values
 * (hrtimer_nanosleep_restart is stored for later: the kernel's own, which outlives the patch).
 *
 * A session, in /sys/module on 6.1.  Ten tasks sleep in it all the while:
 *
 *	# hp-console apply nanosleep
 *	nanosleep: applied: depth nudge, 1 stop, longest 131 us, tasks held 6.9 ms, whole 10.3 ms
 *	# usleep 1
 *	# cat nanosleep/parameters/sleeps
 *	1
 *	# hp-console revert nanosleep
 *	nanosleep: reverted, the old code runs: depth hold, 1 stop, longest 19.8 ms, whole 34.8 ms
 *	# hp-console unload nanosleep
 *	nanosleep: unloaded
 *	# sleepers end /tmp/s
 *	sleep: 10 undisturbed, 0 disturbed
 */
#include <linux/hrtimer.h>
#if __has_include(<linux/hrtimer_bases.h>)
#include <linux/hrtimer_bases.h>	/* struct hrtimer_clock_base, since 7.3 */
#endif
#include <linux/restart_block.h>
#include <linux/sched.h>
#include <linux/thread_info.h>
#include <linux/version.h>
#include "hotpatch.h"

extern int do_nanosleep(struct hrtimer_sleeper *t, enum hrtimer_mode mode);
extern long hrtimer_nanosleep_restart(struct restart_block *restart);

static atomic_long_t sleeps;

static u64 slack(void)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
	if (current->prio < MAX_RT_PRIO)	/* since then such a task's slack is 0 itself */
		return 0;
#endif
	return current->timer_slack_ns;
}

static HOTPATCH_NEW long new_hrtimer_nanosleep(ktime_t rqtp, const enum hrtimer_mode mode,
				  const clockid_t clockid)
{
	struct restart_block *restart;
	struct hrtimer_sleeper t;
	int ret;

	atomic_long_inc(&sleeps);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	hrtimer_setup_sleeper_on_stack(&t, clockid, mode);
#else
	hrtimer_init_sleeper_on_stack(&t, clockid, mode);
#endif
	hrtimer_set_expires_range_ns(&t.timer, rqtp, slack());
	ret = do_nanosleep(&t, mode);
	if (ret != -ERESTART_RESTARTBLOCK)
		goto out;

	/* An absolute time needs no arithmetic to be restarted. */
	if (mode == HRTIMER_MODE_ABS) {
		ret = -ERESTARTNOHAND;
		goto out;
	}

	restart = &current->restart_block;
	restart->nanosleep.clockid = t.timer.base->clockid;
	restart->nanosleep.expires = hrtimer_get_expires(&t.timer);
	set_restart_fn(restart, hrtimer_nanosleep_restart);
out:
	destroy_hrtimer_on_stack(&t.timer);
	return ret;
}

static int show_sleeps(char *buf, const struct kernel_param *unused)
{
	return sysfs_emit(buf, "%ld\n", atomic_long_read(&sleeps));
}

static const struct kernel_param_ops sleeps_ops = { .get = show_sleeps };
module_param_cb(sleeps, &sleeps_ops, NULL, 0444);

HOTPATCH("nanosleep counts the sleeps that begin, in parameters/sleeps",
	 HOTPATCH_REPLACE(hrtimer_nanosleep, new_hrtimer_nanosleep));
