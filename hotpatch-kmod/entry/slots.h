/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * slots.h - code of our own that a replaced function's calls can be led through: it counts, and then
 * returns a value (a stub) or jumps on to the replacement.
 *
 * There are HP_SLOTS of them, assembled into the module (slots_x86.S, slots_arm64.S).  A slot is
 * free, used, or draining: nothing leads to it any more, but a task may have been preempted inside.
 * Its jump is written only when it gets a new owner, so only while no task can be inside.
 *
 * All with hp_op_lock held, except reading hits, and hp_slots_wait(), which takes nothing: the slots that it
 * found free may be taken before its caller has the lock.
 */
#ifndef HP_SLOTS_H
#define HP_SLOTS_H

#include "entry/ranges.h"
#include "hotpatch_uapi.h"

struct hp_patch_rec;
struct hp_slot;


/*
 * Are n slots free?  0; -ENOSPC: no, only *nfree are free or draining; -EBUSY: enough are free or draining,
 * but those had not drained at until_ns (ktime_get_ns()); -ERESTARTSYS.
 */
int hp_slots_wait(u32 n, u64 until_ns, u32 *nfree);

/* Takes one of the free ones; there must be one.  owner is only compared, never dereferenced. */
struct hp_slot *hp_slot_take(const struct hp_patch_rec *owner);

/* Gives it back; entered: an entry led there, so a task may be inside. */
void hp_slot_release(struct hp_slot *slot, bool entered);

/* Does addr lie in any of them, used or not? */
bool hp_is_slot(unsigned long addr);

unsigned long hp_slot_addr(const struct hp_slot *slot);
unsigned long hp_slot_jump_addr(const struct hp_slot *slot);

/* What the stub returns. */
void hp_slot_set_value(struct hp_slot *slot, s64 value);
s64 hp_slot_value(const struct hp_slot *slot);

/* Calls since the last reset. */
u64 hp_slot_hits(const struct hp_slot *slot);
void hp_slot_reset(struct hp_slot *slot);

/* Adds the slots, at most HP_SLOTS, in which tasks may be that will go on into code of the patch. */
void hp_slots_add_ranges(struct hp_ranges *ranges, const struct hp_patch_rec *owner);

/*
 * Adds one slot.  Used for a slot that is taken again on a kernel that preempts but has no RCU-tasks: a task
 * may still be inside from before.
 */
void hp_slot_add_range(struct hp_ranges *ranges, const struct hp_slot *slot, u32 func);

void hp_slots_exit(void);

#endif
