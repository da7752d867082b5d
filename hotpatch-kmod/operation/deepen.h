/* SPDX-License-Identifier: GPL-2.0-only */
/* deepen.h - what an attempt does when tasks are inside: hold, nudge, freeze; and letting go. */
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
	bool own;		/* the dead-man timer's: not shown as progress, cannot be aborted */
	struct hp_kit *kit;
	struct hp_scan *scan;	/* the kit's */
	struct hp_park *park;	/* the kit's, once a task was nudged */
	bool frozen;
	u64 freeze_left_ns;	/* how long tasks may yet be frozen in this attempt */
	u64 freeze_until_ns;	/* with .frozen: when that time ends */
	u64 disturbed_ns;	/* when the first task was nudged or frozen; 0: none was */
	u32 holds;
	struct hp_blocker *spared;	/* [op->max_blockers] tasks not nudged; NULL: not wanted */
};

/* Shows what it does now. */
void hp_attempt_phase(const struct attempt *a, u32 phase);

/* Freezes all tasks.  0; -EBUSY: the verdict and the scan say which did not freeze. */
int hp_attempt_freeze(struct attempt *a);

/*
 * After a look that found tasks inside: acts on them at the present depth, or at the next one.  0: look
 * again; else the attempt has failed.
 */
int hp_deepen(struct attempt *a);

/* Lets all tasks go that were nudged or frozen.  Must be called on every way out. */
void hp_attempt_let_go(struct attempt *a);

#endif
