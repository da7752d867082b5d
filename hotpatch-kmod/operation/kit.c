// SPDX-License-Identifier: GPL-2.0-only
/* kit.c - see kit.h. */
#include <linux/mm.h>
#include <linux/slab.h>
#include "entry/slots.h"
#include "operation/kit.h"
#include "operation/switch.h"
#include "tasks/nudge.h"
#include "tasks/stacks.h"

static void add_funcs(struct hp_ranges *ranges, const struct hp_func *funcs, u32 n)
{
	u32 i, k;

	for (i = 0; i < n; i++) {
		const struct hp_func *f = &funcs[i];

		if (!f->size)
			continue;
		hp_ranges_add(ranges, f->addr, f->addr + f->size, i);
		for (k = 0; k < f->nfragments; k++)
			hp_ranges_add(ranges, f->fragments[k].start, f->fragments[k].end, i);
	}
}

/*
 * For an apply no task may be in the old functions; for a revert none may be in any code of the patch, or in
 * a slot on the way there.  When an applied jump changes that is several instructions (arm64), no task may be
 * between these.
 */
static void add_ranges(struct hp_ranges *ranges, const struct hp_patch_rec *rec,
		       enum hp_transition transition)
{
	u32 i;

	if (transition == HP_TRANSITION_APPLY) {
		add_funcs(ranges, rec->funcs, rec->nfuncs);
		return;
	}
	if (transition == HP_TRANSITION_REVERT) {
		hp_ranges_add(ranges, rec->text_addr, rec->text_addr + rec->text_size, 0);
		hp_slots_add_ranges(ranges, rec);
	}
	for (i = 0; i < rec->nfuncs; i++) {
		const struct hp_func *f = &rec->funcs[i];

		if (f->method == HP_METHOD_BODY)
			hp_ranges_add(ranges, f->entry + 1, f->entry + f->entry_len - 1, i);
		/* A grace period of plain RCU, which it had, does not cover tasks preempted in the slot. */
		if (f->next_slot && IS_ENABLED(CONFIG_PREEMPTION) && !IS_ENABLED(CONFIG_TASKS_RCU))
			hp_slot_add_range(ranges, f->next_slot, i);
	}
}

/* Room for whatever add_ranges() may add at any time: slots come and go while a patch is applied. */
static u32 max_ranges(const struct hp_patch_rec *rec, enum hp_transition transition)
{
	return transition == HP_TRANSITION_APPLY ? rec->nfuncs * (1 + HP_MAX_FRAGMENTS) :
	       1 + HP_SLOTS + 2 * rec->nfuncs;
}

struct hp_ranges *hp_kit_ranges(const struct hp_func *funcs, u32 n)
{
	struct hp_ranges *ranges = hp_ranges_alloc(n * (1 + HP_MAX_FRAGMENTS));

	if (ranges)
		add_funcs(ranges, funcs, n);
	return ranges;
}

struct hp_kit *hp_kit_alloc(const struct hp_patch_rec *rec, enum hp_transition transition, u32 max_blockers)
{
	struct hp_kit *kit = kvzalloc(sizeof(*kit), GFP_KERNEL);

	if (!kit)
		return NULL;
	kit->ranges = hp_ranges_alloc(max_ranges(rec, transition));
	if (kit->ranges) {
		down_read(&hp_ask_lock);	/* it looks up names */
		kit->scan = hp_scan_alloc(kit->ranges, max_blockers);
		up_read(&hp_ask_lock);
	}
	if (kit->scan)
		kit->sw = hp_switch_prepare(rec, transition);
	if (kit->sw)
		kit->park = hp_park_create();
	if (!kit->park) {
		hp_kit_free(kit);
		return NULL;
	}
	add_ranges(kit->ranges, rec, transition);
	return kit;
}

void hp_kit_free(struct hp_kit *kit)
{
	if (!kit)
		return;
	if (kit->park)
		hp_park_open(kit->park);
	hp_switch_free(kit->sw);
	hp_scan_free(kit->scan);
	kvfree(kit->ranges);
	kvfree(kit);
}

void hp_kit_renew(struct hp_kit *kit, const struct hp_patch_rec *rec, enum hp_transition transition)
{
	hp_ranges_clear(kit->ranges);
	add_ranges(kit->ranges, rec, transition);
	hp_switch_renew(kit->sw, rec);
	if (!kit->park)
		kit->park = hp_park_create();
}
