/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kit.h - all that an attempt needs, allocated before it begins.
 *
 * The dead-man timer's revert must not fail because memory has run out: its kit is made when the
 * patch is applied.  An operation that user space asked for makes its own, and fails if it cannot.
 */
#ifndef HP_KIT_H
#define HP_KIT_H

#include "patch/registry.h"

struct hp_park;
struct hp_ranges;
struct hp_scan;
struct hp_switch;

struct hp_kit {
	struct hp_ranges *ranges;	/* in which no task may be */
	struct hp_scan *scan;
	struct hp_switch *sw;
	struct hp_park *park;		/* for nudged tasks; NULL: an attempt has used it */
	struct hp_op op;		/* the timer's own */
};

/* A kit for one transition of a patch, and at most max_blockers descriptions.  NULL: no memory. */
struct hp_kit *hp_kit_alloc(const struct hp_patch_rec *rec, enum hp_transition transition, u32 max_blockers);
void hp_kit_free(struct hp_kit *kit);

/*
 * Prepares it for another attempt at the same transition.  Only a new park needs memory: without one no task
 * can be nudged, and the attempt only looks again.
 */
void hp_kit_renew(struct hp_kit *kit, const struct hp_patch_rec *rec, enum hp_transition transition);

/* The ranges in which no task may be before these functions are replaced.  NULL: no memory. */
struct hp_ranges *hp_kit_ranges(const struct hp_func *funcs, u32 n);

#endif
