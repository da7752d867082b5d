/* SPDX-License-Identifier: GPL-2.0-only */
/* ranges.h - the addresses in which no task may be while entries are written. */
#ifndef HP_RANGES_H
#define HP_RANGES_H

#include <linux/compiler.h>
#include <linux/types.h>

/* Addresses [start, end].  end is the return address of a call at the very end, which never returns. */
struct hp_range {
	unsigned long start;
	unsigned long end;
	u32 func;		/* index of the function it belongs to */
};

struct hp_ranges {
	unsigned long lo;	/* of all ranges */
	unsigned long hi;
	u32 n;
	struct hp_range r[];
};

/* Empty, with room for max.  NULL: no memory; kvfree() gives it back. */
struct hp_ranges *hp_ranges_alloc(u32 max);
void hp_ranges_add(struct hp_ranges *ranges, unsigned long start, unsigned long end, u32 func);
void hp_ranges_clear(struct hp_ranges *ranges);		/* keeps the room */

/* The second half of hp_ranges_find(): compares with each range. */
const struct hp_range *hp_ranges_search(const struct hp_ranges *ranges, unsigned long word) __pure;

/*
 * The range that an address lies in, or that a return address leads back to; NULL: none.  Called for each
 * word of each stack, so the test that settles most of them is inline.
 */
static __always_inline const struct hp_range *hp_ranges_find(const struct hp_ranges *ranges,
							     unsigned long word)
{
	if (likely(word - ranges->lo > ranges->hi - ranges->lo))
		return NULL;
	return hp_ranges_search(ranges, word);
}

#endif
