// SPDX-License-Identifier: GPL-2.0-only
/*
 * dropcaches.c - a function with a .cold fragment: writing to /proc/sys/vm/drop_caches says in
 * the kernel log how many microseconds it took.
 *
 * The compiler put the old function's message into a part of its own, far away from the rest
 * (drop_caches_sysctl_handler.cold on 6.1; Debian's 6.12 is compiled without such parts).  A task in
 * that part is in the function.  Writing 1 runs through it, writing 4 once turns the messages off.
 *
 * Shows: the .cold fragment; a static local of the old function whose value is kept ("stfu", by
 * its name in the symbol table); unexported data that stay the kernel's (sysctl_drop_caches);
 * per-CPU event counters.
 *
 * A session, on 6.1:
 *
 *	# hp-console apply dropcaches
 *	dropcaches: applied: depth hold, 1 stop, longest 59 us, whole 2.6 ms
 *	# echo 1 > /proc/sys/vm/drop_caches
 *	# dmesg | tail -n 1
 *	[   15.425669] sh (86): drop_caches: 1 took 7731 us
 *	# hp-console revert dropcaches
 *	dropcaches: reverted, the old code runs: depth hold, 1 stop, longest 20.1 ms, whole 39.5 ms
 *	# hp-console unload dropcaches
 *	dropcaches: unloaded
 */
#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/swap.h>
#include <linux/sysctl.h>
#include <linux/version.h>
#include <linux/vmstat.h>
#include "hotpatch.h"

/* Of the last two no header speaks, the first since 6.16. */
extern int sysctl_drop_caches;
extern void drop_pagecache_sb(struct super_block *sb, void *unused);

/* C has no way to spell the name of another function's static local. */
extern int quiet;
HOTPATCH_SYMBOL(quiet, stfu.0, "");

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
typedef const struct ctl_table table_t;
#else
typedef struct ctl_table table_t;
#endif

static HOTPATCH_NEW int new_drop_caches(table_t *table, int write, void *buffer, size_t *length, loff_t *ppos)
{
	ktime_t start = ktime_get();
	int ret = proc_dointvec_minmax(table, write, buffer, length, ppos);

	if (ret || !write)
		return ret;
	if (sysctl_drop_caches & 1) {
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
		lru_add_drain_all();
#endif
		iterate_supers(drop_pagecache_sb, NULL);
		count_vm_event(DROP_PAGECACHE);
	}
	if (sysctl_drop_caches & 2) {
		drop_slab();
		count_vm_event(DROP_SLAB);
	}
	if (!quiet)
		pr_info("%s (%d): drop_caches: %d took %lld us\n", current->comm,
			task_pid_nr(current), sysctl_drop_caches,
			ktime_us_delta(ktime_get(), start));
	quiet |= sysctl_drop_caches & 4;
	return 0;
}

HOTPATCH("drop_caches says how long it took",
	 HOTPATCH_REPLACE(drop_caches_sysctl_handler, new_drop_caches));
