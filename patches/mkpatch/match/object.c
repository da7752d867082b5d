// SPDX-License-Identifier: GPL-2.0-only
/*
 * object.c - reads an ELF file that is not linked, and checks all that the others rely on: every
 * section's bytes are there, every relocation lies in its section and names a symbol that exists.
 */
#include <stdlib.h>

#include "match/object.h"

static int by_offset(const void *va, const void *vb)
{
	const struct reloc *a = va, *b = vb;

	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

static int read_bytes(struct object *o, size_t i, struct fail *f)
{
	const GElf_Shdr *sh = object_header(o, i);
	Elf_Data *data;

	if (sh->sh_type == SHT_NOBITS || sh->sh_type == SHT_NULL || !sh->sh_size)
		return 0;
	data = elf_rawdata(elf_getscn(o->elf.elf, i), NULL);
	if (!data || !data->d_buf || data->d_size != sh->sh_size)
		return fail(f, "%s: section %s: expected %llu bytes, the file has less",
			    o->elf.path, o->elf.sections[i].name, (unsigned long long)sh->sh_size);
	o->contents[i].bytes = data->d_buf;
	return 0;
}

static int read_relocs(struct object *o, size_t i, struct fail *f)
{
	const GElf_Shdr *sh = object_header(o, i), *of;
	struct content *c;
	Elf_Data *data;
	size_t n, k;

	if (sh->sh_type != SHT_RELA || !sh->sh_size)
		return 0;
	if (sh->sh_info >= o->elf.nsections)
		return fail(f, "%s: section %s: its relocations are for section %u, there are %zu",
			    o->elf.path, o->elf.sections[i].name, sh->sh_info, o->elf.nsections);
	of = object_header(o, sh->sh_info);
	c = &o->contents[sh->sh_info];
	if (!(of->sh_flags & SHF_ALLOC) || c->relocs)
		return 0;
	data = elf_getdata(elf_getscn(o->elf.elf, i), NULL);
	if (!data || !sh->sh_entsize)
		return fail(f, "%s: section %s cannot be read", o->elf.path, o->elf.sections[i].name);
	n = data->d_size / sh->sh_entsize;
	c->relocs = calloc(n + 1, sizeof(*c->relocs));
	if (!c->relocs)
		return fail(f, "out of memory");
	for (k = 0; k < n; k++) {
		GElf_Rela r;

		if (!gelf_getrela(data, k, &r) || GELF_R_SYM(r.r_info) >= o->elf.nsyms ||
		    r.r_offset >= of->sh_size)
			return fail(f, "%s: section %s: relocation %zu has no place or no symbol",
				    o->elf.path, o->elf.sections[i].name, k);
		c->relocs[k] = (struct reloc){ r.r_offset, r.r_addend, GELF_R_TYPE(r.r_info),
					       GELF_R_SYM(r.r_info) };
	}
	c->nrelocs = n;
	qsort(c->relocs, n, sizeof(*c->relocs), by_offset);
	return 0;
}

static int read_symbols(struct object *o, struct fail *f)
{
	size_t i;

	o->syms = calloc(o->elf.nsyms + 1, sizeof(*o->syms));
	if (!o->syms)
		return fail(f, "out of memory");
	for (i = 0; i < o->elf.nsyms; i++)
		if (elf_file_symbol(&o->elf, i, &o->syms[i], f))
			return -1;
	return 0;
}

int object_open(struct object *o, const char *path, struct fail *f)
{
	GElf_Ehdr eh;
	size_t i;

	*o = (struct object){ 0 };
	if (elf_file_open(&o->elf, path, f)) {
		o->elf = (struct elf_file){ 0 };
		return -1;
	}
	if (!o->elf.relocatable)
		return fail(f, "%s: expected a relocatable ELF file, found a linked one", path);
	if (!gelf_getehdr(o->elf.elf, &eh) || eh.e_ident[EI_CLASS] != ELFCLASS64 ||
	    eh.e_ident[EI_DATA] != ELFDATA2LSB ||
	    (eh.e_machine != EM_X86_64 && eh.e_machine != EM_AARCH64))
		return fail(f, "%s: expected code for x86-64 or arm64, found machine %u", path,
			    eh.e_machine);
	o->machine = eh.e_machine;
	o->contents = calloc(o->elf.nsections + 1, sizeof(*o->contents));
	if (!o->contents)
		return fail(f, "out of memory");
	if (read_symbols(o, f))
		return -1;
	for (i = 1; i < o->elf.nsections; i++)
		if (read_bytes(o, i, f) || read_relocs(o, i, f))
			return -1;
	return 0;
}

void object_close(struct object *o)
{
	size_t i;

	if (!o->elf.sections)		/* it was not opened */
		return;
	for (i = 0; o->contents && i < o->elf.nsections; i++)
		free(o->contents[i].relocs);
	free(o->contents);
	free(o->syms);
	elf_file_close(&o->elf);
	*o = (struct object){ 0 };
}

size_t object_reloc_from(const struct object *o, uint32_t section, uint64_t offset)
{
	const struct content *c = &o->contents[section];
	size_t low = 0, high = c->nrelocs;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c->relocs[middle].offset < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
