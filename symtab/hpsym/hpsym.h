/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hpsym.h - reader of the .hpsym symbol table: the same source in hotpatch.ko and in user space.
 *
 * Pure: no I/O, no allocation, no locks.  The bytes come from outside; hpsym_open() checks what
 * can be checked once (header, bounds of every part, checksum), everything else is checked at each
 * use, so that no table, however damaged, makes the reader run out of its bytes or loop for ever.
 * The format itself is described in doc/hpsym-format.md.
 */
#ifndef HPSYM_H
#define HPSYM_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#endif

#define HPSYM_BUILD_ID_LEN	20
#define HPSYM_NAME_LEN		512	/* longest name with its NUL; kernel: KSYM_NAME_LEN */
#define HPSYM_FILE_LEN		256

#define HPSYM_NPARTS		10

#define HPSYM_F_FILES		(1u << 0)	/* knows source files */
#define HPSYM_F_SIZES		(1u << 1)	/* sizes are the ELF's, not distances to the next */
#define HPSYM_F_MODULE		(1u << 2)	/* of a module: addresses are section << 32 | offset */

/* An open table: a view of the caller's bytes, which must stay.  Fields are the reader's own,
 * except the first four, which all may read. */
struct hpsym {
	uint32_t nsyms;
	uint32_t flags;			/* HPSYM_F_* */
	uint64_t base;			/* address of _text when the table was made (0 for modules) */
	uint8_t  build_id[HPSYM_BUILD_ID_LEN];

	const uint8_t *data;
	size_t len;

	uint32_t nplaced;		/* symbols that have a place, i.e. are not absolute */
	uint32_t nfiles;
	uint32_t nblocks;		/* of names */
	uint8_t  index_bits;		/* width of a symbol's index, */
	uint8_t  block_bits;		/* and of a block's number, in the packed parts */
	uint8_t  types[16];
	struct hpsym_part {
		uint32_t off, len;
	} part[HPSYM_NPARTS];
};

struct hpsym_sym {
	uint64_t addr;			/* as in the vmlinux or dump the table was made from */
	uint64_t size;
	uint32_t index;			/* position in address order, absolute ones last */
	uint32_t file;			/* for hpsym_file(); 0: not known */
	char     type;			/* letter as nm(1) prints it; 'A','a': absolute, not slid */
};

/*
 * Opens a table.  0; -EINVAL not a table, or a version or size not known; -EBADMSG truncated, or
 * the checksum or an inner bound is wrong.  On -EBADMSG build_id is filled if the header was whole.
 */
int hpsym_open(struct hpsym *t, const void *data, size_t len);

/*
 * Finds the symbols called exactly name, by address: call with *iter = 0 first, then again with what
 * it left there.  1: found, *s filled.  0: no more.  -EBADMSG: the table is damaged there.
 */
int hpsym_find(const struct hpsym *t, const char *name, uint32_t *iter, struct hpsym_sym *s);

/* The last symbol that starts at or below addr (in the table's addresses; absolute symbols left
 * out), as hpsym_find() returns. */
int hpsym_at(const struct hpsym *t, uint64_t addr, struct hpsym_sym *s);

/* The symbol at position index in address order.  1, 0 (index >= nsyms), -EBADMSG. */
int hpsym_get(const struct hpsym *t, uint32_t index, struct hpsym_sym *s);

/* Writes the name of symbol index.  Its length without the NUL, or -EBADMSG, -ENAMETOOLONG. */
int hpsym_name(const struct hpsym *t, uint32_t index, char *buf, size_t size);

/* Writes the source file name.  Its length; 0 and "" if not known; -EBADMSG, -ENAMETOOLONG. */
int hpsym_file(const struct hpsym *t, uint32_t file, char *buf, size_t size);

/* Does path fit what a person wrote?  Equal, or want is a tail of path that begins after a '/'. */
bool hpsym_file_matches(const char *path, const char *want);

#endif
