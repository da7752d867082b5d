/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vouch.h - what the kernel's unwinders may be believed.
 *
 * An unwinder that says "reliable" has only met nothing that it knows to be wrong: on 6.1 it ends, and
 * calls that success, where the code at hand has no unwind data, in a retpoline or in
 * return_to_handler (arch/x86/kernel/unwind_orc.c, "end" of an empty hint).  So a stack is believed
 * only when its last frame is where stacks end: the entry from user space, or a thread's start.
 */
#ifndef HP_VOUCH_H
#define HP_VOUCH_H

#include "entry/ranges.h"

struct hp_park;
struct task_struct;

#define HP_UNWIND_MAX		128

/* What is looked for on a stack, and room for its frames: too much for a stack of our own. */
struct hp_unwind {
	const struct hp_ranges *ranges;
	const struct hp_park *park;	/* the tasks that are held, NULL: none are */
	unsigned long frames[HP_UNWIND_MAX];
};

/* Has this kernel an unwinder that can vouch for a stack? */
bool hp_can_vouch(void);

/* Does it vouch for the whole of the task's stack, and is no target on it? */
bool hp_vouched(struct hp_unwind *u, struct task_struct *task);

/*
 * Where none can: does the plain unwinder get from one end of the stack to the other, and meets neither
 * a target nor generated code?  Enough for one doubt, not for a target found on the stack: this one
 * may step over what it does not understand.
 */
bool hp_walked(struct hp_unwind *u, struct task_struct *task);

/*
 * Where no unwinder vouches for a stack: a task held by our own task work has come there from the
 * edge of user space.  What it was inside before is a stale word below.
 */
bool hp_park_clears(struct hp_unwind *u, struct task_struct *task);

/*
 * The frames of a task into u->frames, at most HP_FRAMES: as the unwinder says or, where there is
 * none, all words of the live part [from, to) that look like one.  For people: not to be relied on.
 */
u32 hp_read_frames(struct hp_unwind *u, struct task_struct *task, const unsigned long *from,
		   const unsigned long *to);

#endif
