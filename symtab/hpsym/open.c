// SPDX-License-Identifier: GPL-2.0-only
/*
 * open.c - opens a .hpsym symbol table: checks all that the rest of the reader relies on.
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

#include "hpsym/internal.h"

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
#else	/* a kernel without that library: once per table, bit by bit is fast enough */
	int bit;

	for (; len; len--) {
		crc ^= *p++;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return crc;
#endif
}

/* Calls cond_resched(), because a table may have 64 MiB, and the kernel may not be preemptible. */
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

/* Strings: u16 count, u16 offset[count + 1], bytes. */
static int check_strings(const struct hpsym *t, enum hpsym_part_nr nr, uint32_t min, uint32_t max)
{
	struct span s = part(t, nr);
	uint32_t len = s.end - s.p, count, i, head;

	if (len < 2)
		return -EBADMSG;
	count = get16(s.p);
	head = 2 + 2 * (count + 1);
	if (count < min || count > max || len < head || get16(s.p + 2))
		return -EBADMSG;
	for (i = 0; i < count; i++)
		if (get16(s.p + 2 + 2 * i) > get16(s.p + 4 + 2 * i))
			return -EBADMSG;
	return get16(s.p + 2 + 2 * count) == len - head ? 0 : -EBADMSG;
}

/* Do the tokens and the prefixes lie within their parts, so that every access to them does? */
static int check_all_strings(const struct hpsym *t)
{
	if (check_strings(t, HPSYM_P_TOKENS, HPSYM_TOKENS, HPSYM_TOKENS))
		return -EBADMSG;
	return check_strings(t, HPSYM_P_PREFIXES, 0, HPSYM_MAX_PREFIXES);
}

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

/* Have the parts whose size follows from the counts that size?  Then every access to them stays inside. */
static int check_parts(const struct hpsym *t)
{
	const struct hpsym_part *p = t->part;

	if (p[HPSYM_P_NAME_INDEX].len != 4 * t->nblocks ||
	    p[HPSYM_P_FILE_INDEX].len != 4 * blocks_of(t->nfiles, HPSYM_BLOCK) ||
	    p[HPSYM_P_GROUPS].len != HPSYM_GROUP_BYTES * blocks_of(t->nsyms, HPSYM_GROUP) ||
	    p[HPSYM_P_BY_NAME].len != packed_bytes(t->nsyms, t->index_bits) ||
	    p[HPSYM_P_BY_INDEX].len != packed_bytes(t->nsyms, t->block_bits))
		return -EBADMSG;
	return check_all_strings(t);
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
