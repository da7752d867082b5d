// SPDX-License-Identifier: GPL-2.0-only
/*
 * tablesizes.c - makes a symbol table claim that it knows the sizes of its symbols, which were guessed, and
 * puts its checksum right again: for tests of what a table may lie about.
 *
 *	tablesizes TABLE	changes it in place
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* See doc/hpsym-format.md; numbers are little-endian, as on all machines that run this. */
#define CRC		16	/* of everything from FLAGS on */
#define FLAGS		20
#define F_SIZES		2
#define MAX		(16 << 20)

static uint32_t crc_of(const uint8_t *p, size_t len)
{
	uint32_t crc = ~0u;

	while (len--) {
		crc ^= *p++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

int main(int argc, char **argv)
{
	uint8_t *table = malloc(MAX);
	FILE *f = argc == 2 ? fopen(argv[1], "r+") : NULL;
	uint32_t flags, crc;
	size_t len;

	len = f && table ? fread(table, 1, MAX, f) : 0;
	if (len <= FLAGS + 4) {
		fprintf(stderr, "usage: tablesizes TABLE\n");
		return 1;
	}
	memcpy(&flags, table + FLAGS, 4);
	flags |= F_SIZES;
	memcpy(table + FLAGS, &flags, 4);
	crc = crc_of(table + FLAGS, len - FLAGS);
	memcpy(table + CRC, &crc, 4);
	rewind(f);
	return fwrite(table, 1, len, f) != len || fclose(f);
}
