// SPDX-License-Identifier: GPL-2.0-only
/*
 * body.c - which bytes of a function a running kernel may have other than its image.
 */
#include <stdlib.h>
#include <string.h>

#include "match/match.h"

static const uint8_t endbr64[] = { 0xf3, 0x0f, 0x1e, 0xfa };

/* Appends what of [offset, offset + size) of the section lies in the function. */
static void add(const struct func *func, struct range *list, size_t *n, uint64_t offset, uint64_t size)
{
	uint64_t start = func->sym->value, end = start + func->sym->size, to = offset + size;

	if (offset < start)
		offset = start;
	if (to > end)
		to = end;
	if (offset < to)
		list[(*n)++] = (struct range){ offset - start, to - offset };
}

/* Does the kernel change the field when it is loaded elsewhere than it was linked for? */
static bool is_moved(const struct match *m, const struct field *fd, uint64_t place)
{
	uint64_t address;
	bool whole;

	if (m->image.is_module || !fd || fd->form == FIELD_ABSOLUTE || fd->form == FIELD_GOT)
		return true;
	/* The distance to what does not move with the image: per-CPU data. */
	return image_reference(&m->image, fd, place, &address, &whole) && whole &&
	       (address + 16 < m->image.lowest || address > m->image.highest + (1u << 24));
}

static int by_offset(const void *va, const void *vb)
{
	const struct range *a = va, *b = vb;

	return a->offset < b->offset ? -1 : a->offset > b->offset;
}

/* Sorts them, and makes one of those that overlap or touch. */
static size_t join(struct range *list, size_t n)
{
	size_t i, used = 0;

	qsort(list, n, sizeof(*list), by_offset);
	for (i = 0; i < n; i++) {
		struct range *last = used ? &list[used - 1] : NULL;

		if (!last || list[i].offset > last->offset + last->size)
			list[used++] = list[i];
		else if (list[i].offset + list[i].size > last->offset + last->size)
			last->size = list[i].offset + list[i].size - last->offset;
	}
	return used;
}

int match_ranges(const struct match *m, const struct func *func, struct range **list, size_t *n,
		 struct fail *f)
{
	const struct elf_symbol *s = func->sym;
	const struct content *c = &m->object.contents[s->index];
	uint64_t end = s->value + s->size;
	size_t first_site = sites_from(&m->sites, s->index, s->value), i;
	size_t first_reloc = object_reloc_from(&m->object, s->index, s->value), room = 1;

	for (i = first_site; i < m->sites.n && m->sites.list[i].section == s->index &&
			     m->sites.list[i].offset < end; i++)
		room++;
	for (i = first_reloc; i < c->nrelocs && c->relocs[i].offset < end; i++)
		room++;
	*n = 0;
	*list = calloc(room, sizeof(**list));
	if (!*list)
		return fail(f, "out of memory");
	if (m->object.machine == EM_X86_64 && s->size >= sizeof(endbr64) &&
	    !memcmp(c->bytes + s->value, endbr64, sizeof(endbr64)))
		add(func, *list, n, s->value, sizeof(endbr64));
	for (i = first_site; i < m->sites.n && m->sites.list[i].section == s->index &&
			     m->sites.list[i].offset < end; i++)
		add(func, *list, n, m->sites.list[i].offset, m->sites.list[i].size);
	for (i = first_reloc; i < c->nrelocs && c->relocs[i].offset < end; i++) {
		const struct field *fd = field_of(m->object.machine, c->relocs[i].type);

		if (is_moved(m, fd, func->addr + (c->relocs[i].offset - s->value)))
			add(func, *list, n, c->relocs[i].offset, fd ? fd->bytes : 4);
	}
	*n = join(*list, *n);
	return 0;
}
