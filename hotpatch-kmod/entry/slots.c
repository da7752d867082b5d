// SPDX-License-Identifier: GPL-2.0-only
/*
 * slots.c - which patch has which slot, and what it has counted.  See slots.h.
 *
 * A slot that was given back may be reused only when no task can still be inside.  A task does not sleep in a
 * slot, but may be preempted there: so an RCU-tasks grace period must pass.  It is not waited for, because
 * that would make the end of counting as slow as the slowest task.  The slot drains meanwhile; there are
 * HP_SLOTS of them, taken in turn, so a request seldom has to wait for one that drains.
 */
#include <linux/ktime.h>
#include <linux/rcupdate.h>
#include <linux/wait.h>
#include "entry/slots.h"
#include "entry/slots_layout.h"
#include "kernel/compat.h"

/* What the slots' assembler code reads and writes. */
struct hp_slot_data {
	u64 hits;
	s64 value;
} hp_slot_data[HP_SLOTS];

extern const u8 hp_slot_0[];	/* the others follow, HP_SLOT_SIZE each */

struct hp_slot {
	enum { SLOT_FREE = 0, SLOT_USED, SLOT_DRAINING } state;
	const struct hp_patch_rec *owner;	/* while draining: its last one, maybe freed */
	struct rcu_head rcu;
};

static struct hp_slot slots[HP_SLOTS];
static u32 next;	/* slots are taken in turn, so that the others have time to drain */
static DECLARE_WAIT_QUEUE_HEAD(drained_wait);

static u32 count(u32 state)
{
	u32 n = 0, i;

	for (i = 0; i < HP_SLOTS; i++)
		n += smp_load_acquire(&slots[i].state) == state;
	return n;
}

int hp_slots_wait(u32 n, u64 until_ns, u32 *nfree)
{
	u64 now = ktime_get_ns();
	long ret;

	*nfree = HP_SLOTS - count(SLOT_USED);
	if (*nfree < n)
		return -ENOSPC;
	ret = wait_event_interruptible_timeout(drained_wait, count(SLOT_FREE) >= n,
			now < until_ns ? nsecs_to_jiffies(until_ns - now) + 1 : 1);
	return ret > 0 ? 0 : ret ?: -EBUSY;
}

struct hp_slot *hp_slot_take(const struct hp_patch_rec *owner)
{
	struct hp_slot *slot;

	do {
		slot = &slots[next];
		next = (next + 1) % HP_SLOTS;
	} while (slot->state != SLOT_FREE);
	slot->state = SLOT_USED;
	slot->owner = owner;
	hp_slot_reset(slot);
	return slot;
}

static void drained(struct rcu_head *rcu)
{
	smp_store_release(&container_of(rcu, struct hp_slot, rcu)->state, SLOT_FREE);
	wake_up_all(&drained_wait);
}

void hp_slot_release(struct hp_slot *slot, bool entered)
{
	if (!entered) {
		slot->state = SLOT_FREE;
		return;
	}
	slot->state = SLOT_DRAINING;
	call_rcu_tasks(&slot->rcu, drained);
}

static struct hp_slot_data *data_of(const struct hp_slot *slot)
{
	return &hp_slot_data[slot - slots];
}

unsigned long hp_slot_addr(const struct hp_slot *slot)
{
	unsigned long first = (unsigned long)hp_slot_0;

	/* Else objtool takes the address for the target of indirect jumps, and wants an ENDBR there. */
	OPTIMIZER_HIDE_VAR(first);
	return first + (slot - slots) * HP_SLOT_SIZE;
}

bool hp_is_slot(unsigned long addr)
{
	return addr - hp_slot_addr(slots) < HP_SLOTS * HP_SLOT_SIZE;
}

unsigned long hp_slot_jump_addr(const struct hp_slot *slot)
{
	return hp_slot_addr(slot) + HP_SLOT_JUMP;
}

void hp_slot_set_value(struct hp_slot *slot, s64 value)
{
	WRITE_ONCE(data_of(slot)->value, value);
}

s64 hp_slot_value(const struct hp_slot *slot)
{
	return READ_ONCE(data_of(slot)->value);
}

u64 hp_slot_hits(const struct hp_slot *slot)
{
	return READ_ONCE(data_of(slot)->hits);
}

void hp_slot_reset(struct hp_slot *slot)
{
	WRITE_ONCE(data_of(slot)->hits, 0);
}

void hp_slot_add_range(struct hp_ranges *ranges, const struct hp_slot *slot, u32 func)
{
	hp_ranges_add(ranges, hp_slot_addr(slot), hp_slot_addr(slot) + HP_SLOT_SIZE - 1, func);
}

void hp_slots_add_ranges(struct hp_ranges *ranges, const struct hp_patch_rec *owner)
{
	u32 i;

	for (i = 0; i < HP_SLOTS; i++) {
		if (slots[i].state != SLOT_FREE && slots[i].owner == owner)
			hp_slot_add_range(ranges, &slots[i], 0);
	}
}

void hp_slots_exit(void)
{
	hp_barrier_rcu_tasks();
}
