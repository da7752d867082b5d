// SPDX-License-Identifier: GPL-2.0-only
/*
 * samegetpid.c - for the benchmark: getpid() replaced by a copy of itself, so that only the way
 * there differs.
 */
#include <linux/sched.h>
#include "hotpatch.h"

static long same_getpid(const struct pt_regs *unused)
{
	return task_tgid_vnr(current);
}

HOTPATCH("test: getpid as it was", HOTPATCH_REPLACE_SYSCALL(getpid, same_getpid));
