/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ftrace.h - telling ftrace which entries are ours (not the kernel's linux/ftrace.h).
 *
 * While a function is patched its record has the flag FTRACE_FL_DISABLED: ftrace neither writes to the entry
 * nor counts its users.  The flag must stay while an enabled ftrace_ops covers the function: that ops may
 * have been enabled while the flag was set, so that it was not counted.  When it is disabled ftrace would
 * subtract it, warn, and shut itself down.  Such functions are "held" until that ops is disabled.
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
 * Is the ftrace entry of a function that has one in use?  0: no, it may be overwritten.
 * -ENXIO: ftrace has no record of it.
 * -EEXIST: yes, *holder says by what (enum hp_holder).  ftrace_lock held.
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

/* Gives back what can be.  Returns how many are still held.  Takes ftrace_lock; gives up at until_ns. */
u32 hp_ftrace_settle(u64 until_ns);
u32 hp_ftrace_held(void);

void hp_ftrace_exit(void);

#else	/* no ftrace that would write to entries */

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
