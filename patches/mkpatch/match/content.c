// SPDX-License-Identifier: GPL-2.0-only
/*
 * content.c - compares constants that code refers to: strings, which the linker merges with others, and
 * read-only data, jump tables among them.
 */
#include <string.h>

#include "match/match.h"

/* Bytes of the constant behind the four of a distance that is the operand of an x86 instruction. */
static unsigned int immediate(const uint8_t *field)
{
	uint8_t modrm = field[-1], opcode = field[-2];
	bool is_short = field[-3] == 0x66 || ((field[-3] & 0xf0) == 0x40 && field[-4] == 0x66);

	if ((modrm & 0xc7) != 0x05)	/* no operand relative to the instruction: a call, a jump */
		return 0;
	if (field[-3] == 0x0f) {
		switch (opcode) {
		case 0x70: case 0x71: case 0x72: case 0x73:
		case 0xa4: case 0xac: case 0xba:
		case 0xc2: case 0xc4: case 0xc5: case 0xc6:
			return 1;
		}
		return 0;
	}
	switch (opcode) {
	case 0x6b: case 0x80: case 0x83: case 0xc0: case 0xc1: case 0xc6:
		return 1;
	case 0x69: case 0x81: case 0xc7:
		return is_short ? 2 : 4;
	case 0xf6:			/* test; the others of this opcode have no constant */
		return modrm & 0x30 ? 0 : 1;
	case 0xf7:
		return modrm & 0x30 ? 0 : is_short ? 2 : 4;
	}
	return 0;
}

unsigned int match_bias(const struct match *m, uint32_t section, const struct reloc *r,
			const struct field *fd)
{
	if (m->object.machine != EM_X86_64 || fd->form != FIELD_RELATIVE || fd->bytes != 4)
		return 0;
	if (!object_is_code(&m->object, section) || r->offset < 4)
		return 4;
	return 4 + immediate(m->object.contents[section].bytes + r->offset);
}

/* Where the string at offset ends, its terminator included; units are its characters. */
static uint64_t end_of_string(const uint8_t *bytes, uint64_t offset, uint64_t size, uint64_t unit)
{
	static const uint8_t zero[8];

	for (; size - offset >= unit; offset += unit)
		if (!memcmp(bytes + offset, zero, unit))
			return offset + unit;
	return size;
}

/* What is at offset ends at the end of its symbol; if it has none, where the next symbol begins. */
static uint64_t end_of_data(const struct object *o, uint32_t section, uint64_t *offset)
{
	uint64_t end = object_header(o, section)->sh_size, at = *offset;
	size_t i;

	for (i = 1; i < o->elf.nsyms; i++) {
		const struct elf_symbol *s = &o->syms[i];

		if (!s->section || s->index != section || s->type == STT_SECTION)
			continue;
		if (s->value <= at && at - s->value < s->size && s->size <= end - s->value) {
			*offset = s->value;
			return s->value + s->size;
		}
		if (s->value > at && s->value < end)
			end = s->value;
	}
	return end;
}

static bool is_constant(const struct elf_section *s)
{
	return (s->sh.sh_flags & SHF_ALLOC) && !(s->sh.sh_flags & (SHF_WRITE | SHF_EXECINSTR)) &&
	       s->sh.sh_type == SHT_PROGBITS && !strncmp(s->name, ".rodata", strlen(".rodata"));
}

/* From where to where a constant goes that begins at *offset or around it. */
static uint64_t extent(const struct object *o, uint32_t section, uint64_t *offset)
{
	const GElf_Shdr *sh = object_header(o, section);
	uint64_t unit = sh->sh_entsize;

	if (!(sh->sh_flags & SHF_MERGE) || !unit || unit > 64)
		return end_of_data(o, section, offset);
	if (!(sh->sh_flags & SHF_STRINGS))
		return *offset - *offset % unit + unit;
	return end_of_string(o->contents[section].bytes, *offset, sh->sh_size, unit > 8 ? 1 : unit);
}

/* The first relocated field at or behind offset: where it begins and ends. */
static void next_field(const struct object *o, uint32_t section, uint64_t offset, uint64_t *from,
		       uint64_t *to)
{
	const struct content *c = &o->contents[section];
	size_t i = object_reloc_from(o, section, offset < 8 ? 0 : offset - 7);

	*from = *to = UINT64_MAX;
	for (; i < c->nrelocs; i++) {
		const struct field *fd = field_of(o->machine, c->relocs[i].type);

		*from = c->relocs[i].offset;
		*to = *from + (fd ? fd->bytes : 8);
		if (*to > offset)
			return;
		*from = *to = UINT64_MAX;
	}
}

bool match_content(const struct match *m, uint32_t section, const struct reloc *r,
		   const struct field *fd, uint64_t address, struct difference *d)
{
	const struct object *o = &m->object;
	const struct elf_symbol *sym = &o->syms[r->sym];
	unsigned int bias = match_bias(m, section, r, fd);
	uint64_t offset = sym->value + r->addend + bias, at = offset, end, from, to, i;
	const uint8_t *expected, *found;

	if (!sym->section || !is_constant(sym->section) || !o->contents[sym->index].bytes ||
	    offset >= sym->section->sh.sh_size || sym->value > sym->section->sh.sh_size)
		return true;
	/* a loop over a string may name its end, which in the object is where another one begins */
	if (sym->type != STT_SECTION && (sym->section->sh.sh_flags & SHF_MERGE))
		at = sym->value;
	end = extent(o, sym->index, &at);
	if (end > sym->section->sh.sh_size)
		end = sym->section->sh.sh_size;
	expected = o->contents[sym->index].bytes;
	found = image_bytes(&m->image, address + bias - (offset - at), end - at);
	next_field(o, sym->index, at, &from, &to);
	for (i = at; i < end; i++) {
		if (i >= to)
			next_field(o, sym->index, i, &from, &to);
		if (i >= from || (found && expected[i] == found[i - at]))
			continue;
		d->nexpected = end - i < DIFFERENCE_BYTES ? end - i : DIFFERENCE_BYTES;
		d->nfound = found ? d->nexpected : 0;
		memcpy(d->expected, expected + i, d->nexpected);
		if (found)
			memcpy(d->found, found + (i - at), d->nfound);
		return false;
	}
	return true;
}
