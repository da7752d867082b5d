/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hpfun.h - reader of a file of functions (.hpfun): of each function of a kernel its type, which others were
 * inlined into it, and which it calls.
 *
 * For people who write patches, and for the console; never for the kernel.  hpfun_open() checks every byte, and what it
 * leaves are arrays: no answer can be out of them.  The format is described in doc/hpsym-format.md.
 */
#ifndef HPFUN_H
#define HPFUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hpsym/hpsym.h"

#define HPFUN_MAX_FILE	(16u << 20)
#define HPFUN_MAX_TEXT	(64u << 20)
#define HPFUN_NAME	'@'		/* in a type: where the function's name stands */

/* A function that has code. */
struct hpfun_body {
	const char *name;		/* of its symbol: f, f.part.0 */
	uint32_t pos;			/* which of the symbols of that name, by address, from 1; 0: the only one */
	const char *unit;		/* path of the file that was compiled: that of the symbol in a table */
	const char *path;		/* of the file it is written in: the same, or a header, or what the unit includes */
	const char *type;		/* "int @(struct file *)"; "" not known: a clone has its own */
	const char *inlined;		/* what is inlined into it: "name name:file ..." */
	const char *called;		/* what it calls by name, what is inlined into it included: "+name name name:file ..." */
	bool external;			/* other files may call it: "+name" in their .called */
};

struct hpfun {
	uint8_t build_id[HPSYM_BUILD_ID_LEN];
	size_t nbodies, nfiles;
	struct hpfun_body *bodies;
	const char **files;		/* by their numbers in .inlined, from 1 */
	char *text;			/* what all strings lie in */
};

/*
 * Opens the content of a file.  0; -EINVAL none, or of a version not known; -EBADMSG damaged or truncated; -ENOMEM.
 * After 0 comes hpfun_close(); the bytes of the file need not stay.
 */
int hpfun_open(struct hpfun *h, const void *file, size_t len);
void hpfun_close(struct hpfun *h);

/* The same of the text alone (malloc, len bytes and a NUL), which it takes over, in any case. */
int hpfun_open_text(struct hpfun *h, char *text, size_t len);

/* The next body of that name: its number is looked for from *i on, and *i is left behind it.  NULL: no more. */
const struct hpfun_body *hpfun_find(const struct hpfun *h, const char *name, size_t *i);

/* Is it what a person or a patch means by a name, a file and a position ("" and 0: not said)? */
bool hpfun_is_meant(const struct hpfun_body *b, const char *file, uint32_t pos);

/* Where else a function's code is. */
enum hpfun_how {
	HPFUN_INLINED,			/* it has the function inlined */
	HPFUN_CLONE,			/* it is f.part.0, f.constprop.0, f.isra.0 of f */
	HPFUN_COPY,			/* it is what another unit made of the same header's function */
	HPFUN_HOWS
};

/* The next body besides b that has code of the same function, as hpfun_find(). */
const struct hpfun_body *hpfun_also(const struct hpfun *h, const struct hpfun_body *b, size_t *i, enum hpfun_how *how);

/* The next body that has any function of that name inlined: of those that have no body of their own. */
const struct hpfun_body *hpfun_with(const struct hpfun *h, const char *name, size_t *i);

/* The next body that calls b by its name, as hpfun_find().  Who calls it through a pointer, or from assembler, is not known. */
const struct hpfun_body *hpfun_caller(const struct hpfun *h, const struct hpfun_body *b, size_t *i);

/* Writes who they are: "g, h (3 more)".  How many. */
size_t hpfun_callers(const struct hpfun *h, const struct hpfun_body *b, char *buf, size_t size);

/* What a patch replaces, as hpfun_is_meant() has it. */
struct hpfun_target {
	const char *name, *file;
	uint32_t pos;
};

bool hpfun_is_among(const struct hpfun_body *b, const struct hpfun_target *t, size_t n);

/*
 * Writes those bodies besides b that have its code in the way how, and are none of the n targets: "g, h (3 more)".  How
 * many they are.
 */
size_t hpfun_left_out(const struct hpfun *h, const struct hpfun_body *b, const struct hpfun_target *t, size_t n,
		      enum hpfun_how how, char *buf, size_t size);

/* Writes the type with a name in it; "" if it is not known. */
char *hpfun_type_text(const struct hpfun_body *b, const char *name, char *buf, size_t size);

/* From a file to its text: malloc, *len and a NUL behind it.  As hpfun_open(). */
int hpfun_unpack(const void *file, size_t size, char **text, size_t *len);

#endif
