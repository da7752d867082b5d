/* SPDX-License-Identifier: GPL-2.0-only */
/* attempt.h - one attempt to switch a patch on or off.  hp_op_lock held. */
#ifndef HP_ATTEMPT_H
#define HP_ATTEMPT_H

#include "patch/registry.h"

/*
 * Switches all functions of a patch, or none, as transition says; in the module's own thread.  op says how
 * deep and how long (from start_ns, ktime_get_ns(), on) and takes the figures and the verdict; blockers is
 * op->max_blockers long.  On success the entries are written, the functions' jumps and slots are updated,
 * and ftrace is told; the caller sets the patch's state, and releases slots that are not used any more.
 * Return: 0; -EBUSY blocked, ftrace or the freezer busy, time is up, or it made way; -ECANCELED aborted;
 * -EEXIST held; -EUCLEAN changed; -ENXIO; -ENOMEM.
 */
int hp_attempt(struct hp_patch_rec *rec, enum hp_transition transition, struct hp_op *op,
	       struct hp_blocker *blockers, u64 start_ns);

/* The dead-man timer's attempt to revert: uses rec->kit, so that it cannot fail for lack of memory. */
int hp_attempt_own(struct hp_patch_rec *rec, u64 start_ns);

/* The verdict of an operation that was given up (hp_given_up()): -ECANCELED aborted, -EBUSY made way. */
int hp_refuse_given_up(struct hp_op *op);

#endif
