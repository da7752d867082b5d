/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * format.h - the numbers of the .hpsym format, once, for its reader and its writer.
 *
 * No other file includes this.  What the numbers mean is told in doc/hpsym-format.md.
 */
#ifndef HPSYM_FORMAT_H
#define HPSYM_FORMAT_H

#define HPSYM_MAGIC		"hpsym\r\n\x1a"	/* a transfer as text changes the \r\n, which shows at once */
#define HPSYM_MAGIC_LEN		8
#define HPSYM_VERSION		1

/* Offsets in the header; numbers are little-endian. */
#define HPSYM_H_VERSION		8
#define HPSYM_H_LEN		12	/* of the whole table */
#define HPSYM_H_CRC		16	/* of everything from HPSYM_H_FLAGS on */
#define HPSYM_H_FLAGS		20
#define HPSYM_H_NSYMS		24
#define HPSYM_H_NPLACED		28
#define HPSYM_H_NFILES		32
#define HPSYM_H_RESERVED	36
#define HPSYM_H_BASE		40
#define HPSYM_H_BUILD_ID	48
#define HPSYM_H_TYPES		68
#define HPSYM_H_PARTS		84	/* u32 where each part begins, and where the last ends */
#define HPSYM_H_SIZE		128

/* The parts, in the order in which they follow the header. */
enum hpsym_part_nr {
	HPSYM_P_TOKENS,		/* strings: what the bytes of a coded name stand for */
	HPSYM_P_PREFIXES,	/* strings: beginnings that are split off before sorting */
	HPSYM_P_NAME_INDEX,	/* u32 per block: where it begins in HPSYM_P_NAMES */
	HPSYM_P_NAMES,		/* front-coded list, sorted */
	HPSYM_P_BY_NAME,	/* packed: rank of the name -> index of the symbol */
	HPSYM_P_BY_INDEX,	/* packed: index of the symbol -> block of its name */
	HPSYM_P_GROUPS,		/* u64 address, u32 offset in HPSYM_P_SYMS, per group */
	HPSYM_P_SYMS,		/* records in address order */
	HPSYM_P_FILE_INDEX,
	HPSYM_P_FILES,		/* as the names */
	HPSYM_P_COUNT
};

#define HPSYM_BLOCK		32	/* strings per block of a front-coded list */
#define HPSYM_GROUP		64	/* symbols per group */
#define HPSYM_GROUP_BYTES	12
#define HPSYM_TYPES		16
#define HPSYM_TOKENS		256
#define HPSYM_MAX_PREFIXES	32	/* the first is "" */
#define HPSYM_MAX_SYMS		(1u << 24)

/*
 * A string: one byte NNNLLLLL.  N 0: the string before, with prefix L.  Else L bytes are kept of
 * the string before (31: 31 + the next byte), then N tokens are appended; N 7: a u16 follows, with
 * the number of tokens in the low 10 bits and the prefix in the rest.
 */
#define HPSYM_S_KEEP		0x1f
#define HPSYM_S_KEEP_MORE	31
#define HPSYM_S_COUNT_SHIFT	5
#define HPSYM_S_COUNT_MORE	7
#define HPSYM_S_LONG_COUNT	0x3ff
#define HPSYM_S_LONG_PREFIX	10	/* shift */

/*
 * A record: one byte FSAATTTT, then varints for what it does not imply.
 * TTTT letter; AA address: see below; S: a size follows, else as before; F: a file follows.
 */
#define HPSYM_R_TYPE		0x0f
#define HPSYM_R_ADDR		0x30
#define HPSYM_R_ADDR_SAME	0x00	/* as the symbol before (first of a group: the group's) */
#define HPSYM_R_ADDR_END	0x10	/* where the symbol before ends */
#define HPSYM_R_ADDR_END16	0x20	/* the same, rounded up to 16 */
#define HPSYM_R_ADDR_DELTA	0x30	/* a varint follows: distance from the symbol before */
#define HPSYM_R_SIZE		0x40
#define HPSYM_R_FILE		0x80	/* 0: no file; 1: the last file that there was; n: file n - 1 */

#endif
