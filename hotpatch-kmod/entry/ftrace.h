/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ftrace.h - telling ftrace which entries are ours (file names: linux/ftrace.h is the kernel's).
 *
 * While a function is patched its record carries FTRACE_FL_DISABLED: ftrace neither writes there
 * nor counts users of it.  Taking the flag off again must wait while some enabled ftrace_ops covers
 * the function: it was not counted in when it came, and ftrace would warn and shut itself down when
 * it is counted out.  Such functions are "held" until that ops is gone.
 */
#ifndef HP_FTRACE_H
#define HP_FTRACE_H

#include "entry/func.h"


#ifdef CONFIG_DYNAMIC_FTRACE

/*
 * Takes ftrace_lock, which its owners may keep for long (they wait for RCU-tasks grace periods),
 * within the deadline (ktime_get_ns()).  -EBUSY when it is over.
 */
int hp_ftrace_lock(u64 until_ns);
void hp_ftrace_unlock(void);

/*
 * Who uses the ftrace entry of a function that has one?  0: nobody, it may be overwritten.
 * -ENXIO: ftrace has no record of it.
 * -EEXIST: somebody, *holder says what (enum hp_holder).  ftrace_lock held.
 */
int hp_ftrace_users(struct hp_func *f, u32 *holder);

/* From here on ftrace leaves the entry alone, if there is one.  ftrace_lock held. */
void hp_ftrace_take(struct hp_func *f);

/*
 * Makes room to give n more entries back, before they are taken: from then on giving back cannot
 * fail, also when memory has run out.  0, -ENOMEM.  ftrace_lock held.
 */
int hp_ftrace_promise(u32 n);

/* Gives it back: now, or as soon as hp_ftrace_settle() finds that it can be.  ftrace_lock held. */
void hp_ftrace_give_back(struct hp_func *f);

/* Gives back what can be.  Returns how many are still held.  Takes ftrace_lock; gives up at
 * until_ns. */
u32 hp_ftrace_settle(u64 until_ns);
u32 hp_ftrace_held(void);

void hp_ftrace_exit(void);

#else	/* nobody to agree with */

static inline int hp_ftrace_lock(u64 until_ns) { return 0; }
static inline void hp_ftrace_unlock(void) { }
static inline int hp_ftrace_users(struct hp_func *f, u32 *holder) { return 0; }
static inline void hp_ftrace_take(struct hp_func *f) { }
static inline int hp_ftrace_promise(u32 n) { return 0; }
static inline void hp_ftrace_give_back(struct hp_func *f) { }
static inline u32 hp_ftrace_settle(u64 until_ns) { return 0; }
static inline u32 hp_ftrace_held(void) { return 0; }
static inline void hp_ftrace_exit(void) { }

#endif

#endif
