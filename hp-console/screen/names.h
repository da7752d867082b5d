/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * names.h - all symbol names of the kernel, for searching while one types: read once, a piece at a
 * time, so that no key waits for it; a search is one pass over some megabytes.
 */
#ifndef HP_NAMES_H
#define HP_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "hpsym/hpsym.h"

#define NAMES_KALLSYMS "/proc/kallsyms"
#define PATTERN_LEN    64
#define HITS_MOST      20000	/* then a search ends: nobody reads so many */

struct names {
	char *bytes;			/* type letter, name, perhaps " [module]", NUL; and again */
	size_t used, room;
	uint32_t *start;		/* of each, in .bytes */
	uint32_t n, max;
	uint32_t *hits;			/* best first; as long as .start */
	uint32_t nhits;
	bool full;			/* no memory for more */

	FILE *kallsyms;			/* NULL: read to its end, or not there */
	char *line;
	size_t line_size;
	struct hpsym table;
	void *table_data;
	uint32_t table_next;
};

/*
 * Begins.  table: a .hpsym (malloc), which is freed here, or NULL.  With a table only the modules'
 * symbols are taken from kallsyms: the table has those of the kernel image.
 */
void names_open(struct names *n, const char *kallsyms, void *table, size_t len);
void names_close(struct names *n);

/* Reads on, some thousand names.  False: all were read. */
bool names_read(struct names *n);

/* Finds names that contain pattern, up to HITS_MOST; if they are few, the very name comes first,
 * then those that begin with it. */
void names_find(struct names *n, const char *pattern);

/* The i-th hit as "name [module]"; *type is its letter. */
const char *names_hit(const struct names *n, uint32_t i, char *type);

#endif
