/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * verbs.h - what the verbs of hp-symtab (verbs/) and its main file share.
 */
#ifndef VERBS_H
#define VERBS_H

#include "bytes.h"
#include "fail.h"
#include "hpsym/hpsym.h"
#include "in/mapped.h"

enum {
	EXIT_OK = 0,
	EXIT_FAILED = 1,		/* also: not found, not equal */
	EXIT_USAGE = 64,
};

/* The options given, by letter; NULL: not given. */
struct options {
	const char *kind;		/* -k */
	const char *notes;		/* -n */
	const char *build_id;		/* -b */
	const char *output;		/* -o */
	const char *by_address;		/* -a */
	const char *by_file;		/* -f */
};

/* A verb returns EXIT_*; with EXIT_FAILED it may have noted one line in *f. */
typedef int verb_fn(const struct options *o, int argc, char **argv, struct fail *f);

verb_fn verb_build, verb_dump, verb_lookup, verb_verify, verb_symvers, verb_functions, verb_where, verb_half,
	verb_types;

/* --- verbs/write_whole.c: a file, whole or not at all.  0, or -1 with *f noted --- */
int write_whole(const char *path, const struct bytes *b, struct fail *f);

/* A table file, mapped and opened. */
struct table {
	struct hpsym t;
	struct mapped file;
};

int table_open(struct table *tab, const char *path, struct fail *f);
void table_close(struct table *tab);

/* Prints "address size letter name<TAB>file". */
int table_print(const struct table *tab, const struct hpsym_sym *s, struct fail *f);

/* Writes "0123abcd..." of a build-id. */
#define BUILD_ID_TEXT	(2 * HPSYM_BUILD_ID_LEN + 1)
const char *build_id_text(const uint8_t *id, char text[BUILD_ID_TEXT]);

#endif
