// SPDX-License-Identifier: GPL-2.0-only
/*
 * getpid.c - a system call: getpid() does what it did and counts its calls, CPU by CPU.
 *
 * Shows: how to replace a system call, whose symbol has another name on each architecture.  Of one
 * without arguments there is one function (on amd64 __do_sys_NAME, __x64_sys_NAME and
 * __ia32_sys_NAME are its names).  With arguments 32-bit programs have their own, see times.c.
 * Also: new per-CPU data, a module parameter with a function behind it.
 *
 * A session, in /sys/module on 6.1.  Every CPU calls it between the first two lines:
 *
 *	# hp-console apply getpid
 *	getpid: applied: depth hold, 1 stop, longest 67 us, whole 1.2 ms
 *	# cat getpid/parameters/calls
 *	85151
 *	# hp-console revert getpid
 *	getpid: reverted, the old code runs: depth hold, 1 stop, longest 3.1 ms, whole 6.8 ms
 *	# hp-console unload getpid
 *	getpid: unloaded
 */
#include <linux/percpu.h>
#include <linux/sched.h>
#include "hotpatch.h"

static DEFINE_PER_CPU(unsigned long, calls);

static HOTPATCH_NEW long new_getpid(const struct pt_regs *unused)
{
	this_cpu_inc(calls);
	return task_tgid_vnr(current);
}

static int show_calls(char *buf, const struct kernel_param *unused)
{
	unsigned long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += per_cpu(calls, cpu);
	return sysfs_emit(buf, "%lu\n", sum);
}

static const struct kernel_param_ops calls_ops = { .get = show_calls };
module_param_cb(calls, &calls_ops, NULL, 0444);

HOTPATCH("getpid counts its calls in /sys/module/getpid/parameters/calls",
	 HOTPATCH_REPLACE_SYSCALL(getpid, new_getpid));
