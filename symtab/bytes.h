/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bytes.h - a buffer that grows, into which a file is written, little-endian on every host.
 */
#ifndef BYTES_H
#define BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that grow.  All zero is empty.  .failed stays set after a failed allocation: check it at the end. */
struct bytes {
	uint8_t *p;
	size_t len, room;
	bool failed;
};

void put(struct bytes *b, const void *p, size_t len);
void put8(struct bytes *b, unsigned int v);
void put16(struct bytes *b, unsigned int v);
void put32(struct bytes *b, uint32_t v);
void put64(struct bytes *b, uint64_t v);
void put_varint(struct bytes *b, uint64_t v);
void put_packed(struct bytes *b, const uint32_t *v, size_t n, unsigned int bits);

#endif
