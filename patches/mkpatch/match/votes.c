// SPDX-License-Identifier: GPL-2.0-only
/*
 * votes.c - where sections and symbols are, by what matched code says of them.
 *
 * The linker places each section of an object in one piece.  So each matched function tells where its section is,
 * and its references tell where other sections and symbols are.  Each of these is a vote, and the majority wins.
 */
#include <stdlib.h>
#include <string.h>

#include "match/match.h"

static bool begins_with(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

/* Nops in front of functions that objtool or the compiler has made symbols of are none. */
bool match_is_function(const struct match *m, const struct elf_symbol *s)
{
	return s->type == STT_FUNC && s->size && s->section && object_is_code(&m->object, s->index) &&
	       !begins_with(s->name, "__pfx_") && !begins_with(s->name, "__cfi_");
}

/* What votes are about: a section's address, or that of a symbol which the object takes from elsewhere. */
#define KEY_SYMBOL	(UINT64_C(1) << 32)

/* A weak symbol may be somebody else's in the end, as one that the object does not define. */
bool match_is_foreign(const struct elf_symbol *s)
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

	if (match_is_foreign(s)) {
		*key = KEY_SYMBOL | nr;
		return true;
	}
	*key = s->index;
	return s->section && !is_merged(s);
}

/* The function of the section that offset lies in, its end included; NULL: none. */
const struct func *match_function(const struct match *m, uint32_t section, uint64_t offset)
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

static void vote_refs(struct match *m, const struct refs *refs)
{
	uint64_t key;
	size_t i;

	for (i = 0; i < refs->n; i++) {
		const struct ref *r = &refs->list[i];
		const struct elf_symbol *s = &m->object.syms[r->reloc->sym];

		if (r->known == UINT64_MAX && m->funcs[r->func].state == FUNC_OK &&
		    key_of(m, r->reloc->sym, &key))
			add_vote(m, key, r->symbol - (match_is_foreign(s) ? 0 : s->value));
	}
}

int match_vote(struct match *m, struct fail *f)
{
	struct refs keys = { 0 };
	size_t i;

	free(m->votes);
	m->nvotes = 0;
	m->votes = NULL;
	if (match_keys(m, &keys, f)) {
		free(keys.list);
		return -1;
	}
	m->votes = calloc(m->nfuncs + m->refs.n + keys.n + 1, sizeof(*m->votes));
	if (!m->votes) {
		free(keys.list);
		return fail(f, "out of memory");
	}
	for (i = 0; i < m->nfuncs; i++)
		if (m->funcs[i].state == FUNC_OK)
			add_vote(m, m->funcs[i].sym->index,
				 m->funcs[i].addr - m->funcs[i].sym->value);
	vote_refs(m, &m->refs);
	vote_refs(m, &keys);
	free(keys.list);
	qsort(m->votes, m->nvotes, sizeof(*m->votes), by_key);
	count_votes(m);
	return 0;
}

bool match_winner(const struct match *m, uint64_t key, uint64_t *addr)
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

/*
 * The image lacks the name.  Where all names are known, and those of functions always are, what has another one is
 * something else.
 */
static bool has_other_name(const struct match *m, const struct ref *r)
{
	size_t first;
	const struct symbol *s;

	if (r->known != UINT64_MAX || !image_at(&m->image, r->symbol, &first))
		return false;
	s = &m->image.set.syms[m->image.by_addr[first]];
	return m->image.is_module || s->size || symbol_is_function(s);
}

bool match_is_elsewhere(const struct match *m, const struct ref *r, uint64_t *other)
{
	size_t first, n = image_find(&m->image, m->object.syms[r->reloc->sym].name, &first), i;
	int64_t addend = r->reloc->addend;
	bool global = false, any = false;

	*other = NOWHERE;
	if (!n)
		return has_other_name(m, r);
	for (i = first; i < first + n; i++)
		global |= is_global(image_named(&m->image, i));
	for (i = first; i < first + n; i++) {
		const struct symbol *s = image_named(&m->image, i);

		/* names that are local to other files count only if there are no others: the linker
		 * makes hidden ones local */
		if (global && !is_global(s))
			continue;
		if (!(((s->addr + addend) ^ (r->symbol + addend)) & r->known))
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

	if (match_is_foreign(s)) {
		if (match_is_elsewhere(m, r, addr))
			return true;
		return !image_find(&m->image, s->name, &first) &&
		       match_winner(m, KEY_SYMBOL | r->reloc->sym, addr);
	}
	if (!key_of(m, r->reloc->sym, &key))
		return false;
	if (object_is_code(&m->object, s->index)) {
		uint64_t offset = s->value;

		if (s->type == STT_SECTION)
			offset += r->reloc->addend +
				  match_bias(m, section, r->reloc,
					     field_of(m->object.machine, r->reloc->type));
		func = match_function(m, s->index, offset);
		if (func && func->placed) {
			*addr = func->addr - func->sym->value + s->value;
			return true;
		}
	}
	if (!match_winner(m, key, addr))
		return false;
	*addr += s->value;
	return true;
}

bool match_is_expected(const struct match *m, const struct ref *r, uint64_t *addr)
{
	int64_t addend = r->reloc->addend;

	if (!expected_symbol(m, r, addr))
		return true;
	if (*addr == NOWHERE)
		return false;
	return !(((*addr + addend) ^ (r->symbol + addend)) & r->known);
}

bool match_symbol(const struct match *m, uint32_t nr, uint64_t *addr)
{
	const struct elf_symbol *s = &m->object.syms[nr];
	const struct func *func;
	uint64_t key;

	/* '$': marks of arm64, where code and data begin */
	if (!s->name[0] || s->name[0] == '$' || s->type == STT_SECTION || s->type == STT_FILE || !key_of(m, nr, &key))
		return false;
	if (!match_is_foreign(s) && match_is_function(m, s)) {
		func = match_function(m, s->index, s->value);
		*addr = func ? func->addr : 0;
		return func && func->state == FUNC_OK;
	}
	if (!match_winner(m, key, addr))
		return false;
	if (!match_is_foreign(s))
		*addr += s->value;
	return true;
}
