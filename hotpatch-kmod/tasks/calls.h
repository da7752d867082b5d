/* SPDX-License-Identifier: GPL-2.0-only */
/* calls.h - which system call a task is in, and whether a nudge shall leave it there. */
#ifndef HP_CALLS_H
#define HP_CALLS_H

#include "hotpatch_uapi.h"

struct task_struct;

/* As .call of struct hp_blocker.  Of a task that runs the answer may be wrong.  Its stack is held. */
u32 hp_call_of(struct task_struct *task);

/* The same for a task whose stack is not held; 0 if the task has none any more. */
u32 hp_call_now(struct task_struct *task);

/* With HP_OP_SPARE: shall a task in that call be waited for, instead of being nudged? */
bool hp_call_spared(const struct hp_op *op, u32 call);

#endif
