/* SPDX-License-Identifier: GPL-2.0-only */
/* target.h - what a function must be to be replaced.  Names are resolved with hp_ask_lock held. */
#ifndef HP_TARGET_H
#define HP_TARGET_H

#include "entry/func.h"


/*
 * hp_target_resolve() - from a name to a function that could be replaced
 * @ref:	 the name
 * @replacement: the new function, or 0 to ask about the old one only
 * @f:		 filled, as far as it could be
 * @sym:	 what the name stands for
 * @v:		 why not
 *
 * Return: 0; -ENOENT not resolved; -EPERM unbreakable, off limits or in init memory; -EINVAL not a function;
 * -ENXIO no entry; -ERANGE out of jump range; -ENOMEM.
 */
int hp_target_resolve(const struct hp_symref *ref, unsigned long replacement, struct hp_func *f,
		      struct hp_sym *sym, struct hp_verdict *v);

/* Sets reason and function of a verdict and returns error, for use in a return. */
int hp_refuse(struct hp_verdict *v, int error, u32 reason, u32 detail,
	      const struct hp_symref *ref, const char *text);

/*
 * Is addr in the init memory of the kernel image?  It is freed after booting, but kallsyms still names it.  Per-CPU
 * variables, whose addresses are no places in memory, are not in it.
 */
bool hp_in_init(unsigned long addr);

/* What the patcher needs this function for while it works, or NULL if it does not.  unbreakable.c */
const char *hp_unbreakable(const char *name);

/* What lies there, under that name, that must not be replaced, in words, or NULL.  Never sleeps.  offlimits.c */
const char *hp_off_limits(unsigned long addr, const char *name);

#endif
