// SPDX-License-Identifier: GPL-2.0-only
/*
 * lruadd.c - the function that puts each fresh page on the list of pages in use (lru_add_fn, from
 * 6.12 on lru_add) counts the pages by the scheme that is in force: generations or two lists.
 *
 * Shows: unexported functions (__mod_lruvec_state, mem_cgroup_update_lru_size), unexported data
 * (lru_gen_caps), a static key of the kernel (lru_gen_enabled(), flipped by
 * /sys/kernel/mm/lru_gen/enabled) and a tracepoint (pagemap:mm_lru_insertion, with its static call),
 * all unexported.  The module loader enters the key's branch and the tracepoint's call in the
 * kernel's own tables, so flipping them after the patch was applied works inside it too.
 * Also: a function under a spinlock with interrupts off, called through a pointer
 * that is compared with its address: the address stays that of the old function.
 *
 * A session, in /sys/module on 6.1:
 *
 *	# hp-console apply lruadd
 *	lruadd: applied: depth hold, 1 stop, longest 39.8 ms, whole 60.2 ms
 *	# cat lruadd/parameters/lists lruadd/parameters/generations
 *	15
 *	0
 *	# echo y > /sys/kernel/mm/lru_gen/enabled
 *	# dd if=/dev/zero of=/tmp/x bs=1M count=4
 *	# cat lruadd/parameters/lists lruadd/parameters/generations
 *	27
 *	1304
 *	# hp-console revert lruadd
 *	lruadd: reverted, the old code runs: depth hold, 1 stop, longest 112 us, whole 6.3 ms
 *	# hp-console unload lruadd
 *	lruadd: unloaded
 *
 * Needs: Linux 6.1
 */
#include <linux/memcontrol.h>
#include <linux/mm.h>
#include <linux/mm_inline.h>
#include <linux/pagemap.h>
#include <linux/swap.h>
#include <linux/version.h>
#include <linux/vmstat.h>
#include <trace/events/pagemap.h>
#include "hotpatch.h"

static atomic_long_t generations, lists;

/* The kernel's own is in mm/internal.h, which is not among the headers. */
static bool evictable(struct folio *folio)
{
	bool ret;

	rcu_read_lock();	/* keeps the inode of the mapping */
	ret = !mapping_unevictable(folio_mapping(folio)) && !folio_test_mlocked(folio);
	rcu_read_unlock();
	return ret;
}

static HOTPATCH_NEW void new_lru_add(struct lruvec *lruvec, struct folio *folio)
{
	int was_unevictable = folio_test_clear_unevictable(folio);
	long nr_pages = folio_nr_pages(folio);

	if (evictable(folio)) {
		if (was_unevictable)
			__count_vm_events(UNEVICTABLE_PGRESCUED, nr_pages);
	} else {
		folio_clear_active(folio);
		folio_set_unevictable(folio);
		/* An underestimate, put right by reclaim: better than a page stuck for ever. */
		folio->mlock_count = 0;
		if (!was_unevictable)
			__count_vm_events(UNEVICTABLE_PGCULLED, nr_pages);
	}

	if (lru_gen_enabled())
		atomic_long_add(nr_pages, &generations);
	else
		atomic_long_add(nr_pages, &lists);
	lruvec_add_folio(lruvec, folio);
	trace_mm_lru_insertion(folio);
}

static int show_count(char *buf, const struct kernel_param *param)
{
	return sysfs_emit(buf, "%ld\n", atomic_long_read((atomic_long_t *)param->arg));
}

static const struct kernel_param_ops count_ops = { .get = show_count };
module_param_cb(generations, &count_ops, &generations, 0444);
module_param_cb(lists, &count_ops, &lists, 0444);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
HOTPATCH("pages put on the LRU are counted, in parameters/generations and lists",
	 HOTPATCH_REPLACE(lru_add, new_lru_add));
#else
HOTPATCH("pages put on the LRU are counted, in parameters/generations and lists",
	 HOTPATCH_REPLACE(lru_add_fn, new_lru_add));
#endif
