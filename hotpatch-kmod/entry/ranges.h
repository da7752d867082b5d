/* SPDX-License-Identifier: GPL-2.0-only */
/* ranges.h - the addresses in which nobody may be while entries are written. */
#ifndef HP_RANGES_H
#define HP_RANGES_H

#include <linux/compiler.h>
#include <linux/types.h>

/* Addresses [start, end]: a return address behind a last, noreturn call is end itself. */
struct hp_range {
	unsigned long start;
	unsigned long end;
	u32 func;		/* index of the function it belongs to */
};

struct hp_ranges {
	unsigned long lo;	/* of all of them */
	unsigned long hi;
	u32 n;
	struct hp_range r[];
};

/* Empty, with room for max.  NULL: no memory; kvfree() gives it back. */
struct hp_ranges *hp_ranges_alloc(u32 max);
void hp_ranges_add(struct hp_ranges *ranges, unsigned long start, unsigned long end, u32 func);
void hp_ranges_clear(struct hp_ranges *ranges);		/* keeps the room */

/* For hp_ranges_find(): one by one. */
const struct hp_range *hp_ranges_search(const struct hp_ranges *ranges, unsigned long word);

/*
 * The range that an address lies in, or that a return address leads back to; NULL: none.  Asked of each
 * word of each stack, so what most of them need is in line.
 */
static inline const struct hp_range *hp_ranges_find(const struct hp_ranges *ranges, unsigned long word)
{
	if (likely(word - ranges->lo > ranges->hi - ranges->lo))
		return NULL;
	return hp_ranges_search(ranges, word);
}

#endif
