/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * body.h - may a jump go over the first instructions of a function?
 *
 * That is needed where a function has no ftrace entry, or its replacement is out of a branch's reach.  Once
 * no task is inside the function its body is not executed any more, so these instructions may be lost.  The
 * exceptions are bytes that another part of the kernel uses: it would write to them, or jump to them.
 */
#ifndef HP_BODY_H
#define HP_BODY_H

#include "entry/func.h"


/*
 * What is in the way of a jump at f->entry, in words, or NULL.  f->addr, size, entry and entry_len
 * are given.  May sleep; hp_ask_lock held.
 */
const char *hp_body_owner(const struct hp_func *f);

/* Is there a kprobe on one of these bytes?  On a patched entry a kprobe has no effect. */
bool hp_probed(unsigned long addr, u32 len);

/*
 * Takes kprobe_mutex, so that no kprobe is set or removed in a function's body.  Tries until until_ns
 * (ktime_get_ns()): 0, -EBUSY.  To be taken before ftrace_lock, which kprobes take inside.
 */
int hp_body_lock(u64 until_ns);
void hp_body_unlock(void);

#endif
