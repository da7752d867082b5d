/* SPDX-License-Identifier: GPL-2.0-only */
/* operation.h - applying and reverting, in the module's own thread.  Confirming is in timer.h. */
#ifndef HP_OPERATION_H
#define HP_OPERATION_H

#include <linux/cred.h>
#include "patch.h"
#include "hotpatch_uapi.h"

/* Who asked: for the log and the events. */
struct hp_who {
	u32 uid;
	u32 pid;
	char comm[HP_COMM_LEN];
};

void hp_who_is_current(struct hp_who *who);

int hp_operation_init(void);
/* No patch is loaded any more, so nothing can be under way but what this waits for. */
void hp_operation_exit(void);

/*
 * Of an open file: an operation whose caller was interrupted while it waited, and will come again.
 */
struct hp_caller {
	struct hp_request *kept;
};

/* Forgets what was kept; the operation itself goes on to its end.  With req NULL: on close. */
void hp_caller_keep(struct hp_caller *caller, struct hp_request *req);

/*
 * Does what turn says, waiting for the result; op is in and out as HP_IOC_APPLY says, blockers
 * is op->max_blockers long.  -ERESTARTNOINTR: a signal, a nudge or the freezer came; the same call
 * again goes on waiting for the same operation.
 */
int hp_operate(struct hp_caller *caller, enum hp_turn turn, struct hp_op *op,
	       struct hp_blocker *blockers);

/* Functions whose entry is not what an applied patch wrote.  hp_list_lock held. */
u32 hp_count_changed(const struct hp_patch_rec *rec);

/* The dead-man timer's revert, in the worker, hp_op_lock held: as hp_attempt_own(), and then the state. */
int hp_revert_own(struct hp_patch_rec *rec);

/* For which patch the operation under way makes way; name is "" if that is not known any more. */
void hp_way_for(char name[HP_OBJECT_LEN]);

#endif
