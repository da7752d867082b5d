// SPDX-License-Identifier: GPL-2.0-only
/*
 * functions_symbols.c - which symbol a function of the DWARF is.
 */
#include <stdlib.h>

#include "in/functions_walk.h"

/* The first of the symbols that lie above addr. */
static size_t first_above(const struct symset *set, uint64_t addr)
{
	size_t lo = 0, hi = set->nsyms;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (!symbol_is_absolute(&set->syms[mid]) && set->syms[mid].addr <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* For DWARF the code of arm64's begins behind the entry that ftrace patches, so the symbol may lie before it. */
const struct symbol *symbol_at(const struct symset *set, uint64_t addr, const char *name)
{
	const struct symbol *best = NULL, *s;
	size_t n = strlen(name), i = first_above(set, addr);
	uint64_t begin = i ? set->syms[i - 1].addr : 0;

	while (i-- && set->syms[i].addr == begin) {
		s = &set->syms[i];
		if (s->addr != addr && addr - s->addr >= s->size)
			continue;
		if (!strcmp(s->name, name))
			return s;
		if (!best || (!strncmp(s->name, name, n) && s->name[n] == '.'))
			best = s;
	}
	return best;
}

static int by_name(const void *va, const void *vb, void *arg)
{
	const struct symset *set = arg;
	uint32_t a = *(const uint32_t *)va, b = *(const uint32_t *)vb;
	int cmp = strcmp(set->syms[a].name, set->syms[b].name);

	return cmp ? cmp : a < b ? -1 : a > b;
}

uint32_t *positions(const struct symset *set)
{
	uint32_t *order = calloc(set->nsyms, sizeof(*order)), *pos = calloc(set->nsyms, sizeof(*pos)), i;

	for (i = 0; order && pos && i < set->nsyms; i++)
		order[i] = i;
	if (order && pos)
		qsort_r(order, set->nsyms, sizeof(*order), by_name, (void *)set);
	for (i = 1; order && pos && i < set->nsyms; i++) {
		if (strcmp(set->syms[order[i]].name, set->syms[order[i - 1]].name))
			continue;
		if (!pos[order[i - 1]])
			pos[order[i - 1]] = 1;
		pos[order[i]] = pos[order[i - 1]] + 1;
	}
	free(order);
	if (!order) {
		free(pos);
		return NULL;
	}
	return pos;
}
