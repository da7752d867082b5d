/* SPDX-License-Identifier: GPL-2.0-only */
/* switch.h - the stop: the second half of the stack check, and the write. */
#ifndef HP_SWITCH_H
#define HP_SWITCH_H

#include "patch/registry.h"

struct hp_scan;

/* What is to be written where, with writable mappings of the pages. */
struct hp_switch;

/* Prepares to switch all functions of a patch.  NULL: no memory. */
struct hp_switch *hp_switch_prepare(const struct hp_patch_rec *rec, enum hp_transition transition);
void hp_switch_free(struct hp_switch *sw);

/*
 * For one that was prepared for a revert: counting may have begun or ended since, and then the entries lead
 * to other places now.  Needs no memory.
 */
void hp_switch_renew(struct hp_switch *sw, const struct hp_patch_rec *rec);

/*
 * Stops all CPUs, finishes the scan, and writes if no task is inside.  0; -EBUSY: blockers, nothing
 * written; *stop_ns is how long no CPU did anything else.  ftrace_lock held, so that ftrace is not half way
 * through writing to the same entries.
 */
int hp_switch_try(struct hp_switch *sw, struct hp_scan *scan, u64 *stop_ns);

#endif
