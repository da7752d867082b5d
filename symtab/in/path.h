/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * path.h - paths of source files, relative to the source tree, from what DWARF has.  Also hp-debuginfo's.
 */
#ifndef IN_PATH_H
#define IN_PATH_H

#include <elfutils/libdw.h>
#include <stddef.h>

/* A file's path as a unit, compiled in directory dir (or NULL), has it: relative to the source tree, or absolute.
 * NULL: out of memory. */
char *source_path(const char *dir, const char *name);

/* The same of a unit's own file; "" if it has no name. */
char *unit_path(Dwarf_Die *unit);

/* Length of the directory that all absolute ones of n units' paths share, with its slash: the source tree. */
size_t source_root(char *const *paths, size_t n);

/* The path without that directory. */
const char *below_root(const char *path, size_t root);

#endif
