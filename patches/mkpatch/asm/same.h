/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * same.h - when are two pieces of two texts the same?
 *
 * Where they differ by what the compiler numbers only: local labels, "name.N" of static locals, __UNIQUE_ID_ names,
 * and the line numbers in bug entries.
 */
#ifndef ASM_SAME_H
#define ASM_SAME_H

#include "asm/pieces.h"

/*
 * Sets .id of every data piece: its name; of a static local what DWARF says of it, see hp-debuginfo(statics), whose output
 * path has; of strings and constants what is in them.  Then .same of every piece.
 */
void asm_same(struct unit_text *u, const char *statics);

/* Is the section one of constants: ".rodata" and what begins so, ".data.rel.ro..."? */
bool is_const_sect(const char *name);

/* "x.4" -> 1, "x" -> 1, ".text" -> 5: the length of a name without the number that the compiler gave it */
size_t plain_length(const char *name, size_t len);

#endif
