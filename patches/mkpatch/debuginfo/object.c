// SPDX-License-Identifier: GPL-2.0-only
/*
 * object.c - opens an object or a kernel image, and relocates the DWARF of an object.
 *
 * Only .debug_info and .debug_line: nobody here reads the others.
 */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/debuginfo.h"

/* --- relocation --- */

struct relocation_kind {
	uint16_t machine;
	uint32_t type;
	uint8_t width;			/* bytes that it writes */
};

/* Those that gas makes in DWARF. */
static const struct relocation_kind kinds[] = {
	{ EM_X86_64, R_X86_64_NONE, 0 },
	{ EM_X86_64, R_X86_64_64, 8 },
	{ EM_X86_64, R_X86_64_32, 4 },
	{ EM_AARCH64, R_AARCH64_NONE, 0 },
	{ EM_AARCH64, R_AARCH64_ABS64, 8 },
	{ EM_AARCH64, R_AARCH64_ABS32, 4 },
};

static const struct relocation_kind *find_kind(uint16_t machine, uint32_t type)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (kinds[i].machine == machine && kinds[i].type == type)
			return &kinds[i];
	return NULL;
}

static int relocate_one(struct object *o, Elf_Data *target, uint16_t machine, const GElf_Rela *r,
			struct fail *f)
{
	const struct relocation_kind *kind = find_kind(machine, GELF_R_TYPE(r->r_info));
	uint64_t value;
	struct elf_symbol sym;
	uint32_t low;

	if (!kind)
		return fail(f, "%s: relocation of type %u in the DWARF of machine %u: expected those of 4 or 8 bytes",
			    o->elf.path, (unsigned int)GELF_R_TYPE(r->r_info), machine);
	if (!kind->width)
		return 0;
	if (target->d_size < kind->width || r->r_offset > target->d_size - kind->width)
		return fail(f, "%s: relocation at 0x%llx of a section of 0x%zx bytes", o->elf.path,
			    (unsigned long long)r->r_offset, target->d_size);
	if (GELF_R_SYM(r->r_info) >= o->elf.nsyms)
		return fail(f, "%s: relocation for symbol %llu of %zu", o->elf.path,
			    (unsigned long long)GELF_R_SYM(r->r_info), o->elf.nsyms);
	if (elf_file_symbol(&o->elf, GELF_R_SYM(r->r_info), &sym, f))
		return -1;
	value = sym.value + r->r_addend;
	if (sym.section && sym.section->sh.sh_flags & SHF_ALLOC)
		value = address_of(sym.index, value);
	value = htole64(value);
	low = htole32((uint32_t)le64toh(value));
	memcpy((char *)target->d_buf + r->r_offset, kind->width == 8 ? (void *)&value : (void *)&low, kind->width);
	if (kind->width == 8 && target->d_buf == o->info)
		o->addresses[o->naddresses++] = r->r_offset;
	return 0;
}

/* libdw takes what elf_getdata() has: put a copy there, since the file itself is mapped read-only. */
static Elf_Data *copy_section(struct object *o, size_t index, struct fail *f)
{
	Elf_Scn *scn = elf_getscn(o->elf.elf, index);
	Elf_Data *data;
	void **copies, *copy;

	if (o->elf.sections[index].sh.sh_flags & SHF_COMPRESSED && elf_compress(scn, 0, 0) < 0)
		data = NULL;
	else
		data = elf_getdata(scn, NULL);
	if (!data || !data->d_buf || !data->d_size) {
		fail(f, "%s: %s: %s", o->elf.path, o->elf.sections[index].name, elf_errmsg(-1));
		return NULL;
	}
	copies = reallocarray(o->copies, o->ncopies + 1, sizeof(*copies));
	if (copies)
		o->copies = copies;
	copy = copies ? malloc(data->d_size) : NULL;
	if (!copy) {
		fail(f, "out of memory");
		return NULL;
	}
	memcpy(copy, data->d_buf, data->d_size);
	data->d_buf = copies[o->ncopies++] = copy;
	return data;
}

static int relocate_section(struct object *o, size_t index, uint16_t machine, struct fail *f)
{
	const struct elf_section *from = &o->elf.sections[index];
	Elf_Data *relocs = elf_getdata(elf_getscn(o->elf.elf, index), NULL), *target;
	GElf_Rela r;
	size_t i, n;

	if (from->sh.sh_info >= o->elf.nsections || !relocs || !from->sh.sh_entsize)
		return fail(f, "%s: %s is damaged", o->elf.path, from->name);
	target = copy_section(o, from->sh.sh_info, f);
	if (!target)
		return -1;
	n = relocs->d_size / from->sh.sh_entsize;
	if (!strcmp(from->name, ".rela.debug_info") && !o->info) {
		o->info = target->d_buf;
		o->addresses = calloc(n + 1, sizeof(*o->addresses));
		if (!o->addresses)
			return fail(f, "out of memory");
	}
	for (i = 0; i < n; i++) {
		if (!gelf_getrela(relocs, i, &r))
			return fail(f, "%s: %s: %s", o->elf.path, from->name, elf_errmsg(-1));
		if (relocate_one(o, target, machine, &r, f))
			return -1;
	}
	return 0;
}

static int relocate(struct object *o, struct fail *f)
{
	GElf_Ehdr eh;

	if (!gelf_getehdr(o->elf.elf, &eh) || eh.e_ident[EI_CLASS] != ELFCLASS64 ||
	    eh.e_ident[EI_DATA] != ELFDATA2LSB || (eh.e_machine != EM_X86_64 && eh.e_machine != EM_AARCH64))
		return fail(f, "%s: expected an object for x86-64 or arm64", o->elf.path);
	for (size_t i = 1; i < o->elf.nsections; i++) {
		const char *name = o->elf.sections[i].name;

		if (o->elf.sections[i].sh.sh_type == SHT_RELA &&
		    (!strcmp(name, ".rela.debug_info") || !strcmp(name, ".rela.debug_line")) &&
		    relocate_section(o, i, eh.e_machine, f))
			return -1;
	}
	return 0;
}

/* --- open and close --- */

static int open_dwarf(struct object *o, struct fail *f)
{
	/* the linker has filled in a linked file, also where it left the relocations there */
	if (o->elf.relocatable && relocate(o, f))
		return -1;
	o->dwarf = dwarf_begin_elf(o->elf.elf, DWARF_C_READ, NULL);
	if (!o->dwarf)
		return fail(f, "%s: no debug information (DWARF) in it: %s", o->elf.path, dwarf_errmsg(-1));
	return 0;
}

int object_open(struct object *o, const char *path, struct fail *f)
{
	*o = (struct object){ 0 };
	if (elf_file_open(&o->elf, path, f))
		return -1;
	if (open_dwarf(o, f)) {
		object_close(o);
		return -1;
	}
	return 0;
}

void object_close(struct object *o)
{
	dwarf_end(o->dwarf);
	elf_file_close(&o->elf);
	while (o->ncopies)
		free(o->copies[--o->ncopies]);
	free(o->copies);
	free(o->addresses);
}
