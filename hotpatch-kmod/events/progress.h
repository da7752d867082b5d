/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * progress.h - how far the operation under way is, and the wish that it be given up.
 *
 * Only what somebody asked for counts as under way: the dead-man timer's own reverts are not shown
 * and cannot be given up.  None of these waits for hp_op_lock, which the operation holds.
 */
#ifndef HP_PROGRESS_H
#define HP_PROGRESS_H

#include "hotpatch_uapi.h"

/* --- the worker's side, hp_op_lock held --- */

/* action: enum hp_event_kind of what it shall bring; until_ns: its deadline.  Times are of ktime_get_ns(). */
void hp_progress_begin(const char *patch, u32 action, u64 start_ns, u64 until_ns);
void hp_progress_end(void);

/* What goes on now; depth and blocked as in struct hp_op. */
void hp_progress_set(u32 phase, u32 depth, u32 blocked);

/* The stop begins: from here on it cannot be given up.  False: it was, before. */
bool hp_progress_stop(void);

/* Shall the operation under way give up?  By HP_IOC_ABORT, or to make way. */
bool hp_given_up(void);
bool hp_aborted(void);

/*
 * Somebody's time is up, or somebody must not wait: whatever is under way makes way, until the same
 * is called with false.  From any context, hard interrupts too.
 */
void hp_time_came(bool due);
void hp_urgent(int more);	/* 1, -1 */

/* Is somebody waiting for the worker who must not wait for long? */
bool hp_must_make_way(void);

/* --- everybody's --- */

void hp_progress_read(struct hp_progress *progress);

/* Wishes that the operation on this patch give up.  -ENOENT: there is none; -EBUSY: it stops now. */
int hp_give_up(const char *patch);

#endif
