// SPDX-License-Identifier: GPL-2.0-only
/*
 * place.c - finds out where each function of the object lies in the image.
 *
 * First those that match in one place only; what they tell of sections (match/votes.c) finds the others of their
 * name.  In the end a function with a reference that leads elsewhere than those of the others is not the same.
 */
#include <stdlib.h>
#include <string.h>

#include "match/match.h"

/* --- functions --- */

static int by_place(const void *va, const void *vb)
{
	const struct func *a = va, *b = vb;

	if (a->sym->index != b->sym->index)
		return a->sym->index < b->sym->index ? -1 : 1;
	if (a->sym->value != b->sym->value)
		return a->sym->value < b->sym->value ? -1 : 1;
	return a->nr < b->nr ? -1 : a->nr > b->nr;
}

static int list_functions(struct match *m, struct fail *f)
{
	const struct object *o = &m->object;
	size_t i;

	m->funcs = calloc(o->elf.nsyms + 1, sizeof(*m->funcs));
	if (!m->funcs)
		return fail(f, "out of memory");
	for (i = 1; i < o->elf.nsyms; i++) {
		const struct elf_symbol *s = &o->syms[i];

		if (!match_is_function(m, s))
			continue;
		if (!o->contents[s->index].bytes || s->value > s->section->sh.sh_size ||
		    s->size > s->section->sh.sh_size - s->value)
			return fail(f, "%s: function %s is not within its section %s", o->elf.path,
				    s->name, s->section->name);
		m->funcs[m->nfuncs++] = (struct func){ .nr = i, .sym = s };
	}
	qsort(m->funcs, m->nfuncs, sizeof(*m->funcs), by_place);
	return 0;
}

/* --- where functions are --- */

/* What was expected of the reference r of a function that lies at addr, and what is there. */
static void note_reference(const struct match *m, const struct ref *r, uint64_t addr, uint64_t expected,
			   struct difference *d)
{
	const struct field *fd = field_of(m->object.machine, r->reloc->type);
	uint64_t at = r->reloc->offset - m->funcs[r->func].sym->value, word;
	const uint8_t *found = image_bytes(&m->image, addr + at, fd->bytes);

	*d = (struct difference){ .offset = at };
	d->nfound = fd->bytes;
	memcpy(d->found, found, fd->bytes);
	d->nexpected = expected == NOWHERE ? 0 : fd->bytes;
	word = field_with(fd, field_word(fd, found), addr + at, expected + r->reloc->addend);
	memcpy(d->expected, &word, fd->bytes);
	d->addresses = m->image.is_module;
	d->expected_address = expected;
	d->found_address = r->symbol;
}

/* Do symbols mean what the image calls so?  That tells bodies apart that have the same bytes. */
static bool names_agree(const struct match *m, uint64_t addr, const struct refs *refs,
			struct difference *d)
{
	uint64_t other;
	size_t i;

	for (i = 0; i < refs->n; i++) {
		const struct ref *r = &refs->list[i];
		const struct elf_symbol *s = &m->object.syms[r->reloc->sym];

		if (!match_is_foreign(s) || !match_is_elsewhere(m, r, &other))
			continue;
		note_reference(m, r, addr, other, d);
		return false;
	}
	return true;
}

static int take(struct match *m, struct func *func, uint64_t addr, struct fail *f)
{
	func->state = FUNC_OK;
	func->placed = true;
	func->addr = addr;
	return match_func(m, func - m->funcs, addr, &func->difference, &m->refs, f) < 0 ? -1 : 0;
}

static bool has_reloc(const struct object *o, uint32_t section, uint64_t offset, uint64_t size)
{
	size_t i = object_reloc_from(o, section, offset);

	return i < o->contents[section].nrelocs && o->contents[section].relocs[i].offset < offset + size;
}

/*
 * Does the function end in the image where the object's does?  Where symbols have no sizes, what lies between it and
 * the next one of the object must be the same as well.
 */
static bool ends_the_same(const struct match *m, const struct func *func, const struct symbol *s,
			  struct difference *d)
{
	const struct elf_symbol *of = func->sym;
	const struct func *next = func + 1;
	uint64_t end = of->value + of->size, gap = 0;
	const uint8_t *expected = m->object.contents[of->index].bytes + end, *found;

	while (next < m->funcs + m->nfuncs && next->sym->index == of->index && next->sym->value < end)
		next++;
	if (next < m->funcs + m->nfuncs && next->sym->index == of->index)
		gap = next->sym->value - end;
	if (has_reloc(&m->object, of->index, end, gap))	/* then it is more than padding */
		gap = 0;
	*d = (struct difference){ .offset = s->size && s->size < of->size ? s->size : of->size };
	if (s->size)
		return s->size == of->size;
	found = image_bytes(&m->image, s->addr + of->size, gap);
	return !gap || (found && !memcmp(found, expected, gap));
}

/* Is the function what lies at s?  1, 0 with *d, -1 with *f noted. */
static int try_at(const struct match *m, const struct func *func, const struct symbol *s,
		  struct difference *d, struct fail *f)
{
	struct refs refs = { 0 };
	int ret = match_func(m, func - m->funcs, s->addr, d, &refs, f);

	if (ret == 1)
		ret = ends_the_same(m, func, s, d) && names_agree(m, s->addr, &refs, d);
	free(refs.list);
	return ret;
}

/* Tries all places that have the function's name: how many match, and the last one that does. */
static int try_all(struct match *m, struct func *func, size_t *nmatch, uint64_t *match, struct fail *f)
{
	size_t first, n = image_find(&m->image, func->sym->name, &first), i;

	*nmatch = 0;
	func->state = FUNC_ABSENT;
	for (i = first; i < first + n; i++) {
		const struct symbol *s = image_named(&m->image, i);
		struct difference d;
		int ret;

		if (!symbol_is_function(s))
			continue;
		ret = try_at(m, func, s, &d, f);
		if (ret < 0)
			return -1;
		if (ret) {
			++*nmatch;
			*match = s->addr;
		} else if (func->state == FUNC_ABSENT || d.offset > func->difference.offset) {
			/* the one that is the same the longest is shown */
			func->state = FUNC_DIFFERS;
			func->addr = s->addr;
			func->difference = d;
		}
	}
	return 0;
}

static int place_unique(struct match *m, struct fail *f)
{
	size_t i;

	for (i = 0; i < m->nfuncs; i++) {
		struct func *func = &m->funcs[i];
		uint64_t match = 0;
		size_t n;

		if (try_all(m, func, &n, &match, f))
			return -1;
		if (n == 1 && take(m, func, match, f))
			return -1;
		if (n > 1)
			func->state = FUNC_OPEN;
	}
	return 0;
}

/* The image's symbol of the function's name at addr, or NULL. */
static const struct symbol *called_so(const struct match *m, const struct func *func, uint64_t addr)
{
	size_t first, n = image_at(&m->image, addr, &first), i;

	for (i = first; i < first + n; i++) {
		const struct symbol *s = &m->image.set.syms[m->image.by_addr[i]];

		if (!strcmp(s->name, func->sym->name))
			return s;
	}
	return NULL;
}

/* Takes what the votes say; *more is set if there was something. */
static int place_by_votes(struct match *m, bool *more, struct fail *f)
{
	size_t i;

	*more = false;
	for (i = 0; i < m->nfuncs; i++) {
		struct func *func = &m->funcs[i];
		const struct symbol *s;
		struct difference d;
		uint64_t addr;
		int ret;

		if (func->state != FUNC_OPEN || !match_winner(m, func->sym->index, &addr))
			continue;
		s = called_so(m, func, addr + func->sym->value);
		ret = s ? try_at(m, func, s, &d, f) : 0;
		if (ret < 0 || (ret && take(m, func, s->addr, f)))
			return -1;
		*more |= ret;
	}
	return 0;
}

/*
 * A weak function that another file's has taken the place of is in the image, but nobody calls it.  What has its
 * name there lies elsewhere, and may even have the same bytes.
 */
static void drop_overridden(struct match *m)
{
	size_t i;

	for (i = 0; i < m->nfuncs; i++) {
		struct func *func = &m->funcs[i];
		uint64_t addr;

		if (func->sym->bind == STB_WEAK && func->state != FUNC_ABSENT &&
		    match_winner(m, func->sym->index, &addr) && func->addr != addr + func->sym->value) {
			func->state = FUNC_ABSENT;
			func->placed = false;
			func->overridden = true;
		}
	}
}

/* A function with a reference that leads elsewhere than those of the others is not the same. */
static void judge(struct match *m)
{
	size_t i;

	for (i = 0; i < m->refs.n; i++) {
		const struct ref *r = &m->refs.list[i];
		struct func *func = &m->funcs[r->func];
		uint64_t expected, at = r->reloc->offset - func->sym->value;

		if ((func->state == FUNC_OK || func->state == FUNC_DIFFERS) &&
		    !match_is_expected(m, r, &expected) &&
		    (func->state == FUNC_OK || at < func->difference.offset)) {
			func->state = FUNC_DIFFERS;
			note_reference(m, r, func->addr, expected, &func->difference);
		}
	}
}

int match_place(struct match *m, struct fail *f)
{
	bool more = true;

	if (list_functions(m, f) || place_unique(m, f))
		return -1;
	while (more) {
		if (match_vote(m, f) || place_by_votes(m, &more, f))
			return -1;
	}
	drop_overridden(m);
	judge(m);
	return match_vote(m, f);
}
