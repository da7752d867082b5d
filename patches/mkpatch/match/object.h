/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * object.h - an ELF file before it is linked: what a compiler wrote, or a module.
 */
#ifndef MATCH_OBJECT_H
#define MATCH_OBJECT_H

#include "in/elf_file.h"

struct reloc {
	uint64_t offset;
	int64_t addend;
	uint32_t type, sym;
};

/* Beside each section of the ELF file. */
struct content {
	const uint8_t *bytes;		/* NULL: it has none in the file */
	struct reloc *relocs;		/* by offset */
	size_t nrelocs;
};

struct object {
	struct elf_file elf;
	uint16_t machine;		/* EM_* */
	struct elf_symbol *syms;	/* as many as elf.nsyms */
	struct content *contents;	/* as many as elf.nsections */
};

/* 0, or -1 with *f noted; object_close() comes after either. */
int object_open(struct object *o, const char *path, struct fail *f);
void object_close(struct object *o);

/* The first relocation of the section at or behind offset: an index, nrelocs if there is none. */
size_t object_reloc_from(const struct object *o, uint32_t section, uint64_t offset);

static inline const GElf_Shdr *object_header(const struct object *o, uint32_t section)
{
	return &o->elf.sections[section].sh;
}

static inline bool object_is_code(const struct object *o, uint32_t section)
{
	const GElf_Shdr *sh = object_header(o, section);

	return (sh->sh_flags & (SHF_ALLOC | SHF_EXECINSTR)) == (SHF_ALLOC | SHF_EXECINSTR);
}

#endif
