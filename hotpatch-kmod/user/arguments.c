// SPDX-License-Identifier: GPL-2.0-only
/* arguments.c - see arguments.h. */
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/uaccess.h>
#include "user/arguments.h"

#define MAX_ROW		PAGE_SIZE	/* no struct grows beyond that */

bool hp_valid_ref(const struct hp_symref *ref)
{
	return HP_TERMINATED(ref->name) && HP_TERMINATED(ref->file) && HP_TERMINATED(ref->object) &&
	       !(ref->flags & ~HP_REF_KEEPS);
}

bool hp_valid_row(u32 size, u32 base)
{
	return size >= base && size <= MAX_ROW;
}

long hp_copy_rows(u64 to, const void *rows, u32 n, u32 own, u32 size)
{
	u32 i;

	if (size == own)
		return copy_to_user(hp_user(to), rows, (size_t)n * own) ? -EFAULT : 0;
	for (i = 0; i < n; i++, to += size, rows += own) {
		cond_resched();
		if (copy_to_user(hp_user(to), rows, min(own, size)) ||
		    (size > own && clear_user(hp_user(to + own), size - own)))
			return -EFAULT;
	}
	return 0;
}
