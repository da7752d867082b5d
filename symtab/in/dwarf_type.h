/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dwarf_type.h - the type of a function, from DWARF, as text.
 */
#ifndef DWARF_TYPE_H
#define DWARF_TYPE_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>

/* The type of a function's DIE, as hpfun/prototype.h has it.  false: longer than size, or too deep; buf is "" then. */
bool dwarf_function_type(Dwarf_Die *function, char *buf, size_t size);

#endif
