/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * text.h - gcc's assembler text as statements, without its debug information.
 *
 * Comments, .loc, .file, .cfi_*, .ident and what lies in .debug_* are gone; what .loc said is kept beside each
 * statement.  Each statement knows its section, because .previous and .popsection were followed.
 */
#ifndef ASM_TEXT_H
#define ASM_TEXT_H

#include "cull/util.h"

enum stmt_kind {
	ST_LABEL,		/* .text is the label without its colon */
	ST_DIRECTIVE,		/* begins with a dot */
	ST_CODE,		/* an instruction, or the use of a macro */
};

struct stmt {
	enum stmt_kind kind;
	bool app;		/* from an asm() of the source */
	unsigned int depth;	/* of .pushsection */
	unsigned int sect;	/* in struct asm_text .sects; a directive that changes it has the new one */
	unsigned int file;	/* as .loc said last; 0: it has not */
	unsigned int line;
	char *text;
};

struct asm_sect {
	char *name;
	char *directive;	/* ".section NAME,..." with all that its first use said */
};

struct asm_text {
	const char *path;
	struct stmt *stmts;
	size_t nstmts;
	struct asm_sect *sects;
	unsigned int nsects;
	char **files;		/* by the number of .file; holes are NULL */
	unsigned int nfiles;
};

void asm_read(struct asm_text *t, const char *path);

/* Pointers that the kernel writes into its code when it boots become loads of the variables they come from; see asm/runtime.c. */
void asm_runtime_pointers(struct asm_text *t);

/* Is s the directive dir ("with .section", not ".section_x")?  What follows it, or NULL. */
const char *directive_args(const char *s, const char *dir);

/* Does the .section directive want to be told the function that the section belongs to? It has been taken off. */
bool section_is_linked(const char *s);

/*
 * The next word of a statement that may name a symbol, from *at on; its length, and *at is behind it.  0: no more.
 * Left out are strings, registers with a '%', numbers, numeric labels and what a macro calls its arguments.
 */
size_t next_word(const char **at, const char **word);

#endif
