// SPDX-License-Identifier: GPL-2.0-only
/*
 * times.c - two functions that must switch together: times(2) and the function that it calls.
 *
 * The new caller asks for nanoseconds, by a mark in the struct it hands down; the new callee
 * answers with nanoseconds, each marked.  Old and new in one call would be wrong by a factor of
 * ten million.  Such a call is given its old meaning and counted in "mixed": new caller with old
 * callee (the answer bears no mark), and old caller with new callee (the question bears none).
 *
 * Shows: two targets in one patch, a system call with arguments (it takes the
 * registers), a caller that stays old (the 32-bit system calls, which call the same
 * callee: it has to serve both).
 *
 * A session, in /sys/module on 6.1:
 *
 *	# hp-console apply times
 *	times: applied: depth hold, 1 stop, longest 61 us, whole 1.3 ms
 *	# hammer start /tmp/h times
 *	# hammer end /tmp/h
 *	times: 265466 calls by 2 threads on 2 CPUs, 0 wrong
 *	# cat times/parameters/calls times/parameters/mixed
 *	265466
 *	0
 *	# hp-console revert times
 *	times: reverted, the old code runs: depth hold, 1 stop, longest 22.8 ms, whole 46.6 ms
 *	# hp-console unload times
 *	times: unloaded
 *
 * Needs: !CONFIG_CC_OPTIMIZE_FOR_SIZE
 */
#include <linux/compat.h>
#include <linux/jiffies.h>
#include <linux/ptrace.h>
#include <linux/sched/cputime.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>
#include <linux/times.h>
#include <linux/uaccess.h>
#include "hotpatch.h"

#define QUESTION	0x5a17c0de7e57ab1eL	/* never a number of ticks that a process used */
#define ANSWER		(1L << 62)		/* nanoseconds reach this bit after 146 years */

static atomic_long_t calls, mixed;

static HOTPATCH_NEW void new_do_sys_times(struct tms *tms)
{
	u64 utime, stime, cutime, cstime;
	bool asked = READ_ONCE(tms->tms_utime) == QUESTION;

	thread_group_cputime_adjusted(current, &utime, &stime);
	cutime = current->signal->cutime;
	cstime = current->signal->cstime;
	if (asked) {
		tms->tms_utime = utime | ANSWER;
		tms->tms_stime = stime | ANSWER;
		tms->tms_cutime = cutime | ANSWER;
		tms->tms_cstime = cstime | ANSWER;
		return;
	}
	if (!in_compat_syscall())
		atomic_long_inc(&mixed);
	tms->tms_utime = nsec_to_clock_t(utime);
	tms->tms_stime = nsec_to_clock_t(stime);
	tms->tms_cutime = nsec_to_clock_t(cutime);
	tms->tms_cstime = nsec_to_clock_t(cstime);
}

/*
 * The kernel's function, called through its entry: if the new one were called directly, the two would be
 * no pair that has to switch together.
 */
extern void do_sys_times(struct tms *tms);

static __kernel_clock_t ticks(__kernel_clock_t answer)
{
	return nsec_to_clock_t(answer & ~ANSWER);
}

static HOTPATCH_NEW long new_sys_times(const struct pt_regs *regs)
{
	struct tms __user *buf = (struct tms __user *)hotpatch_syscall_arg(regs, 0);

	if (buf) {
		struct tms t = { .tms_utime = QUESTION };

		atomic_long_inc(&calls);
		do_sys_times(&t);
		if (t.tms_utime & t.tms_stime & t.tms_cutime & t.tms_cstime & ANSWER) {
			t.tms_utime = ticks(t.tms_utime);
			t.tms_stime = ticks(t.tms_stime);
			t.tms_cutime = ticks(t.tms_cutime);
			t.tms_cstime = ticks(t.tms_cstime);
		} else {
			atomic_long_inc(&mixed);
		}
		if (copy_to_user(buf, &t, sizeof(t)))
			return -EFAULT;
	}
	force_successful_syscall_return();
	return jiffies_64_to_clock_t(get_jiffies_64());
}

static int show_count(char *buf, const struct kernel_param *param)
{
	return sysfs_emit(buf, "%ld\n", atomic_long_read((atomic_long_t *)param->arg));
}

static const struct kernel_param_ops count_ops = { .get = show_count };
module_param_cb(calls, &count_ops, &calls, 0444);
module_param_cb(mixed, &count_ops, &mixed, 0444);

HOTPATCH("times and its callee pass nanoseconds; counts of calls and mixed calls in parameters",
	 HOTPATCH_REPLACE_SYSCALL(times, new_sys_times),
	 HOTPATCH_REPLACE(do_sys_times, new_do_sys_times));
