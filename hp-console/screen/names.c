// SPDX-License-Identifier: GPL-2.0-only
/* names.c - see names.h. */
#include <stdlib.h>
#include <string.h>

#include "screen/names.h"

#define PIECE	  4000		/* names read at a time */
#define MOST	  2000000	/* no kernel has so many */
#define SORT_MOST 2000			/* hits; more are not sorted: nobody reads so many */

void names_open(struct names *n, const char *kallsyms, void *table, size_t len)
{
	memset(n, 0, sizeof(*n));
	if (table && !hpsym_open(&n->table, table, len))
		n->table_data = table;
	else
		free(table);
	n->kallsyms = fopen(kallsyms, "re");
}

void names_close(struct names *n)
{
	if (n->kallsyms)
		fclose(n->kallsyms);
	free(n->table_data);
	free(n->bytes);
	free(n->start);
	free(n->hits);
	free(n->line);
	memset(n, 0, sizeof(*n));
}

static bool grow(struct names *n, size_t len)
{
	if (n->used + len > n->room) {
		size_t room = n->room * 2 + 65536 + len;
		char *p = realloc(n->bytes, room);

		if (!p)
			return false;
		n->bytes = p;
		n->room = room;
	}
	if (n->n == n->max) {
		uint32_t max = n->max * 2 + 4096;
		uint32_t *p = realloc(n->start, max * sizeof(*p)), *q;

		if (!p)
			return false;
		n->start = p;
		q = realloc(n->hits, max * sizeof(*q));
		if (!q)
			return false;
		n->hits = q;
		n->max = max;
	}
	return true;
}

static void add(struct names *n, char type, const char *name, size_t len)
{
	if (n->n >= MOST || !grow(n, len + 2)) {
		n->full = true;
		return;
	}
	n->start[n->n++] = n->used;
	n->bytes[n->used] = type;
	memcpy(n->bytes + n->used + 1, name, len);
	n->bytes[n->used + 1 + len] = '\0';
	n->used += len + 2;
}

static bool read_table(struct names *n)
{
	char name[HPSYM_NAME_LEN];
	struct hpsym_sym sym;

	for (int i = 0; i < PIECE && n->table_next < n->table.nsyms; i++) {
		uint32_t k = n->table_next++;
		int len = hpsym_name(&n->table, k, name, sizeof(name));

		if (len > 0 && hpsym_get(&n->table, k, &sym) == 1)
			add(n, sym.type, name, len);
	}
	return n->table_next < n->table.nsyms;
}

/* "ffffffff81000000 T name\t[module]" */
static void add_line(struct names *n, char *line)
{
	char *type = strchr(line, ' '), *name, *tab;
	size_t len;

	if (!type || !type[1] || type[2] != ' ')
		return;
	name = type + 3;
	len = strcspn(name, "\n");
	tab = memchr(name, '\t', len);
	if (tab)
		*tab = ' ';
	else if (n->table_data)
		return;
	if (len && len < HPSYM_NAME_LEN)
		add(n, type[1], name, len);
}

static bool read_kallsyms(struct names *n)
{
	for (int i = 0; i < PIECE; i++) {
		if (getline(&n->line, &n->line_size, n->kallsyms) <= 0) {
			fclose(n->kallsyms);
			n->kallsyms = NULL;
			return false;
		}
		add_line(n, n->line);
	}
	return true;
}

bool names_read(struct names *n)
{
	if (n->full)
		return false;
	if (n->table_data && n->table_next < n->table.nsyms)
		return read_table(n) || n->kallsyms;
	return n->kallsyms && read_kallsyms(n);
}

/* 0: the very name; 1: begins with it; 2: has it somewhere. */
static int class_of(const char *name, const char *pattern, size_t len)
{
	if (strncmp(name, pattern, len))
		return 2;
	return name[len] && name[len] != ' ';
}

struct order {
	const struct names *n;
	const char *pattern;
	size_t len;
};

static int compare(const void *a, const void *b, void *arg)
{
	const struct order *o = arg;
	const char *x = o->n->bytes + o->n->start[*(const uint32_t *)a] + 1;
	const char *y = o->n->bytes + o->n->start[*(const uint32_t *)b] + 1;
	int by_class = class_of(x, o->pattern, o->len) - class_of(y, o->pattern, o->len);

	return by_class ? by_class : strcmp(x, y);
}

/* Sorts the hits and keeps one of each name: looking the name up lists all functions that have it. */
static void sort_hits(struct names *n, const char *pattern, size_t len)
{
	struct order o = { n, pattern, len };
	uint32_t kept = 0;

	qsort_r(n->hits, n->nhits, sizeof(*n->hits), compare, &o);
	for (uint32_t i = 0; i < n->nhits; i++)
		if (!kept || strcmp(n->bytes + n->start[n->hits[kept - 1]] + 1,
				    n->bytes + n->start[n->hits[i]] + 1))
			n->hits[kept++] = n->hits[i];
	n->nhits = kept;
}

/* Searches all bytes at once with memmem(), which is faster than name by name.  A match that begins
 * with a type letter is none. */
void names_find(struct names *n, const char *pattern)
{
	size_t len = strlen(pattern);
	const char *p = n->bytes, *end = n->bytes + n->used;
	uint32_t i = 0;

	n->nhits = 0;
	if (!len) {
		for (i = 0; i < n->n; i++)
			n->hits[n->nhits++] = i;
		return;
	}
	while (p < end && n->nhits < HITS_MOST && (p = memmem(p, end - p, pattern, len))) {
		size_t at = p - n->bytes;

		while (i + 1 < n->n && n->start[i + 1] <= at)
			i++;
		if (n->start[i] == at) {
			p++;
			continue;
		}
		n->hits[n->nhits++] = i;
		if (++i == n->n)
			break;
		p = n->bytes + n->start[i];
	}
	if (n->nhits && n->nhits <= SORT_MOST)
		sort_hits(n, pattern, len);
}

const char *names_hit(const struct names *n, uint32_t i, char *type)
{
	if (i >= n->nhits)
		return NULL;
	*type = n->bytes[n->start[n->hits[i]]];
	return n->bytes + n->start[n->hits[i]] + 1;
}
