/* SPDX-License-Identifier: GPL-2.0-only */
/* deepen.h - what an attempt does where somebody is inside: hold, nudge, freeze; and letting go. */
#ifndef HP_DEEPEN_H
#define HP_DEEPEN_H

#include "patch/registry.h"
#include "tasks/stacks.h"

struct hp_kit;
struct hp_park;

/* One attempt, under way. */
struct attempt {
	struct hp_patch_rec *rec;
	enum hp_transition transition;
	struct hp_op *op;
	u64 start_ns;
	u64 until_ns;
	bool own;		/* the dead-man timer's: nobody sees or aborts it */
	struct hp_kit *kit;
	struct hp_scan *scan;	/* the kit's */
	struct hp_park *park;	/* the kit's, once somebody was nudged */
	bool frozen;
	u64 freeze_left_ns;	/* of what the freezer may hold the box, all told */
	u64 freeze_until_ns;	/* while it does */
	u64 disturbed_ns;	/* when the first task was nudged or frozen; 0: none was */
	u32 holds;
	struct hp_blocker *spared;	/* [op->max_blockers] those that were not nudged; NULL: not wanted */
};

/* Shows what it does now. */
void hp_attempt_phase(const struct attempt *a, u32 phase);

/* Freezes everybody.  0; -EBUSY: the verdict and the scan say who did not freeze. */
int hp_attempt_freeze(struct attempt *a);

/* Somebody was seen inside: goes deeper, or as deep again.  0: look again; else the attempt has failed. */
int hp_deepen(struct attempt *a);

/* Lets go all that were nudged or frozen.  Due on every way out. */
void hp_attempt_let_go(struct attempt *a);

#endif
