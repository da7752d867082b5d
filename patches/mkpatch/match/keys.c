// SPDX-License-Identifier: GPL-2.0-only
/*
 * keys.c - which static keys the branches of matched code belong to.
 *
 * Nothing in the code says it: the kernel's table of branches does, and there an entry is found by the branch.
 */
#include <stdlib.h>
#include <string.h>

#include "match/match.h"

#define ENTRY		16		/* bytes of an entry: distances of the branch, its target, the key */
#define ENTRY_KEY	8

struct entry {
	uint64_t code;			/* address of the branch */
	uint64_t addr;			/* of the entry */
};

struct entries {
	struct entry *list;
	size_t n;
};

int refs_append(struct refs *refs, const struct ref *ref, struct fail *f)
{
	if (refs->n == refs->room) {
		size_t room = refs->room ? 2 * refs->room : 1024;
		struct ref *list = reallocarray(refs->list, room, sizeof(*list));

		if (!list)
			return fail(f, "out of memory");
		refs->list = list;
		refs->room = room;
	}
	refs->list[refs->n++] = *ref;
	return 0;
}

static int by_code(const void *va, const void *vb)
{
	const struct entry *a = va, *b = vb;

	return a->code < b->code ? -1 : a->code > b->code;
}

static bool symbol_address(const struct image *im, const char *name, uint64_t *addr)
{
	size_t first;

	if (image_find(im, name, &first) != 1)
		return false;
	*addr = image_named(im, first)->addr;
	return true;
}

/* Where the image's table is; empty if that is not known. */
static void find_table(const struct image *im, uint64_t *from, uint64_t *to)
{
	if (im->is_module)
		image_section_range(im, "__jump_table", from, to);
	else if (!symbol_address(im, "__start___jump_table", from) ||
		 !symbol_address(im, "__stop___jump_table", to) || *to < *from)
		*from = *to = 0;
}

static int read_table(const struct match *m, uint32_t type, struct entries *e, struct fail *f)
{
	const struct field *fd = field_of(m->object.machine, type);
	uint64_t from, to, addr;
	bool whole;

	find_table(&m->image, &from, &to);
	if (!fd || !image_bytes(&m->image, from, to - from))
		return 0;
	e->list = calloc((to - from) / ENTRY + 1, sizeof(*e->list));
	if (!e->list)
		return fail(f, "out of memory");
	for (addr = from; to - addr >= ENTRY; addr += ENTRY)
		if (image_reference(&m->image, fd, addr, &e->list[e->n].code, &whole) && whole)
			e->list[e->n++].addr = addr;
	qsort(e->list, e->n, sizeof(*e->list), by_code);
	return 0;
}

/* The address of the branch that the relocation of the object's table names, if its function matched. */
static bool branch_address(const struct match *m, const struct reloc *r, uint64_t *addr, uint32_t *nr)
{
	const struct elf_symbol *s = &m->object.syms[r->sym];
	uint64_t offset = s->value + r->addend;
	const struct func *func;

	if (!s->section)
		return false;
	func = match_function(m, s->index, offset);
	if (!func || func->state != FUNC_OK)
		return false;
	*addr = func->addr + (offset - func->sym->value);
	*nr = func - m->funcs;
	return true;
}

static int look_up(const struct match *m, const struct entries *e, const struct reloc *code,
		   const struct reloc *key, struct refs *refs, struct fail *f)
{
	const struct field *fd = field_of(m->object.machine, key->type);
	struct ref ref = { .reloc = key, .known = UINT64_MAX };
	struct entry wanted, *found;
	uint64_t address;
	bool whole;

	if (!fd || !branch_address(m, code, &wanted.code, &ref.func))
		return 0;
	found = bsearch(&wanted, e->list, e->n, sizeof(wanted), by_code);
	if (!found || !image_reference(&m->image, fd, found->addr + ENTRY_KEY, &address, &whole) ||
	    !whole)
		return 0;
	ref.symbol = address - key->addend;
	return refs_append(refs, &ref, f);
}

int match_keys(const struct match *m, struct refs *refs, struct fail *f)
{
	const struct object *o = &m->object;
	struct entries e = { 0 };
	const struct content *c = NULL;
	size_t i, k;
	int ret = 0;

	for (i = 1; i < o->elf.nsections; i++)
		if (!strcmp(o->elf.sections[i].name, "__jump_table"))
			c = &o->contents[i];
	if (!c || !c->nrelocs)
		return 0;
	ret = read_table(m, c->relocs[0].type, &e, f);
	for (i = 0; !ret && e.n && i < c->nrelocs; i++) {
		if (c->relocs[i].offset % ENTRY)
			continue;
		for (k = i + 1; k < c->nrelocs && k <= i + 2; k++)
			if (c->relocs[k].offset == c->relocs[i].offset + ENTRY_KEY)
				ret = look_up(m, &e, &c->relocs[i], &c->relocs[k], refs, f);
	}
	free(e.list);
	return ret;
}
