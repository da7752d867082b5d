/* SPDX-License-Identifier: GPL-2.0-only */
/* attempt.h - one attempt to switch a patch on or off.  hp_op_lock held. */
#ifndef HP_ATTEMPT_H
#define HP_ATTEMPT_H

#include "patch/registry.h"

/*
 * Switches all functions of a patch, or none, to what transition says; in the module's own thread.  op says how deep and how
 * long (from start_ns, ktime_get_ns(), on) and takes the figures and the verdict; blockers is
 * op->max_blockers long.  The entries are written, the functions' jumps and slots say so, and ftrace
 * knows; the patch's state is the caller's, and so is the slot that was left.
 * Return: 0; -EBUSY blocked, ftrace busy, freezer; -EBUSY too when it made way; -ECANCELED given up; -EEXIST held; -EUCLEAN
 * changed; -ENXIO; -ENOMEM.
 */
int hp_attempt(struct hp_patch_rec *rec, enum hp_transition transition, struct hp_op *op,
	       struct hp_blocker *blockers, u64 start_ns);

/* The dead-man timer's attempt to revert, with what is in rec->kit: so it needs no memory. */
int hp_attempt_own(struct hp_patch_rec *rec, u64 start_ns);

/* What hp_given_up() is refused with: -ECANCELED aborted, -EBUSY to make way. */
int hp_refuse_given_up(struct hp_op *op);

#endif
