/* SPDX-License-Identifier: GPL-2.0-only */
/* timer.h - the dead-man timers: each unconfirmed patch has a time of its own. */
#ifndef HP_TIMER_H
#define HP_TIMER_H

#include "patch/registry.h"

struct kthread_work;
struct kthread_worker;

/*
 * work: what the worker runs when a time has come; it calls hp_timers_serve().  revert_own: reverts a patch
 * with what is in its kit, in the worker, hp_op_lock held; as hp_attempt_own(), and then the state.
 */
void hp_timers_init(struct kthread_worker *to, struct kthread_work *work,
		    int (*revert_own)(struct hp_patch_rec *rec));
void hp_timers_exit(void);

/* --- in the worker, hp_op_lock held --- */

/*
 * Starts the timer of a patch, or anew.  fresh: it was applied just now; else it must still be
 * unconfirmed.  rec->kit is there.  False: it is not (it was confirmed in this moment).
 */
bool hp_timer_start(struct hp_patch_rec *rec, u32 seconds, bool fresh);

/* Reverts all whose time is up, or will be tried again in a second; and forgets kits nobody needs. */
void hp_timers_serve(void);

/* In the midst of another operation on rec: only those that have failed before and are due again. */
void hp_timers_try_again(const struct hp_patch_rec *rec);

/* --- everybody; none of these waits for an operation --- */

/* The state that counts now: from the instant its time is up an unconfirmed patch is reverting. */
enum hp_state hp_timer_state(const struct hp_patch_rec *rec);	/* hp_list_lock held */

/* Is this patch one that a revert must not wait for others?  By name. */
bool hp_timer_waits(const char *patch);

/* Whole seconds left to confirm, rounded up; 0: none.  hp_list_lock held. */
u32 hp_timer_left_s(const struct hp_patch_rec *rec);

/* Keeps an unconfirmed patch.  -ENOENT, -EINVAL, -ERESTARTSYS. */
int hp_confirm(const char *patch);

/* Gives up reverting it.  -ENOENT, -EINVAL, -ERESTARTSYS. */
int hp_abandon(const char *patch);

/* Name and time left of the patch that is next; name is "" if none waits. */
void hp_pending(char name[HP_OBJECT_LEN], u32 *left_s);

/* The patch whose time is up and was not seen to yet; name is "" if there is none. */
void hp_timer_due(char name[HP_OBJECT_LEN]);

/* hp_list_lock held; the set of patches, or a state, has changed. */
void hp_timers_changed(void);

#endif
