/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * in.h - inputs of hp-symtab: each file of this folder reads one kind of source into a symset.
 */
#ifndef IN_H
#define IN_H

#include "in/elf_file.h"
#include "symset.h"

enum in_kind {
	IN_DETECT,
	IN_VMLINUX,			/* ELF, linked */
	IN_MODULE,			/* ELF, relocatable: a .ko */
	IN_TEXT,			/* lines of "address letter name": System.map, kallsyms, nm */
};

/* The kind called name, or -1. */
int in_kind_by_name(const char *name);

/*
 * Reads path as kind into an empty set and leaves the set sorted, with sizes and base.
 * 0, or -1 with *f noted.  The set is to be freed either way.
 */
int in_read(struct symset *set, const char *path, enum in_kind kind, struct fail *f);

/* The build-id from raw ELF notes, as in /sys/kernel/notes. */
int in_read_notes(struct symset *set, const char *path, struct fail *f);

/* The kinds themselves; in_read() calls them. */
int in_elf(struct symset *set, const char *path, bool module, struct fail *f);
int in_text(struct symset *set, const char *path, struct fail *f);

/* The symbols of e alone, as it has them. */
int in_elf_symbols(struct symset *set, const struct elf_file *e, struct fail *f);

/* From the DWARF of e, if there is any: gives the files of the set, which come from STT_FILE symbols,
 * their full paths, and functions that have no file the one of their compile unit. */
int in_dwarf(struct symset *set, const struct elf_file *e, struct fail *f);

#endif
