// SPDX-License-Identifier: GPL-2.0-only
/*
 * halftimes.c - for the tests: half of patches/times.c, the callee without its caller.  Under it every
 * call is a mixed one, which shows that a mixed call is noticed and counted.
 */
#include <linux/sched/cputime.h>
#include <linux/sched/signal.h>
#include <linux/times.h>
#include "hotpatch.h"

#define QUESTION	0x5a17c0de7e57ab1eL	/* as in patches/times.c */

static atomic_long_t mixed;

static void new_do_sys_times(struct tms *tms)
{
	u64 utime, stime;

	if (READ_ONCE(tms->tms_utime) != QUESTION)
		atomic_long_inc(&mixed);
	thread_group_cputime_adjusted(current, &utime, &stime);
	tms->tms_utime = nsec_to_clock_t(utime);
	tms->tms_stime = nsec_to_clock_t(stime);
	tms->tms_cutime = nsec_to_clock_t(current->signal->cutime);
	tms->tms_cstime = nsec_to_clock_t(current->signal->cstime);
}

static int show_mixed(char *buf, const struct kernel_param *unused)
{
	return sysfs_emit(buf, "%ld\n", atomic_long_read(&mixed));
}

static const struct kernel_param_ops mixed_ops = { .get = show_mixed };
module_param_cb(mixed, &mixed_ops, NULL, 0444);

HOTPATCH("test: half of a pair", HOTPATCH_REPLACE(do_sys_times, new_do_sys_times));
