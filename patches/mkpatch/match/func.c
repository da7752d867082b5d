// SPDX-License-Identifier: GPL-2.0-only
/*
 * func.c - compares one function with the bytes at one address, and computes back what each of its
 * references means there.
 */
#include <stdlib.h>
#include <string.h>

#include "match/match.h"

#define NO_DIFFERENCE	UINT64_MAX

/* One comparison. */
struct pair {
	const struct match *m;
	const struct elf_symbol *sym;
	uint32_t func;
	uint64_t addr;
	const uint8_t *expected;
	uint8_t *found;			/* a copy */
	uint8_t *care;			/* the bits of each byte that must be the same */
	struct difference *d;
};

static void note(struct pair *p, uint64_t offset, const struct difference *what)
{
	if (offset >= p->d->offset)
		return;
	*p->d = *what;
	p->d->offset = offset;
}

/* A difference of n bytes as they are. */
static void note_bytes(struct pair *p, uint64_t offset, unsigned int n)
{
	struct difference d = { 0 };

	if (n > p->sym->size - offset)
		n = p->sym->size - offset;
	if (n > DIFFERENCE_BYTES)
		n = DIFFERENCE_BYTES;
	d.nexpected = n;
	memcpy(d.expected, p->expected + offset, n);
	if (p->found) {
		d.nfound = n;
		memcpy(d.found, p->found + offset, n);
	}
	note(p, offset, &d);
}

/* --- what is not compared --- */

static bool is_nop(uint16_t machine, const uint8_t *p, uint32_t size)
{
	static const uint8_t nop5[] = { 0x0f, 0x1f, 0x44, 0x00, 0x00 }, nop2[] = { 0x66, 0x90 },
			     nop4[] = { 0x1f, 0x20, 0x03, 0xd5 };

	if (machine == EM_AARCH64)
		return size == 4 && !memcmp(p, nop4, 4);
	return (size == 5 && !memcmp(p, nop5, 5)) || (size == 2 && !memcmp(p, nop2, 2));
}

static bool is_jump(uint16_t machine, const uint8_t *p, uint32_t size)
{
	if (machine == EM_AARCH64)
		return size == 4 && (p[3] & 0xfc) == 0x14;
	return (size == 5 && p[0] == 0xe9) || (size == 2 && p[0] == 0xeb);
}

/* One of the two forms that a static key's branch may have, where the other one was expected. */
static bool is_other_branch(uint16_t machine, const uint8_t *a, const uint8_t *b, uint32_t size)
{
	return (is_nop(machine, a, size) && is_jump(machine, b, size)) ||
	       (is_jump(machine, a, size) && is_nop(machine, b, size));
}

static void leave_out_sites(struct pair *p)
{
	const struct sites *s = &p->m->sites;
	uint64_t start = p->sym->value, end = start + p->sym->size;
	size_t i;

	for (i = sites_from(s, p->sym->index, start); i < s->n; i++) {
		const struct site *site = &s->list[i];
		uint64_t at = site->offset - start;

		if (site->section != p->sym->index || site->offset >= end)
			break;
		if (site->offset < start || site->size > end - site->offset)
			continue;
		if (site->kind == SITE_ENTRY ||
		    (site->kind == SITE_BRANCH &&
		     is_other_branch(p->m->object.machine, p->expected + at, p->found + at,
				     site->size)))
			memset(p->care + at, 0, site->size);
	}
}

/* The linker makes an address out of what was one taken from a table: mov from memory becomes lea. */
static const struct field *relaxed(struct pair *p, const struct field *fd, uint64_t at)
{
	if (p->m->object.machine != EM_X86_64 || fd->form != FIELD_GOT || at < 2 ||
	    p->expected[at - 2] != 0x8b || p->found[at - 2] != 0x8d)
		return fd;
	p->care[at - 2] = 0;
	return field_of(EM_X86_64, R_X86_64_PC32);
}

/*
 * arm64's linker goes round an erratum of Cortex-A53: where an adrp is one of the last two instructions of a page, it
 * becomes an adr, or a load behind it is moved to another place, from which a jump leads back.
 */
#define IS_JUMP_ARM64(word)	((word) >> 26 == 0x05)
#define IS_ADR_ARM64(word)	(((word) & 0x9f000000) == 0x10000000)
#define ADRP_BIT_ARM64		31

static const struct field *repaired(struct pair *p, const struct field *fd, uint64_t at, uint64_t *place)
{
	const struct field *jump = field_of(EM_AARCH64, R_AARCH64_JUMP26);
	uint64_t word, to;
	const uint8_t *moved;

	if (p->m->object.machine != EM_AARCH64 || p->m->image.is_module || fd->bytes != 4)
		return fd;
	word = field_word(fd, p->found + at);
	if (fd->form == FIELD_PAGE && IS_ADR_ARM64(word)) {
		p->care[at + ADRP_BIT_ARM64 / 8] &= ~(1 << ADRP_BIT_ARM64 % 8);
		return field_of(EM_AARCH64, R_AARCH64_ADR_PREL_LO21);
	}
	if (fd->form != FIELD_LOW || !IS_JUMP_ARM64(word))
		return fd;
	to = field_address(jump, word, *place);
	moved = image_bytes(&p->m->image, to, 8);
	if (!moved || !IS_JUMP_ARM64(field_word(jump, moved + 4)) ||
	    field_address(jump, field_word(jump, moved + 4), to + 4) != *place + 4)
		return fd;
	memcpy(p->found + at, moved, 4);
	*place = to;
	return fd;
}

/* --- references --- */

/* The page of the address whose low bits r has: another instruction's field. */
static bool page_of(struct pair *p, const struct reloc *r, uint64_t *page)
{
	const struct content *c = &p->m->object.contents[p->sym->index];
	size_t i = object_reloc_from(&p->m->object, p->sym->index, p->sym->value);
	bool whole;

	for (; i < c->nrelocs && c->relocs[i].offset < p->sym->value + p->sym->size; i++) {
		const struct reloc *other = &c->relocs[i];
		const struct field *fd = field_of(p->m->object.machine, other->type);

		uint64_t place = p->addr + (other->offset - p->sym->value);

		if (fd && fd->form == FIELD_PAGE && other->sym == r->sym &&
		    other->addend == r->addend && fd->bytes <= p->sym->value + p->sym->size - other->offset)
			return image_reference(&p->m->image,
					       repaired(p, fd, other->offset - p->sym->value, &place),
					       place, page, &whole);
	}
	return false;
}

/* Takes the one that lies at place. */
static int take_reference(struct pair *p, const struct reloc *r, const struct field *fd, uint64_t place,
			  struct refs *refs, struct fail *f)
{
	uint64_t at = r->offset - p->sym->value, address, page;
	struct ref ref = { .func = p->func, .reloc = r, .known = UINT64_MAX };
	struct difference d = { 0 };
	bool whole;

	if (fd->form == FIELD_GOT)
		return 0;
	if (!image_reference(&p->m->image, fd, place, &address, &whole)) {
		note_bytes(p, at, fd->bytes);
		return 0;
	}
	if (!whole || field_of(p->m->object.machine, r->type)->form == FIELD_PAGE) {
		ref.known = fd->form == FIELD_LOW ? 0xfff : ~UINT64_C(0xfff);
		if (fd->form == FIELD_LOW && page_of(p, r, &page)) {
			address |= page;
			ref.known = UINT64_MAX;
		}
	}
	if (ref.known == UINT64_MAX && !match_content(p->m, p->sym->index, r, fd, address, &d))
		note(p, at, &d);
	ref.symbol = address - r->addend;
	return refs_append(refs, &ref, f);
}

/* The fields that relocations fill: what they are is compared apart from the other bits. */
static const struct field *field_at(struct pair *p, const struct reloc *r, uint64_t *place)
{
	const struct field *fd = field_of(p->m->object.machine, r->type);
	uint64_t at = r->offset - p->sym->value;

	if (!fd || fd->bytes > p->sym->size - at) {
		note_bytes(p, at, 1);
		return NULL;
	}
	return repaired(p, relaxed(p, fd, at), at, place);
}

static int take_references(struct pair *p, struct refs *refs, struct fail *f)
{
	const struct content *c = &p->m->object.contents[p->sym->index];
	size_t i = object_reloc_from(&p->m->object, p->sym->index, p->sym->value);

	for (; i < c->nrelocs && c->relocs[i].offset < p->sym->value + p->sym->size; i++) {
		const struct reloc *r = &c->relocs[i];
		uint64_t at = r->offset - p->sym->value, place = p->addr + at, mask;
		const struct field *fd;
		unsigned int k;

		/* a site that is left out, or one that objtool has emptied */
		if (!p->care[at] || !r->type)
			continue;
		fd = field_at(p, r, &place);
		if (!fd)
			continue;
		mask = field_mask(fd);
		for (k = 0; k < fd->bytes; k++)
			p->care[at + k] &= ~(mask >> (8 * k));
		if (take_reference(p, r, fd, place, refs, f))
			return -1;
	}
	return 0;
}

static void compare_bytes(struct pair *p)
{
	uint64_t i;

	for (i = 0; i < p->sym->size; i++) {
		if ((p->expected[i] ^ p->found[i]) & p->care[i]) {
			note_bytes(p, i, DIFFERENCE_BYTES);
			return;
		}
	}
}

static int compare(struct pair *p, const uint8_t *found, struct refs *refs, struct fail *f)
{
	size_t size = p->sym->size;
	int ret;

	p->found = malloc(2 * size);
	if (!p->found)
		return fail(f, "out of memory");
	p->care = p->found + size;
	memcpy(p->found, found, size);
	memset(p->care, 0xff, size);
	leave_out_sites(p);
	ret = take_references(p, refs, f);
	if (!ret)
		compare_bytes(p);
	free(p->found);
	return ret;
}

int match_func(const struct match *m, uint32_t func, uint64_t addr, struct difference *d,
	       struct refs *refs, struct fail *f)
{
	const struct elf_symbol *sym = m->funcs[func].sym;
	size_t before = refs->n;
	struct pair p = { .m = m, .sym = sym, .func = func, .addr = addr, .d = d };
	const uint8_t *found;

	*d = (struct difference){ .offset = NO_DIFFERENCE };
	p.expected = m->object.contents[sym->index].bytes + sym->value;
	found = image_bytes(&m->image, addr, sym->size);
	if (!found) {
		note_bytes(&p, 0, DIFFERENCE_BYTES);
		return 0;
	}
	if (compare(&p, found, refs, f))
		return -1;
	if (d->offset == NO_DIFFERENCE)
		return 1;
	refs->n = before;
	return 0;
}
