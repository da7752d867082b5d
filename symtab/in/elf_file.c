// SPDX-License-Identifier: GPL-2.0-only
/*
 * elf_file.c - opens an ELF file, checks its links, hands out symbols and the build-id.
 *
 * libelf's messages and libc's are kept apart: each error names the file and its real cause.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "in/elf_file.h"

static int elf_fail(const struct elf_file *e, struct fail *f, const char *what)
{
	return fail(f, "%s: %s: %s", e->path, what, elf_errmsg(-1));
}

static int read_sections(struct elf_file *e, struct fail *f)
{
	size_t shstrndx, i;

	if (elf_getshdrnum(e->elf, &e->nsections) || elf_getshdrstrndx(e->elf, &shstrndx))
		return elf_fail(e, f, "section headers");
	e->sections = calloc(e->nsections + 1, sizeof(*e->sections));
	if (!e->sections)
		return fail(f, "out of memory");
	for (i = 0; i < e->nsections; i++) {
		struct elf_section *s = &e->sections[i];

		if (!gelf_getshdr(elf_getscn(e->elf, i), &s->sh))
			return elf_fail(e, f, "section header");
		s->name = elf_strptr(e->elf, shstrndx, s->sh.sh_name);
		if (!s->name)
			s->name = "";
	}
	return 0;
}

static int find_symtab(struct elf_file *e, struct fail *f)
{
	size_t i, symtab = 0;

	for (i = 1; i < e->nsections; i++)
		if (e->sections[i].sh.sh_type == SHT_SYMTAB)
			symtab = i;
	if (!symtab)
		return 0;
	e->symtab = elf_getdata(elf_getscn(e->elf, symtab), NULL);
	if (!e->symtab || !e->sections[symtab].sh.sh_entsize)
		return elf_fail(e, f, ".symtab");
	e->strtab = e->sections[symtab].sh.sh_link;
	if (e->strtab >= e->nsections || e->sections[e->strtab].sh.sh_type != SHT_STRTAB)
		return fail(f, "%s: .symtab is linked to section %zu, which is no string table",
			    e->path, e->strtab);
	e->nsyms = e->sections[symtab].sh.sh_size / e->sections[symtab].sh.sh_entsize;
	for (i = 1; i < e->nsections; i++)
		if (e->sections[i].sh.sh_type == SHT_SYMTAB_SHNDX &&
		    e->sections[i].sh.sh_link == symtab)
			e->xindex = elf_getdata(elf_getscn(e->elf, i), NULL);
	return 0;
}

static int open_elf(struct elf_file *e, struct fail *f)
{
	GElf_Ehdr eh;

	e->elf = elf_begin(e->fd, ELF_C_READ_MMAP, NULL);
	if (!e->elf)
		return elf_fail(e, f, "open");
	if (elf_kind(e->elf) != ELF_K_ELF || !gelf_getehdr(e->elf, &eh))
		return fail(f, "%s: not an ELF file", e->path);
	e->relocatable = eh.e_type == ET_REL;
	return read_sections(e, f) ? -1 : find_symtab(e, f);
}

int elf_file_open_any(struct elf_file *e, const char *path, struct fail *f)
{
	*e = (struct elf_file){ .path = path };
	if (elf_version(EV_CURRENT) == EV_NONE)
		return elf_fail(e, f, "libelf");
	e->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (e->fd < 0)
		return fail(f, "%s: %s", path, strerror(errno));
	if (open_elf(e, f)) {
		elf_file_close(e);
		return -1;
	}
	return 0;
}

int elf_file_open(struct elf_file *e, const char *path, struct fail *f)
{
	if (elf_file_open_any(e, path, f))
		return -1;
	if (e->symtab)
		return 0;
	elf_file_close(e);
	return fail(f, "%s: no symbol table (.symtab) in this ELF file: was it stripped?", path);
}

void elf_file_close(struct elf_file *e)
{
	free(e->sections);
	elf_end(e->elf);
	close(e->fd);
}

int elf_file_symbol(const struct elf_file *e, size_t i, struct elf_symbol *s, struct fail *f)
{
	GElf_Sym sym;
	Elf32_Word xindex = 0;

	if (!gelf_getsymshndx(e->symtab, e->xindex, i, &sym, &xindex))
		return elf_fail(e, f, "symbol");
	s->name = elf_strptr(e->elf, e->strtab, sym.st_name);
	if (!s->name)
		return elf_fail(e, f, "symbol name");
	s->value = sym.st_value;
	s->size = sym.st_size;
	s->bind = GELF_ST_BIND(sym.st_info);
	s->type = GELF_ST_TYPE(sym.st_info);
	s->index = sym.st_shndx == SHN_XINDEX ? xindex : sym.st_shndx;
	s->section = NULL;
	if (sym.st_shndx != SHN_UNDEF &&
	    (sym.st_shndx < SHN_LORESERVE || sym.st_shndx == SHN_XINDEX)) {
		if (s->index >= e->nsections)
			return fail(f, "%s: symbol %s is in section %u, there are %zu",
				    e->path, s->name, s->index, e->nsections);
		s->section = &e->sections[s->index];
	}
	return 0;
}

static int build_id_in(Elf_Data *notes, const void **id, size_t *len)
{
	size_t off = 0, name, desc;
	GElf_Nhdr n;

	while (notes && (off = gelf_getnote(notes, off, &n, &name, &desc)) > 0) {
		if (n.n_type != NT_GNU_BUILD_ID || n.n_namesz != sizeof("GNU") ||
		    memcmp((char *)notes->d_buf + name, "GNU", sizeof("GNU")))
			continue;
		*id = (char *)notes->d_buf + desc;
		*len = n.n_descsz;
		return 1;
	}
	return 0;
}

int elf_file_build_id(const struct elf_file *e, const void **id, size_t *len)
{
	size_t i;

	for (i = 1; i < e->nsections; i++)
		if (e->sections[i].sh.sh_type == SHT_NOTE &&
		    build_id_in(elf_getdata(elf_getscn(e->elf, i), NULL), id, len))
			return 1;
	return 0;
}
