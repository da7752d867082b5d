// SPDX-License-Identifier: GPL-2.0-only
/* ranges.c - see ranges.h. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include "entry/ranges.h"

struct hp_ranges *hp_ranges_alloc(u32 max)
{
	struct hp_ranges *ranges = kvzalloc(struct_size(ranges, r, max), GFP_KERNEL);

	if (ranges)
		ranges->lo = ULONG_MAX;
	return ranges;
}

void hp_ranges_add(struct hp_ranges *ranges, unsigned long start, unsigned long end, u32 func)
{
	struct hp_range *r = &ranges->r[ranges->n++];

	r->start = start;
	r->end = end;
	r->func = func;
	ranges->lo = min(ranges->lo, start);
	ranges->hi = max(ranges->hi, end);
}

void hp_ranges_clear(struct hp_ranges *ranges)
{
	ranges->n = 0;
	ranges->lo = ULONG_MAX;
	ranges->hi = 0;
}

const struct hp_range *hp_ranges_search(const struct hp_ranges *ranges, unsigned long word)
{
	u32 i;

	for (i = 0; i < ranges->n; i++) {
		if (word >= ranges->r[i].start && word <= ranges->r[i].end)
			return &ranges->r[i];
	}
	return NULL;
}
