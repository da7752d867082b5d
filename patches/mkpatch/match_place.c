// SPDX-License-Identifier: GPL-2.0-only
/*
 * match_place.c - finds out where each function lies in the image, and what each reference means.
 *
 * The linker places each section of an object in one piece.  So a function that is the only one of its name, and
 * whose bytes match, tells where its section is; its references tell where other sections and symbols are;
 * and all of that tells which one it is of several functions with the same name and bytes.  Each of these is a
 * vote, the majority wins, and a matched function with a reference that says otherwise is none.
 */
#include <stdlib.h>
#include <string.h>

#include "match.h"

/* What votes are about: a section's address, or that of a symbol which the object takes from elsewhere. */
#define KEY_SYMBOL	(UINT64_C(1) << 32)

/* A weak symbol may be somebody else's in the end, as one that the object does not define. */
static bool is_foreign(const struct elf_symbol *s)
{
	return s->index == SHN_UNDEF || (s->section && s->bind == STB_WEAK);
}

static bool is_merged(const struct elf_symbol *s)
{
	return s->section && (s->section->sh.sh_flags & SHF_MERGE);
}

/* false: nothing can be learned from an address of the symbol. */
static bool key_of(const struct match *m, uint32_t nr, uint64_t *key)
{
	const struct elf_symbol *s = &m->object.syms[nr];

	if (is_foreign(s)) {
		*key = KEY_SYMBOL | nr;
		return true;
	}
	*key = s->index;
	return s->section && !is_merged(s);
}

/* --- functions --- */

static bool begins_with(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

/* Nops in front of functions that objtool or the compiler has made symbols of are none. */
static bool is_function(const struct match *m, const struct elf_symbol *s)
{
	return s->type == STT_FUNC && s->size && s->section && object_is_code(&m->object, s->index) &&
	       !begins_with(s->name, "__pfx_") && !begins_with(s->name, "__cfi_");
}

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

		if (!is_function(m, s))
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

/* The function of the section that offset lies in, its end included; NULL: none. */
static const struct func *function_around(const struct match *m, uint32_t section, uint64_t offset)
{
	const struct func *found = NULL;
	size_t low = 0, high = m->nfuncs;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct elf_symbol *s = m->funcs[middle].sym;

		if (s->index < section || (s->index == section && s->value <= offset))
			low = middle + 1;
		else
			high = middle;
	}
	if (low)
		found = &m->funcs[low - 1];
	return found && found->sym->index == section &&
	       offset - found->sym->value <= found->sym->size ? found : NULL;
}

/* --- votes --- */

static int by_key(const void *va, const void *vb)
{
	const struct vote *a = va, *b = vb;

	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->addr < b->addr ? -1 : a->addr > b->addr;
}

/* Leaves of each key the address that has the most votes. */
static void count_votes(struct match *m)
{
	size_t i = 0, n = 0, best = 0;

	while (i < m->nvotes) {
		struct vote v = m->votes[i];
		size_t same = 0;

		while (i < m->nvotes && !by_key(&m->votes[i], &v))
			i++, same++;
		if (n && m->votes[n - 1].key == v.key) {
			if (same > best) {
				m->votes[n - 1] = v;
				best = same;
			}
			continue;
		}
		m->votes[n++] = v;
		best = same;
	}
	m->nvotes = n;
}

static void add_vote(struct match *m, uint64_t key, uint64_t addr)
{
	m->votes[m->nvotes++] = (struct vote){ key, addr };
}

static int vote(struct match *m, struct fail *f)
{
	uint64_t key;
	size_t i;

	free(m->votes);
	m->nvotes = 0;
	m->votes = calloc(m->nfuncs + m->refs.n + 1, sizeof(*m->votes));
	if (!m->votes)
		return fail(f, "out of memory");
	for (i = 0; i < m->nfuncs; i++)
		if (m->funcs[i].state == FUNC_OK)
			add_vote(m, m->funcs[i].sym->index,
				 m->funcs[i].addr - m->funcs[i].sym->value);
	for (i = 0; i < m->refs.n; i++) {
		const struct ref *r = &m->refs.list[i];
		const struct elf_symbol *s = &m->object.syms[r->reloc->sym];

		if (r->known == UINT64_MAX && m->funcs[r->func].state == FUNC_OK &&
		    key_of(m, r->reloc->sym, &key))
			add_vote(m, key, r->symbol - (is_foreign(s) ? 0 : s->value));
	}
	qsort(m->votes, m->nvotes, sizeof(*m->votes), by_key);
	count_votes(m);
	return 0;
}

static bool winner(const struct match *m, uint64_t key, uint64_t *addr)
{
	struct vote wanted = { .key = key };
	size_t low = 0, high = m->nvotes;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->votes[middle].key < wanted.key)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == m->nvotes || m->votes[low].key != key)
		return false;
	*addr = m->votes[low].addr;
	return true;
}

/* --- what a symbol's address must be --- */

static bool is_global(const struct symbol *s)
{
	return s->type >= 'A' && s->type <= 'Z';
}

/* Does the image have the name, but not at addr?  *other is where. */
static bool is_elsewhere(const struct match *m, const char *name, uint64_t addr, uint64_t known,
			 int64_t addend, uint64_t *other)
{
	size_t first, n = image_find(&m->image, name, &first), i;
	bool global = false, any = false;

	for (i = first; i < first + n; i++)
		global |= is_global(image_named(&m->image, i));
	for (i = first; i < first + n; i++) {
		const struct symbol *s = image_named(&m->image, i);

		/* names that are local to other files count only if there are no others: the linker
		 * makes hidden ones local */
		if (global && !is_global(s))
			continue;
		if (!(((s->addr + addend) ^ (addr + addend)) & known))
			return false;
		*other = s->addr;
		any = true;
	}
	return any;
}

/* What the symbol of the reference must be; false: nobody knows. */
static bool expected_symbol(const struct match *m, const struct ref *r, uint64_t *addr)
{
	const struct elf_symbol *s = &m->object.syms[r->reloc->sym];
	uint32_t section = m->funcs[r->func].sym->index;
	const struct func *func;
	uint64_t key;
	size_t first;

	if (is_foreign(s)) {
		if (image_find(&m->image, s->name, &first))
			return is_elsewhere(m, s->name, r->symbol, r->known, r->reloc->addend, addr);
		return winner(m, KEY_SYMBOL | r->reloc->sym, addr);
	}
	if (!key_of(m, r->reloc->sym, &key))
		return false;
	if (object_is_code(&m->object, s->index)) {
		uint64_t offset = s->value;

		if (s->type == STT_SECTION)
			offset += r->reloc->addend +
				  match_bias(m, section, r->reloc,
					     field_of(m->object.machine, r->reloc->type));
		func = function_around(m, s->index, offset);
		if (func && func->placed) {
			*addr = func->addr - func->sym->value + s->value;
			return true;
		}
	}
	if (!winner(m, key, addr))
		return false;
	*addr += s->value;
	return true;
}

static bool is_expected(const struct match *m, const struct ref *r, uint64_t *addr)
{
	int64_t addend = r->reloc->addend;

	if (!expected_symbol(m, r, addr))
		return true;
	return !(((*addr + addend) ^ (r->symbol + addend)) & r->known);
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
	d->nexpected = d->nfound = fd->bytes;
	memcpy(d->found, found, fd->bytes);
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

		if (!is_foreign(s) || !is_elsewhere(m, s->name, r->symbol, r->known, r->reloc->addend, &other))
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

		if (func->state != FUNC_OPEN || !winner(m, func->sym->index, &addr))
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
		    winner(m, func->sym->index, &addr) && func->addr != addr + func->sym->value) {
			func->state = FUNC_ABSENT;
			func->placed = false;
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
		    !is_expected(m, r, &expected) &&
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
		if (vote(m, f) || place_by_votes(m, &more, f))
			return -1;
	}
	drop_overridden(m);
	judge(m);
	return vote(m, f);
}

bool match_symbol(const struct match *m, uint32_t nr, uint64_t *addr)
{
	const struct elf_symbol *s = &m->object.syms[nr];
	const struct func *func;
	uint64_t key;

	if (!s->name[0] || s->type == STT_SECTION || s->type == STT_FILE || !key_of(m, nr, &key))
		return false;
	if (!is_foreign(s) && is_function(m, s)) {
		func = function_around(m, s->index, s->value);
		*addr = func ? func->addr : 0;
		return func && func->state == FUNC_OK;
	}
	if (!winner(m, key, addr))
		return false;
	if (!is_foreign(s))
		*addr += s->value;
	return true;
}
