/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * elf_file.h - the few functions of libelf that hp-symtab needs, wrapped.
 */
#ifndef ELF_FILE_H
#define ELF_FILE_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fail.h"

struct elf_file {
	const char *path;
	int fd;
	Elf *elf;
	bool relocatable;		/* ET_REL: a module */
	size_t nsyms;
	struct elf_section *sections;	/* private */
	size_t nsections;
	Elf_Data *symtab, *xindex;
	size_t strtab;
};

struct elf_section {
	const char *name;
	GElf_Shdr sh;
};

struct elf_symbol {
	const char *name;
	uint64_t value, size;
	unsigned char bind, type;	/* STB_*, STT_* */
	uint32_t index;			/* of its section, SHN_XINDEX resolved */
	const struct elf_section *section; /* NULL: undefined, absolute or common */
};

/* 0, or -1 with *f noted; after 0 comes elf_file_close(). */
int elf_file_open(struct elf_file *e, const char *path, struct fail *f);
void elf_file_close(struct elf_file *e);

/* The same, but the file may have no symbol table: nsyms is 0 then. */
int elf_file_open_any(struct elf_file *e, const char *path, struct fail *f);

/* Symbol i, 0 <= i < nsyms. */
int elf_file_symbol(const struct elf_file *e, size_t i, struct elf_symbol *s, struct fail *f);

/* The GNU build-id.  1 found, 0 there is none. */
int elf_file_build_id(const struct elf_file *e, const void **id, size_t *len);

#endif
