// SPDX-License-Identifier: GPL-2.0-only
/*
 * elf.c - reads the symbol table of a vmlinux or of a module.
 *
 * The linker writes local symbols object by object, each object's after an STT_FILE symbol: that
 * is the source file of every static symbol, by its last component; in/dwarf.c adds the path.
 */
#include <ctype.h>
#include <string.h>

#include "in/in.h"

/* All that nm(1) lists, except mapping symbols, which name neither functions nor data. */
static bool is_wanted(const struct elf_symbol *s)
{
	if (!s->name[0] || s->index == SHN_UNDEF)
		return false;
	if (s->type == STT_SECTION || s->type == STT_FILE)
		return false;
	/* $a $d $t $x and $x.something mark data within code (arm, arm64, riscv) */
	if (s->name[0] == '$' && s->name[1] && strchr("adtx", s->name[1]) &&
	    (!s->name[2] || s->name[2] == '.'))
		return false;
	return true;
}

/* Per-cpu data that is linked at 0 is an offset, not an address: the kernel does not move it. */
static bool is_percpu_offset(const struct elf_symbol *s)
{
	return s->section && !s->section->sh.sh_addr &&
	       !strcmp(s->section->name, ".data..percpu");
}

static char section_letter(const struct elf_symbol *s)
{
	const GElf_Shdr *sh = &s->section->sh;

	if (!(sh->sh_flags & SHF_ALLOC))
		return 'N';
	if (sh->sh_flags & SHF_EXECINSTR)
		return 'T';
	if (sh->sh_type == SHT_NOBITS)
		return 'B';
	return sh->sh_flags & SHF_WRITE ? 'D' : 'R';
}

/* The letter nm(1) prints. */
static char letter_of(const struct elf_symbol *s, bool relocatable)
{
	char c;

	if (s->bind == STB_WEAK)
		return s->type == STT_OBJECT ? 'V' : 'W';
	if (s->type == STT_GNU_IFUNC)
		return 'i';
	if (s->index == SHN_COMMON && !s->section)
		return 'C';
	c = s->section ? section_letter(s) : 'A';
	if (!relocatable && is_percpu_offset(s))
		c = 'A';
	return s->bind == STB_LOCAL ? tolower(c) : c;
}

int in_elf_symbols(struct symset *set, const struct elf_file *e, struct fail *f)
{
	uint32_t file = 0;
	size_t i;

	for (i = 1; i < e->nsyms; i++) {
		struct elf_symbol s;
		struct symbol sym;

		if (elf_file_symbol(e, i, &s, f))
			return -1;
		if (s.type == STT_FILE) {
			file = 0;
			if (s.name[0] && symset_add_file(set, s.name, &file, f))
				return -1;
		}
		if (!is_wanted(&s))
			continue;
		sym = (struct symbol){ .name = s.name, .addr = s.value, .size = s.size };
		sym.type = letter_of(&s, e->relocatable);
		sym.file = s.bind == STB_LOCAL ? file : 0;
		if (e->relocatable && s.section)
			sym.addr |= (uint64_t)s.index << 32;
		if (symset_add(set, &sym, f))
			return -1;
	}
	return 0;
}

static int read_elf(struct symset *set, const struct elf_file *e, struct fail *f)
{
	const void *id;
	size_t len;

	set->flags = HPSYM_F_SIZES | (e->relocatable ? HPSYM_F_MODULE : 0);
	if (elf_file_build_id(e, &id, &len) && symset_set_build_id(set, id, len, f))
		return -1;
	if (in_elf_symbols(set, e, f))
		return -1;
	if (set->nfiles)
		set->flags |= HPSYM_F_FILES;
	return in_dwarf(set, e, f);
}

int in_elf(struct symset *set, const char *path, bool module, struct fail *f)
{
	struct elf_file e;
	int ret;

	if (elf_file_open(&e, path, f))
		return -1;
	if (module != e.relocatable)
		ret = fail(f, "%s: expected %s ELF file, found %s", path,
			   module ? "a relocatable" : "a linked",
			   module ? "a linked one" : "a relocatable one");
	else
		ret = read_elf(set, &e, f);
	elf_file_close(&e);
	return ret;
}
