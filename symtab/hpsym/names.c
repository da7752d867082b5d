// SPDX-License-Identifier: GPL-2.0-only
/*
 * names.c - the part of the table reader that reads text: names of symbols, names of files.
 *
 * Both are front-coded lists of strings of tokens.  The rules of hpsym/hpsym.c hold here too: spans for
 * every access, and each loop bounded by a number that was checked or is a constant of the format.
 */
#include "hpsym/internal.h"

/* A front-coded list of strings: the names, or the files. */
struct list {
	struct span index, data;
	uint32_t count;			/* strings */
};

/* Walks a list; holds the string it stands at. */
struct cursor {
	struct span rest;
	uint32_t prefix;
	uint32_t len;
	char stem[HPSYM_NAME_LEN];	/* not NUL-terminated */
};

/* Entry i of a packed array; the caller knows i to be below its count. */
static uint32_t get_packed(const struct hpsym *t, enum hpsym_part_nr nr, uint32_t i, uint8_t bits)
{
	struct span s = part(t, nr);
	uint64_t bit = (uint64_t)i * bits, v = 0;
	unsigned int n;

	s.p += bit / 8;
	for (n = 0; n < 5 && s.p < s.end; n++)
		v |= (uint64_t)*s.p++ << (8 * n);
	return (v >> (bit % 8)) & ((1u << bits) - 1);
}

/* --- strings: u16 count, u16 offset[count + 1], bytes ---------------------------------------- */

/* String i of a part that hpsym_open() has checked; empty if there is none. */
static struct span get_string(const struct hpsym *t, enum hpsym_part_nr nr, uint32_t i)
{
	const uint8_t *p = t->data + t->part[nr].off, *bytes;
	uint32_t count = get16(p);

	bytes = p + 2 + 2 * (count + 1);
	if (i >= count)
		return (struct span){ bytes, bytes };
	p += 2 + 2 * i;
	return (struct span){ bytes + get16(p), bytes + get16(p + 2) };
}

/* --- front-coded lists ----------------------------------------------------------------------- */

static struct list names_of(const struct hpsym *t)
{
	return (struct list){ part(t, HPSYM_P_NAME_INDEX), part(t, HPSYM_P_NAMES), t->nsyms };
}

static struct list files_of(const struct hpsym *t)
{
	return (struct list){ part(t, HPSYM_P_FILE_INDEX), part(t, HPSYM_P_FILES), t->nfiles };
}

/* Appends what a token stands for: mostly two to four bytes, so no memcpy. */
static int append(const struct hpsym *t, struct cursor *c, uint8_t token)
{
	const uint8_t *offs = t->data + t->part[HPSYM_P_TOKENS].off + 2;
	const uint8_t *bytes = offs + 2 * (HPSYM_TOKENS + 1);
	const uint8_t *p = bytes + get16(offs + 2 * token);
	const uint8_t *end = bytes + get16(offs + 2 * token + 2);

	if ((size_t)(end - p) >= sizeof(c->stem) - c->len)
		return -EBADMSG;
	while (p < end)
		c->stem[c->len++] = *p++;
	return 0;
}

/* Goes on to the next string of the list. */
static int cursor_next(const struct hpsym *t, struct cursor *c)
{
	uint32_t keep, count;
	uint8_t head;

	if (c->rest.p == c->rest.end)
		return -EBADMSG;
	head = *c->rest.p++;
	keep = head & HPSYM_S_KEEP;
	count = head >> HPSYM_S_COUNT_SHIFT;
	if (!count) {
		c->prefix = keep;
		return 0;
	}
	if (keep == HPSYM_S_KEEP_MORE) {
		if (c->rest.p == c->rest.end)
			return -EBADMSG;
		keep += *c->rest.p++;
	}
	c->prefix = 0;
	if (count == HPSYM_S_COUNT_MORE) {
		if (c->rest.end - c->rest.p < 2)
			return -EBADMSG;
		count = get16(c->rest.p) & HPSYM_S_LONG_COUNT;
		c->prefix = get16(c->rest.p) >> HPSYM_S_LONG_PREFIX;
		c->rest.p += 2;
	}
	if (keep > c->len || count > (size_t)(c->rest.end - c->rest.p))
		return -EBADMSG;
	for (c->len = keep; count; count--)
		if (append(t, c, *c->rest.p++))
			return -EBADMSG;
	return 0;
}

/* Puts the cursor on string nr, decoding from the start of its block. */
static int cursor_at(const struct hpsym *t, const struct list *l, uint32_t nr, struct cursor *c)
{
	uint32_t n = nr % HPSYM_BLOCK + 1;

	c->rest = l->data;
	c->len = 0;
	if (span_skip(&c->rest, get32(l->index.p + 4 * (nr / HPSYM_BLOCK))))
		return -EBADMSG;
	while (n--)
		if (cursor_next(t, c))
			return -EBADMSG;
	return 0;
}

/* Writes prefix and stem. */
static int cursor_text(const struct hpsym *t, const struct cursor *c, char *buf, size_t size)
{
	struct span prefix = get_string(t, HPSYM_P_PREFIXES, c->prefix);
	size_t n = prefix.end - prefix.p;

	if (size)
		buf[0] = '\0';
	if (n + c->len >= size)
		return -ENAMETOOLONG;
	memcpy(buf, prefix.p, n);
	memcpy(buf + n, c->stem, c->len);
	buf[n + c->len] = '\0';
	return n + c->len;
}

/* --- names ----------------------------------------------------------------------------------- */

/* What is looked for, as the list is sorted: by stem, then by number of the prefix. */
struct key {
	const char *stem;
	uint32_t len;
	uint32_t prefix;
};

/* <0, 0, >0: the cursor's string sorts before, is, sorts after the key. */
static int cursor_cmp(const struct cursor *c, const struct key *k)
{
	int cmp = memcmp(c->stem, k->stem, c->len < k->len ? c->len : k->len);

	if (cmp)
		return cmp;
	if (c->len != k->len)
		return c->len < k->len ? -1 : 1;
	return c->prefix == k->prefix ? 0 : c->prefix < k->prefix ? -1 : 1;
}

/* The first string that is the key: 1 and its rank, 0, or -EBADMSG. */
static int find_key(const struct hpsym *t, const struct key *k, struct cursor *c, uint32_t *rank)
{
	struct list l = names_of(t);
	uint32_t lo = 0, hi = t->nblocks, nr, last;

	/* lo: the last block known to begin before the key, so that the first equal one is in
	 * it or begins the next */
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (cursor_at(t, &l, mid * HPSYM_BLOCK, c))
			return -EBADMSG;
		if (cursor_cmp(c, k) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	nr = lo ? (lo - 1) * HPSYM_BLOCK : 0;
	last = nr + HPSYM_BLOCK;
	for (; nr <= last && nr < t->nsyms; nr++) {
		int cmp;

		if (nr % HPSYM_BLOCK ? cursor_next(t, c) : cursor_at(t, &l, nr, c))
			return -EBADMSG;
		cmp = cursor_cmp(c, k);
		if (cmp >= 0) {
			*rank = nr;
			return !cmp;
		}
	}
	return 0;
}

/* The writer has listed a name split after one of the prefixes, or whole (prefix 0, "").  All that fit
 * are tried, the whole name last, because mostly a prefix that fits was chosen. */
static int find_first(const struct hpsym *t, const char *name, struct cursor *c, uint32_t *rank)
{
	size_t len = strlen(name);
	uint32_t i;

	if (len >= HPSYM_NAME_LEN)
		return 0;
	for (i = HPSYM_MAX_PREFIXES; i--; ) {
		struct span prefix = get_string(t, HPSYM_P_PREFIXES, i);
		size_t n = prefix.end - prefix.p;
		struct key k;
		int ret;

		if ((i && !n) || n > len || memcmp(name, prefix.p, n))
			continue;
		k = (struct key){ name + n, len - n, i };
		ret = find_key(t, &k, c, rank);
		if (ret)
			return ret;
	}
	return 0;
}

/* Is the string of this rank the name?  1, 0, -EBADMSG. */
static int rank_is(const struct hpsym *t, uint32_t rank, const char *name, struct cursor *c)
{
	struct list l = names_of(t);
	size_t len = strlen(name), n;
	struct span prefix;

	if (rank >= t->nsyms)
		return 0;
	if (cursor_at(t, &l, rank, c))
		return -EBADMSG;
	prefix = get_string(t, HPSYM_P_PREFIXES, c->prefix);
	n = prefix.end - prefix.p;
	return n + c->len == len && !memcmp(name, prefix.p, n) &&
	       !memcmp(name + n, c->stem, c->len);
}

int hpsym_find(const struct hpsym *t, const char *name, uint32_t *iter, struct hpsym_sym *s)
{
	struct cursor c;
	uint32_t rank;
	int ret;

	/* *iter is the rank to look at next; a call leaves at least 1 there */
	rank = *iter;
	ret = rank ? rank_is(t, rank, name, &c) : find_first(t, name, &c, &rank);
	if (ret <= 0)
		return ret;
	*iter = rank + 1;
	ret = hpsym_get(t, get_packed(t, HPSYM_P_BY_NAME, rank, t->index_bits), s);
	return ret ? ret : -EBADMSG;
}

int hpsym_name(const struct hpsym *t, uint32_t index, char *buf, size_t size)
{
	struct list l = names_of(t);
	struct cursor c;
	uint32_t rank, end;

	if (size)
		buf[0] = '\0';
	if (index >= t->nsyms)
		return -EBADMSG;
	rank = get_packed(t, HPSYM_P_BY_INDEX, index, t->block_bits) * HPSYM_BLOCK;
	end = rank + HPSYM_BLOCK < t->nsyms ? rank + HPSYM_BLOCK : t->nsyms;
	for (; rank < end; rank++) {
		if (get_packed(t, HPSYM_P_BY_NAME, rank, t->index_bits) != index)
			continue;
		if (cursor_at(t, &l, rank, &c))
			return -EBADMSG;
		return cursor_text(t, &c, buf, size);
	}
	return -EBADMSG;
}

int hpsym_file(const struct hpsym *t, uint32_t file, char *buf, size_t size)
{
	struct list l = files_of(t);
	struct cursor c;

	if (size)
		buf[0] = '\0';
	if (!file)
		return 0;
	if (file > t->nfiles || cursor_at(t, &l, file - 1, &c))
		return -EBADMSG;
	return cursor_text(t, &c, buf, size);
}

bool hpsym_file_matches(const char *path, const char *want)
{
	size_t p = strlen(path), w = strlen(want);

	if (!w || w > p || memcmp(path + p - w, want, w))
		return false;
	return p == w || path[p - w - 1] == '/';
}
