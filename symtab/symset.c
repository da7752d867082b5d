// SPDX-License-Identifier: GPL-2.0-only
/*
 * symset.c - a growing list of symbols, and the order every table has them in.
 */
#include <stdlib.h>
#include <string.h>

#include "symset.h"

#define CHUNK_SIZE	(1u << 20)

/* Strings are never freed one by one: a chain of large pieces holds them. */
struct chunk {
	struct chunk *next;
	size_t used, room;
	char text[];
};

static int out_of_memory(struct fail *f)
{
	return fail(f, "out of memory");
}

static char *keep_string(struct symset *set, const char *s)
{
	size_t len = strlen(s) + 1;
	struct chunk *c = set->chunks;
	char *p;

	if (!c || c->room - c->used < len) {
		size_t room = len > CHUNK_SIZE ? len : CHUNK_SIZE;

		c = malloc(sizeof(*c) + room);
		if (!c)
			return NULL;
		c->next = set->chunks;
		c->used = 0;
		c->room = room;
		set->chunks = c;
	}
	p = memcpy(c->text + c->used, s, len);
	c->used += len;
	return p;
}

void symset_free(struct symset *set)
{
	while (set->chunks) {
		struct chunk *next = set->chunks->next;

		free(set->chunks);
		set->chunks = next;
	}
	free(set->syms);
	free(set->files);
	memset(set, 0, sizeof(*set));
}

/* Makes room for one more element of an array. */
static int grow(void **array, size_t used, size_t *room, size_t size, struct fail *f)
{
	size_t want = *room ? 2 * *room : 1024;
	void *p;

	if (used < *room)
		return 0;
	p = reallocarray(*array, want, size);
	if (!p)
		return out_of_memory(f);
	*array = p;
	*room = want;
	return 0;
}

int symset_add(struct symset *set, const struct symbol *sym, struct fail *f)
{
	struct symbol *s;

	if (strlen(sym->name) >= HPSYM_NAME_LEN)
		return fail(f, "symbol name of %zu characters, at most %d expected: %.40s...",
			    strlen(sym->name), HPSYM_NAME_LEN - 1, sym->name);
	if (grow((void **)&set->syms, set->nsyms, &set->syms_room, sizeof(*s), f))
		return -1;
	s = &set->syms[set->nsyms];
	*s = *sym;
	s->name = keep_string(set, sym->name);
	if (!s->name)
		return out_of_memory(f);
	set->nsyms++;
	return 0;
}

int symset_add_file(struct symset *set, const char *name, uint32_t *nr, struct fail *f)
{
	if (strlen(name) >= HPSYM_FILE_LEN)
		return fail(f, "file name of %zu characters, at most %d expected: %.40s...",
			    strlen(name), HPSYM_FILE_LEN - 1, name);
	if (grow((void **)&set->files, set->nfiles + 1, &set->files_room,
		 sizeof(*set->files), f))
		return -1;
	if (!set->nfiles)
		set->files[set->nfiles++] = NULL;
	set->files[set->nfiles] = keep_string(set, name);
	if (!set->files[set->nfiles])
		return out_of_memory(f);
	*nr = set->nfiles++;
	return 0;
}

int symset_set_build_id(struct symset *set, const void *id, size_t len, struct fail *f)
{
	if (!len || len > HPSYM_BUILD_ID_LEN)
		return fail(f, "build-id of %zu bytes, 1 to %d expected", len, HPSYM_BUILD_ID_LEN);
	memset(set->build_id, 0, sizeof(set->build_id));
	memcpy(set->build_id, id, len);
	set->has_build_id = true;
	return 0;
}

bool symbol_is_absolute(const struct symbol *sym)
{
	return sym->type == 'A' || sym->type == 'a';
}

bool symbol_is_function(const struct symbol *sym)
{
	return sym->type && strchr("tTwWi", sym->type);
}

/* How well a symbol names its address: the higher the better. */
static int rank(const struct symbol *sym)
{
	int n = 0;

	if (sym->size)
		n += 4;
	if (sym->type >= 'A' && sym->type <= 'Z' && sym->type != 'W' && sym->type != 'V')
		n += 2;
	if (sym->name[0] != '_')
		n++;
	return n;
}

static int compare(const void *va, const void *vb)
{
	const struct symbol *a = va, *b = vb;
	bool abs_a = symbol_is_absolute(a), abs_b = symbol_is_absolute(b);

	if (abs_a != abs_b)
		return abs_a ? 1 : -1;
	if (a->addr != b->addr)
		return a->addr < b->addr ? -1 : 1;
	if (rank(a) != rank(b))
		return rank(a) - rank(b);
	return strcmp(a->name, b->name);
}

void symset_sort(struct symset *set)
{
	if (set->nsyms)
		qsort(set->syms, set->nsyms, sizeof(*set->syms), compare);
}

void symset_guess_sizes(struct symset *set)
{
	uint64_t next = 0;		/* the next higher address, once there is one */
	size_t i;

	for (i = set->nsyms; i--;) {
		struct symbol *s = &set->syms[i];
		bool last = i + 1 == set->nsyms ||
			    symbol_is_absolute(s) != symbol_is_absolute(s + 1);

		if (last)
			next = s->addr;
		else if (s->addr != s[1].addr)
			next = s[1].addr;
		s->size = next - s->addr;
	}
}

void symset_place_absolute(struct symset *set)
{
	uint64_t text = 0, end = 0;
	size_t i;

	for (i = 0; i < set->nsyms; i++) {
		if (!strcmp(set->syms[i].name, "_text"))
			text = set->syms[i].addr;
		if (!strcmp(set->syms[i].name, "_end"))
			end = set->syms[i].addr;
	}
	for (i = 0; text && i < set->nsyms; i++) {
		struct symbol *s = &set->syms[i];

		if (symbol_is_absolute(s) && s->addr >= text && s->addr < end)
			s->type = s->type == 'A' ? 'D' : 'd';
	}
}

void symset_find_base(struct symset *set)
{
	uint64_t text = 0, stext = 0, lowest = 0;
	size_t i;

	for (i = 0; i < set->nsyms; i++) {
		const struct symbol *s = &set->syms[i];

		if (symbol_is_absolute(s))
			continue;
		if (!strcmp(s->name, "_text"))
			text = s->addr;
		if (!strcmp(s->name, "_stext"))
			stext = s->addr;
		if (!lowest || s->addr < lowest)
			lowest = s->addr;
	}
	set->base = text ? text : stext ? stext : lowest;
}
