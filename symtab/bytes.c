// SPDX-License-Identifier: GPL-2.0-only
/*
 * bytes.c - see bytes.h.
 */
#include <stdlib.h>
#include <string.h>

#include "bytes.h"

void put(struct bytes *b, const void *p, size_t len)
{
	if (b->room - b->len < len) {
		size_t room = 2 * b->room + len + 4096;
		uint8_t *q = realloc(b->p, room);

		if (!q) {
			b->failed = true;
			return;
		}
		b->p = q;
		b->room = room;
	}
	if (len)
		memcpy(b->p + b->len, p, len);
	b->len += len;
}

void put8(struct bytes *b, unsigned int v)
{
	uint8_t c = v;

	put(b, &c, 1);
}

void put16(struct bytes *b, unsigned int v)
{
	put8(b, v);
	put8(b, v >> 8);
}

void put32(struct bytes *b, uint32_t v)
{
	put16(b, v);
	put16(b, v >> 16);
}

void put64(struct bytes *b, uint64_t v)
{
	put32(b, v);
	put32(b, v >> 32);
}

void put_varint(struct bytes *b, uint64_t v)
{
	for (; v > 0x7f; v >>= 7)
		put8(b, v | 0x80);
	put8(b, v);
}

/* n numbers of that many bits each, the lowest bit first. */
void put_packed(struct bytes *b, const uint32_t *v, size_t n, unsigned int bits)
{
	unsigned int have = 0;
	uint64_t acc = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		acc |= (uint64_t)v[i] << have;
		for (have += bits; have >= 8; have -= 8, acc >>= 8)
			put8(b, acc);
	}
	if (have)
		put8(b, acc);
}
