// SPDX-License-Identifier: GPL-2.0-only
/*
 * switch.c - stops every CPU, looks, and writes all entries of a patch or none.
 *
 * stop_machine() runs our function on every CPU with interrupts off.  One of them works, the others
 * wait for it and serialise each time it asks.  The entries are written through mappings made for
 * this switch: kernel text itself stays read-only.
 */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/stop_machine.h>
#include <linux/vmalloc.h>
#include "entry/arch.h"
#include "entry/slots.h"
#include "entry/slots_layout.h"
#include "operation/switch.h"
#include "tasks/stacks.h"

struct hp_switch {
	/* of one stop */
	struct hp_scan *scan;
	atomic_t owner;		/* 1: a CPU works; it is the one that came first */
	atomic_t synced;	/* CPUs that serialised in this round */
	int round;		/* each step asks the others to serialise once */
	bool done;
	bool clear;
	u64 stop_ns;

	u8 (*slot_jumps)[HP_ENTRY_LEN];	/* bytes of sites that lie in slots, one for each function */
	u32 n;
	struct hp_site sites[];
};

/* A writable mapping of the one or two pages that hold the bytes. */
static u8 *map_text(unsigned long entry, u32 len)
{
	struct page *pages[2] = {
		hp_arch_text_page(entry), hp_arch_text_page(entry + len - 1)
	};
	u8 *page;

	if (!pages[0] || !pages[1])
		return NULL;
	page = vmap(pages, ARRAY_SIZE(pages), VM_MAP, PAGE_KERNEL);
	return page ? page + offset_in_page(entry) : NULL;
}

/* Where an unpatched entry leads to: see struct hp_site. */
static unsigned long unpatched(const struct hp_func *f)
{
	return f->method == HP_METHOD_FTRACE ? f->entry + f->entry_len : f->replacement;
}

static unsigned long lead(const struct hp_func *f, const struct hp_slot *slot)
{
	return slot ? hp_slot_addr(slot) : f->replacement;
}

static bool add_site(struct hp_switch *sw, struct hp_site site)
{
	site.alias = map_text(site.entry, site.len);
	if (!site.alias)
		return false;
	sw->sites[sw->n++] = site;
	return true;
}

static bool add_entry(struct hp_switch *sw, const struct hp_func *f, enum hp_transition transition)
{
	struct hp_site site = { .entry = f->entry, .len = f->entry_len };

	if (transition == HP_TRANSITION_APPLY) {
		site.from = unpatched(f);
		site.to = lead(f, f->slot);
		site.bytes = f->jump;
	} else if (transition == HP_TRANSITION_REVERT) {
		site.from = lead(f, f->slot);
		site.to = unpatched(f);
		site.bytes = f->original;
	} else {
		site.from = lead(f, f->slot);
		site.to = lead(f, f->next_slot);
		site.bytes = f->next_jump;
	}
	return add_site(sw, site);
}

/*
 * The slot that an entry begins to lead to gets its jump in the same stop: an NMI handler that comes to the
 * slot before its jump is complete is sent on by the breakpoint, as at every other site.
 */
static bool add_slot(struct hp_switch *sw, const struct hp_func *f, const struct hp_slot *slot,
		     u8 *jump)
{
	struct hp_site site = {
		.entry = hp_slot_jump_addr(slot), .len = HP_SLOT_JUMP_LEN, .bytes = jump,
	};
	bool stub = f->replacement == hp_slot_addr(slot);

	if (hp_arch_slot_jump(site.entry, stub ? 0 : f->replacement, jump))
		return false;
	site.from = site.to = stub ? site.entry + site.len : f->replacement;
	return add_site(sw, site);
}

struct hp_switch *hp_switch_prepare(const struct hp_patch_rec *rec, enum hp_transition transition)
{
	struct hp_switch *sw = kvzalloc(struct_size(sw, sites, 2 * rec->nfuncs), GFP_KERNEL);
	u32 i;

	if (!sw)
		return NULL;
	sw->slot_jumps = kvcalloc(rec->nfuncs, sizeof(*sw->slot_jumps), GFP_KERNEL);
	for (i = 0; sw->slot_jumps && i < rec->nfuncs; i++) {
		const struct hp_func *f = &rec->funcs[i];
		const struct hp_slot *slot = transition == HP_TRANSITION_APPLY ? f->slot : f->next_slot;

		if (!add_entry(sw, f, transition) ||
		    (slot && !add_slot(sw, f, slot, sw->slot_jumps[i])))
			break;
	}
	if (i == rec->nfuncs)
		return sw;
	hp_switch_free(sw);
	return NULL;
}

void hp_switch_free(struct hp_switch *sw)
{
	u32 i;

	if (!sw)
		return;
	for (i = 0; i < sw->n; i++)
		vunmap((void *)((unsigned long)sw->sites[i].alias & PAGE_MASK));
	kvfree(sw->slot_jumps);
	kvfree(sw);
}

void hp_switch_renew(struct hp_switch *sw, const struct hp_patch_rec *rec)
{
	u32 i;

	for (i = 0; i < rec->nfuncs; i++)	/* a revert has one site for each function, and no others */
		sw->sites[i].from = lead(&rec->funcs[i], rec->funcs[i].slot);
}

/* The working CPU's side of a round; the other CPUs are in follow(). */
static void sync_others(void *arg)
{
	struct hp_switch *sw = arg;
	int others = num_online_cpus() - 1;

	atomic_set(&sw->synced, 0);
	smp_store_release(&sw->round, sw->round + 1);
	while (atomic_read(&sw->synced) < others)
		cpu_relax();
	hp_arch_sync_core();
}

static void follow(struct hp_switch *sw)
{
	unsigned long flags = hp_arch_mask();
	int seen = 0;

	while (!smp_load_acquire(&sw->done)) {
		int round = smp_load_acquire(&sw->round);

		if (round != seen) {
			seen = round;
			hp_arch_sync_core();
			atomic_inc(&sw->synced);
		}
		cpu_relax();
	}
	hp_arch_sync_core();
	hp_arch_unmask(flags);
}

static int stopped(void *arg)
{
	struct hp_switch *sw = arg;
	unsigned long flags;
	u64 start;

	if (atomic_cmpxchg(&sw->owner, 0, 1)) {
		follow(sw);
		return 0;
	}
	start = ktime_get_mono_fast_ns();
	sw->clear = hp_scan_inside(sw->scan);
	if (sw->clear) {
		flags = hp_arch_mask();
		sync_others(sw);	/* after this all have masked */
		hp_arch_write(sw->sites, sw->n, sync_others, sw);
		hp_arch_unmask(flags);
	}
	sw->stop_ns = ktime_get_mono_fast_ns() - start;
	smp_store_release(&sw->done, true);
	return 0;
}

int hp_switch_try(struct hp_switch *sw, struct hp_scan *scan, u64 *stop_ns)
{
	int ret;

	sw->scan = scan;
	sw->done = sw->clear = false;
	sw->round = 0;
	atomic_set(&sw->owner, 0);
	ret = stop_machine(stopped, sw, cpu_online_mask);
	*stop_ns = sw->stop_ns;
	if (ret)
		return ret;
	return sw->clear ? 0 : -EBUSY;
}
