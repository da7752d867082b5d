/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vouch.h - how far the kernel's unwinders can be believed.
 *
 * "Reliable" only means that the unwinder met nothing that it knows to be wrong: on 6.1 it stops, and
 * returns success, at code that has no unwind data, in a retpoline or in return_to_handler
 * (arch/x86/kernel/unwind_orc.c, "end" of an empty hint).  So its result is believed only when the last
 * frame is where stacks end: the entry from user space, or a thread's start.
 */
#ifndef HP_VOUCH_H
#define HP_VOUCH_H

#include "entry/ranges.h"

struct hp_park;
struct task_struct;

#define HP_UNWIND_MAX		128

/* What is looked for on a stack, and room for its frames, which is too large for our own stack. */
struct hp_unwind {
	const struct hp_ranges *ranges;
	const struct hp_park *park;	/* with the tasks that are held; NULL: none are */
	unsigned long frames[HP_UNWIND_MAX];
};

/* Has this kernel an unwinder that can vouch for a stack? */
bool hp_can_vouch(void);

/* Does the reliable unwinder vouch for the task's whole stack, and is no target on it? */
bool hp_vouched(struct hp_unwind *u, struct task_struct *task);

/*
 * For kernels without a reliable unwinder: does the plain one get from one end of the stack to the other, and
 * meet neither a target nor generated code?  That clears a task that only has a word of generated code on its
 * stack, but not one with a word of a target: this unwinder may step over frames that it does not understand.
 */
bool hp_walked(struct hp_unwind *u, struct task_struct *task);

/*
 * Where no unwinder vouches for a stack: is the task held by our task work at the edge of user space, outside
 * of all targets?  Then a word of a target on its stack is a stale one, left from before.
 */
bool hp_park_clears(struct hp_unwind *u, struct task_struct *task);

/*
 * Reads the frames of a task into u->frames, at most HP_FRAMES: as the unwinder says or, where there is
 * none, all words of the live part [from, to) that look like one.  Only to be shown, and to guess whether a
 * kernel thread can leave.
 */
u32 hp_read_frames(struct hp_unwind *u, struct task_struct *task, const unsigned long *from,
		   const unsigned long *to);

#endif
