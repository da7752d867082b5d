/* SPDX-License-Identifier: GPL-2.0-only */
/* entries.h - which bytes are at the entries of functions now, and who else uses an entry. */
#ifndef HP_ENTRIES_H
#define HP_ENTRIES_H

#include "patch/registry.h"

/* May the entry be overwritten now?  0; -EEXIST with the holder; -ENXIO.  ftrace_lock held. */
int hp_entry_pristine(struct hp_func *f, struct hp_verdict *v);

/* Are the bytes at the entry the expected ones?  0; -EUCLEAN with both in v. */
int hp_entry_is(const struct hp_func *f, const u8 *expected, struct hp_verdict *v);

/* Reads the entry as it is now; zeros if it cannot be read. */
void hp_entry_read(const struct hp_func *f, u8 bytes[HP_ENTRY_LEN]);

/* Functions whose entry is not what an applied patch wrote.  hp_list_lock held. */
u32 hp_entries_changed(const struct hp_patch_rec *rec);

#endif
