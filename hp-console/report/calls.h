/* SPDX-License-Identifier: GPL-2.0-only */
/* calls.h - what a nudge does to a task that sleeps in a system call. */
#ifndef HP_CALLS_H
#define HP_CALLS_H

#include <stddef.h>

#include "hotpatch_uapi.h"
#include "session/session.h"

enum call_effect {
	CALL_UNKNOWN = 0,	/* cannot be told: it depends on the file, or the call is not in the table */
	CALL_RESTARTS,		/* the task notices nothing */
	CALL_EINTR,
	CALL_SHORT,		/* part of what was asked for, if a part was done already */
};

/* The effect on a call whatever its file is.  call: .call of a blocker, not 0. */
enum call_effect call_effect(uint32_t call);

/*
 * The effect on the call that task pid is in: where it depends on the file, the file is looked up in
 * /proc.  CALL_UNKNOWN if that fails, because there is no /proc or the task has moved on.
 */
enum call_effect call_effect_on(struct session *s, uint32_t call, uint32_t pid);

/* "epoll_wait", "system call 400", "a system call of a 32-bit program" */
char *call_name(char *buf, size_t size, uint32_t call);

const char *word_call_effect(enum call_effect effect);
const char *text_call_effect(enum call_effect effect);

/* Adds all system calls that are not certain to be restarted to a set, as struct hp_op has it. */
void calls_that_notice(__u64 set[HP_MAX_CALLS / 64]);

#endif
