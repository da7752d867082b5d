/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * progress.h - how far the operation under way is, and the request to give it up.
 *
 * Only operations that user space asked for count as under way: the dead-man timer's own reverts are not
 * shown and cannot be given up.  None of these functions waits for hp_op_lock, which the operation holds.
 */
#ifndef HP_PROGRESS_H
#define HP_PROGRESS_H

#include "hotpatch_uapi.h"

/* --- the worker's side, hp_op_lock held --- */

/* action: enum hp_event_kind of its success; until_ns: its deadline.  Times are of ktime_get_ns(). */
void hp_progress_begin(const char *patch, u32 action, u64 start_ns, u64 until_ns);
void hp_progress_end(void);

/* phase: enum hp_phase; depth and blocked as in struct hp_op. */
void hp_progress_set(u32 phase, u32 depth, u32 blocked);

/* Before a stop: from here on the operation cannot be given up.  False: it was already, do not stop. */
bool hp_progress_stop(void);

/* Shall the operation under way give up, for HP_IOC_ABORT (hp_aborted()) or hp_must_make_way()? */
bool hp_given_up(void);
bool hp_aborted(void);

/*
 * A patch's time to be confirmed is over, or an urgent request is queued: the operation under way, whatever
 * it is, gives up for it.  Holds until hp_time_came(false) and hp_urgent(-1).  From any context, hard
 * interrupts too.
 */
void hp_time_came(bool due);
void hp_urgent(int more);	/* 1, -1 */

/* Does a revert whose time has come, or an urgent request, wait for the worker? */
bool hp_must_make_way(void);

/* --- for any task --- */

void hp_progress_read(struct hp_progress *progress);

/* Asks the operation on this patch to give up.  -ENOENT: there is none; -EBUSY: it is in its stop. */
int hp_give_up(const char *patch);

#endif
