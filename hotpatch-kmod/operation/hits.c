// SPDX-License-Identifier: GPL-2.0-only
/*
 * hits.c - counting the calls of an applied patch, from HP_IOC_COUNT to HP_IOC_UNCOUNT.
 *
 * The patch's entries, which lead straight to the replacements, are led through slots in one stop, and back
 * in another: so calls that are not counted cost nothing, and neither kprobes nor ftrace are needed,
 * which not every kernel has.  The functions stay replaced all the time, so tasks may be inside them.
 */
#include <linux/slab.h>
#include <linux/string.h>
#include "entry/arch.h"
#include "entry/slots.h"
#include "entry/target.h"
#include "events/deadline.h"
#include "operation/attempt.h"
#include "operation/hits.h"

bool hp_counting(const struct hp_patch_rec *rec, u32 func)
{
	return rec->funcs[func].slot && rec->state != HP_LOADED;
}

u64 hp_hits(const struct hp_func *f)
{
	return f->slot ? hp_slot_hits(f->slot) : f->hits;
}

void hp_hits_reset(struct hp_patch_rec *rec)
{
	u32 i;

	mutex_lock(&hp_list_lock);
	for (i = 0; i < rec->nfuncs; i++) {
		rec->funcs[i].hits = 0;
		if (rec->funcs[i].slot)
			hp_slot_reset(rec->funcs[i].slot);
	}
	mutex_unlock(&hp_list_lock);
}

/* Releases a slot that no entry leads to any more; entered: false if none ever did. */
static void release(struct hp_slot **slot, bool entered)
{
	if (*slot)
		hp_slot_release(*slot, entered);
	*slot = NULL;
}

void hp_hits_end(struct hp_patch_rec *rec)
{
	u32 i;

	if (rec->kind == HP_KIND_STUB)	/* its slot is its code */
		return;
	mutex_lock(&hp_list_lock);
	for (i = 0; i < rec->nfuncs; i++) {
		struct hp_func *f = &rec->funcs[i];

		if (!f->slot)
			continue;
		f->hits = hp_slot_hits(f->slot);
		release(&f->slot, true);
		hp_arch_jump_to(f, f->replacement, f->jump);	/* in reach: it was so before */
	}
	mutex_unlock(&hp_list_lock);
}

#define SLICE_NS	(20 * NSEC_PER_MSEC)	/* how often to see whether it was given up */

static int wait_for_slots(u32 n, u64 until_ns, u32 *nfree)
{
	int ret;

	do
		ret = hp_slots_wait(n, min(until_ns, ktime_get_ns() + SLICE_NS), nfree);
	while (ret == -EBUSY && !hp_time_is_up(until_ns));
	return ret;
}

/* Slots for all functions, and jumps to them.  0, or refused with nothing taken. */
static int take_slots(struct hp_patch_rec *rec, struct hp_op *op, u64 start_ns)
{
	u32 nfree, i;
	int ret = wait_for_slots(rec->nfuncs, hp_deadline(op->deadline_ms, start_ns), &nfree);

	if (ret == -ENOSPC)
		return hp_refuse(&op->verdict, ret, HP_R_NO_SLOT, nfree, NULL, NULL);
	if (ret && hp_given_up())
		return hp_refuse_given_up(op);
	if (ret)
		return hp_refuse(&op->verdict, -EBUSY, HP_R_TIMEOUT, 0, NULL, NULL);
	for (i = 0; i < rec->nfuncs; i++)
		rec->funcs[i].next_slot = hp_slot_take(rec);
	return 0;
}

static int make_jumps(struct hp_patch_rec *rec, struct hp_op *op)
{
	u32 i;

	for (i = 0; i < rec->nfuncs; i++) {
		struct hp_func *f = &rec->funcs[i];
		unsigned long to = f->next_slot ? hp_slot_addr(f->next_slot) : f->replacement;

		if (hp_arch_jump_to(f, to, f->next_jump))
			return hp_refuse(&op->verdict, -ERANGE, HP_R_RANGE, 0, &f->ref, NULL);
	}
	return 0;
}

int hp_hits_switch(struct hp_patch_rec *rec, enum hp_transition transition, struct hp_op *op,
		   struct hp_blocker *blockers, u64 start_ns)
{
	bool count = transition == HP_TRANSITION_COUNT;
	int ret = 0;
	u32 i;

	/* A patch that is to be reverted is refused too. */
	if ((rec->state != HP_APPLIED && rec->state != HP_UNCONFIRMED) ||
	    (rec->kind == HP_KIND_STUB && !count))
		return hp_refuse(&op->verdict, -EINVAL, HP_R_STATE, rec->state, NULL, rec->name);
	if (hp_counting(rec, 0) == count) {
		op->already = 1;
		return 0;
	}
	if (count)
		ret = take_slots(rec, op, start_ns);
	if (!ret)
		ret = make_jumps(rec, op);
	if (!ret)
		ret = hp_attempt(rec, transition, op, blockers, start_ns);
	/* On success .next_slot is now the slot that .slot was before, else one that was taken in vain. */
	for (i = 0; i < rec->nfuncs; i++) {
		struct hp_func *f = &rec->funcs[i];

		if (f->next_slot && !ret)
			f->hits = hp_slot_hits(f->next_slot);
		release(&f->next_slot, !ret);
	}
	return ret;
}
