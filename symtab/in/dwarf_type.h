/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dwarf_type.h - the type of a function, from DWARF, as text.
 */
#ifndef DWARF_TYPE_H
#define DWARF_TYPE_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * The type of a function's DIE, as C writes it, '@' where its name stands: "int @(struct file *, int)".  Two functions
 * have the same text if callers of the one can call the other: typedefs are followed, const, volatile and restrict are
 * left out; a struct is what it is called.  false: longer than size, or too deep; buf is "" then.
 */
bool dwarf_function_type(Dwarf_Die *function, char *buf, size_t size);

#endif
