/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * body.h - may a jump go over the first instructions of a function?
 *
 * Where a function has no ftrace entry, or its replacement is out of a branch's reach, the
 * instructions there vanish.  Once the function is off every stack its body is dead, so nobody
 * misses them, but for those who own such bytes and would write to or come back to them.
 */
#ifndef HP_BODY_H
#define HP_BODY_H

#include "entry/func.h"


/*
 * What is in the way of a jump at f->entry, in words, or NULL.  f->addr, size, entry and entry_len
 * are given.  May sleep; hp_ask_lock held.
 */
const char *hp_body_owner(const struct hp_func *f);

/* Is there a kprobe on one of these bytes?  While an entry is patched, such a one has no effect. */
bool hp_probed(unsigned long addr, u32 len);

/*
 * Keeps kprobes from coming to and going from the bodies of functions, until the deadline
 * (ktime_get_ns()): 0, -EBUSY.  Before ftrace_lock, which kprobes take inside.
 */
int hp_body_lock(u64 until_ns);
void hp_body_unlock(void);

#endif
