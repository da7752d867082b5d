/* SPDX-License-Identifier: GPL-2.0-only */
/* timer.h - the dead-man timers: each unconfirmed patch has a time of its own. */
#ifndef HP_TIMER_H
#define HP_TIMER_H

#include "patch/registry.h"

struct kthread_work;
struct kthread_worker;

/*
 * work: what the worker runs when a time has come; it calls hp_timers_serve().  revert_own: reverts a patch
 * by hp_attempt_own(), in the worker, hp_op_lock held, and sets its state.
 */
void hp_timers_init(struct kthread_worker *to, struct kthread_work *work,
		    int (*revert_own)(struct hp_patch_rec *rec));
void hp_timers_exit(void);

/* --- in the worker, hp_op_lock held --- */

/*
 * Starts the timer of a patch, or sets it anew.  fresh: the patch was applied just now; else it must still be
 * unconfirmed.  rec->kit is there.  False: it is not unconfirmed any more.
 */
bool hp_timer_start(struct hp_patch_rec *rec, u32 seconds, bool fresh);

/*
 * Reverts all patches whose time is up; those that fail will be tried again in a second.  Frees kits that are
 * not needed any more.
 */
void hp_timers_serve(void);

/* Between the looks of an operation on rec: tries only reverts that have failed before and are due again. */
void hp_timers_try_again(const struct hp_patch_rec *rec);

/* --- for any task; none of these waits for an operation --- */

/* The state that counts now: from the instant its time is up an unconfirmed patch is reverting. */
enum hp_state hp_timer_state(const struct hp_patch_rec *rec);	/* hp_list_lock held */

/* Is there a patch of that name which is unconfirmed or to be reverted?  Its revert must not wait. */
bool hp_timer_waits(const char *patch);

/* Whole seconds left to confirm, rounded up; 0: none.  hp_list_lock held. */
u32 hp_timer_left_s(const struct hp_patch_rec *rec);

/* Keeps an unconfirmed patch.  -ENOENT, -EINVAL, -ERESTARTSYS. */
int hp_confirm(const char *patch);

/* Gives up reverting it.  -ENOENT, -EINVAL, -ERESTARTSYS. */
int hp_abandon(const char *patch);

/* Name and time left of the patch whose time is or was up first; name is "" if none waits. */
void hp_pending(char name[HP_OBJECT_LEN], u32 *left_s);

/* A patch whose time is up, but which the worker has not handled yet; name is "" if there is none. */
void hp_timer_due(char name[HP_OBJECT_LEN]);

/* hp_list_lock held; the set of patches, or a state, has changed. */
void hp_timers_changed(void);

#endif
