/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * symbols.h - from a name to an address and back, by kallsyms and the shipped table together.
 *
 * Everything here is called with hp_ask_lock held (for the table) and may sleep (on module_mutex).
 */
#ifndef HP_SYMBOLS_H
#define HP_SYMBOLS_H

#include <linux/types.h>
#include "hotpatch_uapi.h"

/*
 * hp_sym_lookup() - all symbols that fit a reference, in address order
 * @ref:   what is looked for
 * @syms:  room for @max of them, each filled whole; may be NULL with @max 0
 * @count: how many there are
 * @best:  the one meant, when its .status is HP_SYM_OK; else only .status and .count are set
 *
 * Without .object the kernel image is searched, and if it has no such name, all modules.
 * Return: 0, whatever was found (see @best), or -ENOMEM.
 */
int hp_sym_lookup(const struct hp_symref *ref, struct hp_sym *syms, u32 max, u32 *count,
		  struct hp_sym *best);

/* The symbol that holds addr; best->name is "" when none does.  0, -ENOMEM. */
int hp_sym_at(unsigned long addr, u64 *offset, struct hp_sym *best);

/*
 * Where a symbol that was found ends: by the table or by kallsyms, whichever is further.  If the table's size
 * were too small, a task behind that end would count as outside while it is inside.
 */
unsigned long hp_sym_end(const struct hp_sym *sym);

/* Where the symbol that holds addr begins, 0 when there is none. */
unsigned long hp_sym_start(unsigned long addr);

/*
 * Calls fn(data, address) for each symbol of the image that kallsyms has of this name, until it returns non-zero.
 * Before 6.1 kallsyms walks through all names for that, which takes some 20 ms.
 */
int hp_kallsyms_each(const char *name, int (*fn)(void *data, unsigned long addr), void *data);

/* How many symbols of the image have this name.  Where it would be a walk for each name it is 0: hp_sym_counts(). */
u32 hp_sym_count(const char *name);
bool hp_sym_counts(void);

#endif
