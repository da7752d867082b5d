/* SPDX-License-Identifier: GPL-2.0-only */
/* exports.h - publishes unexported symbols for the time of one load. */
#ifndef HP_EXPORTS_H
#define HP_EXPORTS_H

#include <linux/types.h>

struct hp_export {
	const char *name;
	unsigned long addr;
};

/*
 * Gives the loader the address of our table; once, before anything is published, because the loader reads
 * the address before the number of entries.
 */
void hp_exports_init(void);

/*
 * Publishes n symbols to modules that import the namespace HP_NAMESPACE; sorts the array.  The
 * names are copied.  -ENOSPC: too many, or their names too long; -ERANGE: one lies too far away.
 * One caller at a time; nothing may be published already, and hp_exports_quiet() must be true.
 */
int hp_exports_publish(struct hp_export *exports, u32 n);

/* Takes them back.  A look-up in progress may still see them, until hp_exports_quiet(). */
void hp_exports_withdraw(void);

/* Have all look-ups ended that may read what was withdrawn?  Only then may something be published. */
bool hp_exports_quiet(void);

void hp_exports_exit(void);

#endif
