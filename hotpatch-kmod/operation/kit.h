/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kit.h - all that an attempt needs, so that it can be there before it is needed.
 *
 * The dead-man timer's revert must not fail because memory has run out: its kit is made when the
 * patch is applied.  An operation that somebody asked for makes its own, and fails if it cannot.
 */
#ifndef HP_KIT_H
#define HP_KIT_H

#include "patch/registry.h"

struct hp_park;
struct hp_ranges;
struct hp_scan;
struct hp_switch;

struct hp_kit {
	struct hp_ranges *ranges;	/* in which nobody may be */
	struct hp_scan *scan;
	struct hp_switch *sw;
	struct hp_park *park;		/* for nudged tasks; NULL: it was used up */
	struct hp_op op;		/* the timer's own */
};

/* Everything for one transition of a patch, max_blockers to be described.  NULL: no memory. */
struct hp_kit *hp_kit_alloc(const struct hp_patch_rec *rec, enum hp_transition transition, u32 max_blockers);
void hp_kit_free(struct hp_kit *kit);

/*
 * Makes it fit for another attempt at the same transition.  What changed since it was made needs no memory,
 * but for the park: without one nobody can be nudged, and the attempt gets no deeper than hold.
 */
void hp_kit_renew(struct hp_kit *kit, const struct hp_patch_rec *rec, enum hp_transition transition);

/* What of functions must have nobody inside before they are replaced.  NULL: no memory. */
struct hp_ranges *hp_kit_ranges(const struct hp_func *funcs, u32 n);

#endif
