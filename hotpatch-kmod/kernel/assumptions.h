/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * assumptions.h - what this module believes of the kernel's insides, and no header promises.
 *
 * All of it stands in the table of assumptions.c.  What can be checked is, as soon as all that is needed was
 * found: when the module is loaded, or when a symbol table brings the rest.  One that does not hold is named in
 * one line of the kernel log, and nothing is done.
 */
#ifndef HP_ASSUMPTIONS_H
#define HP_ASSUMPTIONS_H

#include <linux/types.h>

struct hp_assumption {
	const char *what;	/* that is believed */
	const char *where;	/* the kernel's file that it is about */
	/*
	 * True: it holds.  Else expected and found, each of HP_ASSUMED_LEN bytes, are to be filled.  May sleep;
	 * nothing is patched yet.
	 */
	bool (*holds)(char *expected, char *found);
};

#define HP_ASSUMED_LEN	64

/* Adds what another folder believes, n of it; at init, before anything is checked. */
void hp_assume(const struct hp_assumption *assumptions, u32 n);

/*
 * Checks all of them, once.  0; -EOPNOTSUPP: one does not hold, and the log says which.  (Not -ENOSYS: insmod takes
 * that for a kernel without finit_module(2), and loads the module a second time.)
 */
int hp_assumptions_check(void);

#endif
