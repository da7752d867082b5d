/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * out.h - from a symset to the bytes of a .hpsym table.
 */
#ifndef OUT_H
#define OUT_H

#include "bytes.h"
#include "hpsym/format.h"
#include "symset.h"

/* The table of a sorted set; out is appended to.  0, or -1 with *f noted. */
int out_table(struct bytes *out, const struct symset *set, struct fail *f);

/* --- out/names.c: sorted lists of strings --- */

struct entry {
	const char *stem;		/* what is left without the prefix */
	uint32_t len;
	uint32_t prefix;
	uint32_t owner;			/* index of the symbol, or number of the file */
	uint32_t keep;			/* characters that are kept of the string before */
};

extern const char *const out_prefixes[];	/* ended by NULL, the first is "" */

/* Splits names where that saves bytes, sorts them, and sets .keep of each. */
int out_sort_names(struct entry *e, size_t n, struct fail *f);
void out_sort_files(struct entry *e, size_t n);

/* --- out/tokens.c: 256 strings with which the rests of all entries are written in few bytes --- */

struct tokens {
	char text[HPSYM_TOKENS][HPSYM_NAME_LEN];
	size_t len[HPSYM_TOKENS];
	uint8_t *coded;			/* the rests of all entries, one after the other */
	uint32_t *end;			/* where that of entry i ends */
};

/* The rest of an entry is what follows the .keep characters; .coded has the rests in the order of e. */
int out_find_tokens(struct tokens *t, const struct entry *e, size_t n, struct fail *f);
void out_free_tokens(struct tokens *t);

#endif
