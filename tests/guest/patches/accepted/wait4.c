// SPDX-License-Identifier: GPL-2.0-only
/*
 * wait4.c - for the tests: wait4() as it was, so that a task that waits there can be nudged and goes on
 * waiting.  A stub would end the shells that run the test.  __do_sys_wait4() was declared inline, so it has no ftrace
 * entry where it is a function of its own.
 */
#include <linux/resource.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include "hotpatch.h"

extern long kernel_wait4(pid_t upid, int __user *stat_addr, int options, struct rusage *ru);

static HOTPATCH_KEEPS long new_wait4(pid_t upid, int __user *stat_addr, int options, struct rusage __user *ru)
{
	struct rusage usage;
	long ret = kernel_wait4(upid, stat_addr, options, ru ? &usage : NULL);

	if (ret > 0 && ru && copy_to_user(ru, &usage, sizeof(usage)))
		return -EFAULT;
	return ret;
}

HOTPATCH("test: wait4 as it was", HOTPATCH_REPLACE(__do_sys_wait4, new_wait4));
