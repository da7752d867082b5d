// SPDX-License-Identifier: GPL-2.0-only
/*
 * match_func.c - compares one function with the bytes at one address, and computes back what each of its
 * references means there.
 */
#include <stdlib.h>
#include <string.h>

#include "match.h"

#define NO_DIFFERENCE	UINT64_MAX

/* One comparison. */
struct pair {
	const struct match *m;
	const struct elf_symbol *sym;
	uint32_t func;
	uint64_t addr;
	const uint8_t *expected, *found;
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

		if (fd && fd->form == FIELD_PAGE && other->sym == r->sym &&
		    other->addend == r->addend)
			return image_reference(&p->m->image, fd,
					       p->addr + (other->offset - p->sym->value), page,
					       &whole);
	}
	return false;
}

static int take_reference(struct pair *p, const struct reloc *r, const struct field *fd,
			  struct refs *refs, struct fail *f)
{
	uint64_t at = r->offset - p->sym->value, address, page;
	struct ref ref = { .func = p->func, .reloc = r, .known = UINT64_MAX };
	struct difference d = { 0 };
	bool whole;

	if (fd->form == FIELD_GOT)
		return 0;
	if (!image_reference(&p->m->image, fd, p->addr + at, &address, &whole)) {
		note_bytes(p, at, fd->bytes);
		return 0;
	}
	if (!whole) {
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
static const struct field *field_at(struct pair *p, const struct reloc *r)
{
	const struct field *fd = field_of(p->m->object.machine, r->type);
	uint64_t at = r->offset - p->sym->value;

	if (!fd || fd->bytes > p->sym->size - at) {
		note_bytes(p, at, 1);
		return NULL;
	}
	return relaxed(p, fd, at);
}

static int take_references(struct pair *p, struct refs *refs, struct fail *f)
{
	const struct content *c = &p->m->object.contents[p->sym->index];
	size_t i = object_reloc_from(&p->m->object, p->sym->index, p->sym->value);

	for (; i < c->nrelocs && c->relocs[i].offset < p->sym->value + p->sym->size; i++) {
		const struct reloc *r = &c->relocs[i];
		uint64_t at = r->offset - p->sym->value, mask;
		const struct field *fd;
		unsigned int k;

		/* a site that is left out, or one that objtool has emptied */
		if (!p->care[at] || !r->type)
			continue;
		fd = field_at(p, r);
		if (!fd)
			continue;
		mask = field_mask(fd);
		for (k = 0; k < fd->bytes; k++)
			p->care[at + k] &= ~(mask >> (8 * k));
		if (take_reference(p, r, fd, refs, f))
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

static int compare(struct pair *p, struct refs *refs, struct fail *f)
{
	p->care = malloc(p->sym->size);
	if (!p->care)
		return fail(f, "out of memory");
	memset(p->care, 0xff, p->sym->size);
	leave_out_sites(p);
	if (take_references(p, refs, f)) {
		free(p->care);
		return -1;
	}
	compare_bytes(p);
	free(p->care);
	return 0;
}

int match_func(const struct match *m, uint32_t func, uint64_t addr, struct difference *d,
	       struct refs *refs, struct fail *f)
{
	const struct elf_symbol *sym = m->funcs[func].sym;
	size_t before = refs->n;
	struct pair p = { .m = m, .sym = sym, .func = func, .addr = addr, .d = d };

	*d = (struct difference){ .offset = NO_DIFFERENCE };
	p.expected = m->object.contents[sym->index].bytes + sym->value;
	p.found = image_bytes(&m->image, addr, sym->size);
	if (!p.found) {
		note_bytes(&p, 0, DIFFERENCE_BYTES);
		return 0;
	}
	if (compare(&p, refs, f))
		return -1;
	if (d->offset == NO_DIFFERENCE)
		return 1;
	refs->n = before;
	return 0;
}
