// SPDX-License-Identifier: GPL-2.0-only
/*
 * hpsym.c - reads a .hpsym symbol table in place; the same source in hotpatch.ko and in user space.
 *
 * Here: opening, and symbols by address or position.  Names are in hpsym_names.c.
 *
 * The bytes are foreign.  Two rules keep every access inside them: each part of the table is
 * reached through a struct span that knows its end, and each loop is bounded by a number that
 * hpsym_open() has checked or that is a constant of the format.  A table that lies about an
 * order or a permutation gives wrong answers or -EBADMSG, nothing worse.
 *
 * Rejected: a hash of the names (0.5 MB more, for a find that takes a microsecond without), and
 * unpacking at load (4 MB of kernel memory).
 */
#ifdef __KERNEL__
#include <linux/build_bug.h>
#include <linux/crc32.h>
#include <linux/kconfig.h>
#include <linux/sched.h>
#else
#include <assert.h>
#include <zlib.h>
#endif

#include "hpsym_internal.h"

#define CRC_STEP	(64u << 10)

static_assert(HPSYM_NPARTS == HPSYM_P_COUNT, "one entry of struct hpsym per part");

#ifndef __KERNEL__
static uint32_t crc_of(const uint8_t *p, size_t len)
{
	return crc32_z(0, p, len);
}
#else
static uint32_t crc_go_on(uint32_t crc, const uint8_t *p, size_t len)
{
#if IS_ENABLED(CONFIG_CRC32)
	return crc32_le(crc, p, len);
#else	/* a kernel without that library: once per table, a bit at a time will do */
	int bit;

	for (; len; len--) {
		crc ^= *p++;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return crc;
#endif
}

/* It gives way: a table may be 64 MiB, and that kernel not preemptible. */
static uint32_t crc_of(const uint8_t *p, size_t len)
{
	uint32_t crc = ~0u;
	size_t n;

	for (; len; p += n, len -= n) {
		n = len < CRC_STEP ? len : CRC_STEP;
		crc = crc_go_on(crc, p, n);
		cond_resched();
	}
	return ~crc;
}
#endif

static uint64_t get64(const uint8_t *p)
{
	return get32(p) | (uint64_t)get32(p + 4) << 32;
}

static uint32_t blocks_of(uint32_t count, uint32_t per_block)
{
	return (count + per_block - 1) / per_block;
}

/* Bits that hold every number below count. */
static uint8_t bits_for(uint32_t count)
{
	uint8_t bits = 1;

	while (count > 1u << bits)
		bits++;
	return bits;
}

static uint32_t packed_bytes(uint32_t count, uint8_t bits)
{
	return ((uint64_t)count * bits + 7) / 8;
}

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

/* --- symbols --------------------------------------------------------------------------------- */

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

/* --- opening --------------------------------------------------------------------------------- */

static int open_parts(struct hpsym *t)
{
	const uint8_t *p = t->data + HPSYM_H_PARTS;
	uint32_t i, off = get32(p);

	if (off != HPSYM_H_SIZE || get32(p + 4 * HPSYM_P_COUNT) != t->len)
		return -EBADMSG;
	for (i = 0; i < HPSYM_P_COUNT; i++) {
		uint32_t end = get32(p + 4 * (i + 1));

		if (end < off || end > t->len)
			return -EBADMSG;
		t->part[i] = (struct hpsym_part){ off, end - off };
		off = end;
	}
	return 0;
}

/* The parts whose size follows from the counts have that size: no access to them can miss. */
static int check_parts(const struct hpsym *t)
{
	const struct hpsym_part *p = t->part;

	if (p[HPSYM_P_NAME_INDEX].len != 4 * t->nblocks ||
	    p[HPSYM_P_FILE_INDEX].len != 4 * blocks_of(t->nfiles, HPSYM_BLOCK) ||
	    p[HPSYM_P_GROUPS].len != HPSYM_GROUP_BYTES * blocks_of(t->nsyms, HPSYM_GROUP) ||
	    p[HPSYM_P_BY_NAME].len != packed_bytes(t->nsyms, t->index_bits) ||
	    p[HPSYM_P_BY_INDEX].len != packed_bytes(t->nsyms, t->block_bits))
		return -EBADMSG;
	return hpsym_check_strings(t);
}

int hpsym_open(struct hpsym *t, const void *data, size_t len)
{
	const uint8_t *h = data;

	memset(t, 0, sizeof(*t));
	if (len < HPSYM_MAGIC_LEN || memcmp(h, HPSYM_MAGIC, HPSYM_MAGIC_LEN))
		return -EINVAL;
	if (len < HPSYM_H_SIZE)
		return -EBADMSG;
	if (get32(h + HPSYM_H_VERSION) != HPSYM_VERSION)
		return -EINVAL;
	memcpy(t->build_id, h + HPSYM_H_BUILD_ID, HPSYM_BUILD_ID_LEN);
	if (get32(h + HPSYM_H_LEN) != len ||
	    get32(h + HPSYM_H_CRC) != crc_of(h + HPSYM_H_FLAGS, len - HPSYM_H_FLAGS))
		return -EBADMSG;
	t->data = h;
	t->len = len;
	t->flags = get32(h + HPSYM_H_FLAGS);
	t->nsyms = get32(h + HPSYM_H_NSYMS);
	t->nplaced = get32(h + HPSYM_H_NPLACED);
	t->nfiles = get32(h + HPSYM_H_NFILES);
	t->base = get64(h + HPSYM_H_BASE);
	memcpy(t->types, h + HPSYM_H_TYPES, HPSYM_TYPES);
	if (t->nsyms > HPSYM_MAX_SYMS || t->nplaced > t->nsyms || t->nfiles > t->nsyms)
		return -EBADMSG;
	if (open_parts(t))
		return -EBADMSG;
	t->nblocks = blocks_of(t->nsyms, HPSYM_BLOCK);
	t->index_bits = bits_for(t->nsyms);
	t->block_bits = bits_for(t->nblocks);
	return check_parts(t);
}
