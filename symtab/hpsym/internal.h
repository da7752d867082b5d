/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * internal.h - how the parts of the table reader, hpsym/hpsym.c, hpsym/open.c and hpsym/names.c, reach
 * the bytes.  Only they include it; everyone else wants hpsym/hpsym.h.
 *
 * Each part of the table is reached through a struct span that knows its end.
 */
#ifndef HPSYM_INTERNAL_H
#define HPSYM_INTERNAL_H

#ifdef __KERNEL__
#include <linux/errno.h>
#include <linux/string.h>
#else
#include <errno.h>
#include <string.h>
#endif

#include "hpsym/hpsym.h"
#include "hpsym/format.h"

/* Bytes not yet read. */
struct span {
	const uint8_t *p;
	const uint8_t *end;
};

static inline uint32_t get16(const uint8_t *p)
{
	return p[0] | p[1] << 8;
}

static inline uint32_t get32(const uint8_t *p)
{
	return get16(p) | get16(p + 2) << 16;
}

static inline uint64_t get64(const uint8_t *p)
{
	return get32(p) | (uint64_t)get32(p + 4) << 32;
}

static inline uint32_t blocks_of(uint32_t count, uint32_t per_block)
{
	return (count + per_block - 1) / per_block;
}

static inline struct span part(const struct hpsym *t, enum hpsym_part_nr nr)
{
	const uint8_t *p = t->data + t->part[nr].off;

	return (struct span){ p, p + t->part[nr].len };
}

/* Drops the first off bytes. */
static inline int span_skip(struct span *s, uint32_t off)
{
	if (off > (size_t)(s->end - s->p))
		return -EBADMSG;
	s->p += off;
	return 0;
}

#endif
