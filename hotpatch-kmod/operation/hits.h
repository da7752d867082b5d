/* SPDX-License-Identifier: GPL-2.0-only */
/* hits.h - counting the calls of patches. */
#ifndef HP_HITS_H
#define HP_HITS_H

#include "patch/registry.h"

/* Are calls of a function counted now?  hp_list_lock or hp_op_lock held. */
bool hp_counting(const struct hp_patch_rec *rec, u32 func);

/* How many calls were counted; after the end of counting the last number. */
u64 hp_hits(const struct hp_func *f);

/*
 * HP_IOC_COUNT, HP_IOC_UNCOUNT; in the worker, hp_op_lock held.  Arguments and errors as hp_attempt(),
 * and besides -ENOSPC, -ERANGE, -EINVAL not applied, or a stub not to be counted.
 */
int hp_hits_switch(struct hp_patch_rec *rec, enum hp_transition transition, struct hp_op *op,
		   struct hp_blocker *blockers, u64 start_ns);

/* Before an apply: sets all counts to 0. */
void hp_hits_reset(struct hp_patch_rec *rec);

/* After a revert: ends the counting; no entry leads to a slot any more. */
void hp_hits_end(struct hp_patch_rec *rec);

#endif
