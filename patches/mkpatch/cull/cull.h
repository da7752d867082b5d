/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * cull.h - what of a unit's new text goes into the patch, and what it takes from the running kernel.
 *
 * Carried are the functions whose text differs from the old one's, new ones, and what only these use. Everything else is
 * the kernel's: it is named by what hp-match found at its address.
 */
#ifndef CULL_H
#define CULL_H

#include "asm/same.h"

/* What the kernel calls a symbol of the old object, from hp-match. */
struct kernel_symbol {
	char *name;		/* in the kernel's list; NULL: it has none */
	char *at;		/* address */
	unsigned int nth, of;	/* position by address among those of that name */
	bool in_object;		/* of a module's unit: defined in that module */
	char *alias;		/* what the patch calls it; NULL: not used so far */
};

struct body {
	const char *digest, *size;
	char *ranges;		/* "GAP,LEN\tGAP,LEN..."; NULL: none */
};

struct unit {
	char *path;		/* in the source: fs/pipe.c */
	unsigned int nr;	/* from 0 on */
	char *module;		/* "": the kernel image */
	struct unit_text old, new;
	struct names matched;	/* to struct kernel_symbol, by the old object's name */
	struct names funcs;	/* what hp-match says of a function: "ok", or the rest of its line */
	struct names bodies;	/* to struct body */
	struct names many;	/* names that new code uses and several symbols have, to how many */
	struct source_function *functions;	/* of the new source, see cull/why.c */
	size_t nfunctions;
	struct names old_ids;	/* to struct piece of the old text */
};

/* A line of the changed files as the compiler numbers them. */
struct changed_lines {
	char *file;
	unsigned int from, to;
};

struct patch {
	const char *name, *description, *kernel;
	struct unit *units;
	size_t nunits;
	struct names leave;	/* names that the author said may stay as they are */
	struct names allow;	/* what the author has looked at: types that change, variables that are new */
	struct changed_lines *lines;
	size_t nlines;
	struct names aliases;	/* all that were given */
	struct names globals;	/* functions and data that a unit brings and others may use, to struct piece */
	size_t refused, carried;
};

/* Decides, with a line of the report for each decision; see cull/report.h. */
void cull(struct patch *p);

/* Should the name be left as it is?  Then it is said in the report. */
bool is_left(struct patch *p, const struct unit *u, const char *name);

/* Did the author say that its change is known and wanted?  Then it is said in the report. */
bool is_allowed(struct patch *p, const struct unit *u, const char *name);

/* The patch as one C file. */
void emit(struct patch *p, FILE *out);

/* Does the statement go to what it names, and not only take its address? */
bool is_jump(const struct stmt *s);

#endif
