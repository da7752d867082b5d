// SPDX-License-Identifier: GPL-2.0-only
/*
 * hpsym.c - reads a .hpsym symbol table in place; the same source in hotpatch.ko and in user space.
 *
 * Here: symbols by address or position.  Opening is in hpsym/open.c, names are in hpsym/names.c.
 *
 * The bytes come from outside.  Two rules keep every access inside them: each part of the table is
 * reached through a struct span that knows its end, and each loop is bounded by a number that
 * hpsym_open() has checked or that is a constant of the format.  A table that lies about an
 * order or a permutation gives wrong answers or -EBADMSG, nothing worse.
 *
 * Rejected: a hash of the names (0.5 MB more, for a find that takes a microsecond without), and
 * unpacking at load (4 MB of kernel memory).
 */
#include "hpsym/internal.h"

static int get_varint(struct span *s, uint64_t *v)
{
	unsigned int shift;

	*v = 0;
	for (shift = 0; shift < 64 && s->p < s->end; shift += 7) {
		uint8_t b = *s->p++;

		*v |= (uint64_t)(b & 0x7f) << shift;
		if (!(b & 0x80))
			return 0;
	}
	return -EBADMSG;
}

/* Walks the records of one group. */
struct walk {
	struct span rest;
	uint32_t left;			/* records of the group not yet read */
	uint32_t last_file;
	struct hpsym_sym sym;		/* the one last read */
};

static uint64_t group_addr(const struct hpsym *t, uint32_t group)
{
	return get64(t->data + t->part[HPSYM_P_GROUPS].off + group * HPSYM_GROUP_BYTES);
}

static int walk_start(const struct hpsym *t, uint32_t group, struct walk *w)
{
	const uint8_t *g = t->data + t->part[HPSYM_P_GROUPS].off + group * HPSYM_GROUP_BYTES;
	uint32_t first = group * HPSYM_GROUP;

	*w = (struct walk){ .rest = part(t, HPSYM_P_SYMS) };
	w->left = t->nsyms - first < HPSYM_GROUP ? t->nsyms - first : HPSYM_GROUP;
	w->sym.addr = get64(g);
	w->sym.index = first - 1;	/* the first step makes it first */
	return span_skip(&w->rest, get32(g + 8));
}

static int walk_addr(struct walk *w, uint8_t how)
{
	struct hpsym_sym *s = &w->sym;
	uint64_t delta;

	switch (how) {
	case HPSYM_R_ADDR_SAME:
		return 0;
	case HPSYM_R_ADDR_END:
		s->addr += s->size;
		return 0;
	case HPSYM_R_ADDR_END16:
		s->addr = (s->addr + s->size + 15) & ~(uint64_t)15;
		return 0;
	}
	if (get_varint(&w->rest, &delta))
		return -EBADMSG;
	s->addr += delta;
	return 0;
}

static int walk_file(const struct hpsym *t, struct walk *w)
{
	uint64_t v;

	if (get_varint(&w->rest, &v) || v > t->nfiles + 1ull)
		return -EBADMSG;
	if (v > 1)
		w->last_file = v - 1;
	w->sym.file = v ? w->last_file : 0;
	return 0;
}

/* Reads the next record of the group. */
static int walk_next(const struct hpsym *t, struct walk *w)
{
	struct hpsym_sym *s = &w->sym;
	uint8_t head;

	if (!w->left || w->rest.p == w->rest.end)
		return -EBADMSG;
	w->left--;
	head = *w->rest.p++;
	if (walk_addr(w, head & HPSYM_R_ADDR))
		return -EBADMSG;
	if ((head & HPSYM_R_SIZE) && get_varint(&w->rest, &s->size))
		return -EBADMSG;
	if ((head & HPSYM_R_FILE) && walk_file(t, w))
		return -EBADMSG;
	s->type = t->types[head & HPSYM_R_TYPE];
	s->index++;
	return 0;
}

int hpsym_get(const struct hpsym *t, uint32_t index, struct hpsym_sym *s)
{
	uint32_t n = index % HPSYM_GROUP + 1;
	struct walk w;

	if (index >= t->nsyms)
		return 0;
	if (walk_start(t, index / HPSYM_GROUP, &w))
		return -EBADMSG;
	while (n--)
		if (walk_next(t, &w))
			return -EBADMSG;
	*s = w.sym;
	return 1;
}

int hpsym_at(const struct hpsym *t, uint64_t addr, struct hpsym_sym *s)
{
	uint32_t lo = 0, hi = blocks_of(t->nplaced, HPSYM_GROUP);
	struct walk w;
	int found = 0;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (group_addr(t, mid) <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (!lo)
		return 0;
	if (walk_start(t, lo - 1, &w))
		return -EBADMSG;
	while (w.left) {
		if (walk_next(t, &w))
			return -EBADMSG;
		if (w.sym.index >= t->nplaced || w.sym.addr > addr)
			break;
		*s = w.sym;
		found = 1;
	}
	return found;
}
