/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pieces.h - one unit's assembler text in pieces: a function with all that stands inside it, an object, a string.
 *
 * What a function needs in other sections (entries of __bug_table, __jump_table, __ex_table, .altinstructions, jump tables,
 * its .cold part) gcc writes between the function's label and its .size, so it is part of the piece and
 * travels with it.  That is why text is taken apart here, and not objects.
 */
#ifndef ASM_PIECES_H
#define ASM_PIECES_H

#include "asm/text.h"

enum piece_kind {
	PIECE_FUNCTION,
	PIECE_DATA,		/* an object with a name */
	PIECE_ANON,		/* what only a local label names: strings, constants */
};

struct piece {
	enum piece_kind kind;
	char *name;		/* symbol, or local label */
	bool global;
	bool common;		/* .comm gives it room in .bss */
	bool entry;		/* of a function: it has an entry of ftrace's */
	unsigned int sect;	/* where its label is */
	size_t first;		/* first of its statements; the label is at .label */
	size_t label;
	size_t end;		/* behind the last */
	size_t *late;		/* statements about it that stand after its end: .size of a .cold part */
	size_t nlate;
	struct piece *of;	/* of data: the function whose inner labels it holds (computed goto) */
	const char *id;		/* what it is in both texts; of a function its name */
	char *same;		/* asm_same(): equal where it is the same in both */

	/* The decisions of cull.c. */
	struct piece *old;	/* of a piece of the new text: that with the same id */
	bool changed, carried;
	const char *through;	/* the constant because of which it changed */
	bool said;		/* the report has it */
	bool asked;		/* it was asked about */
	char *new_name;		/* what a carried piece is called in the patch; NULL: as it is */
};

/* What a name of the text stands for. */
struct asm_symbol {
	struct piece *piece;	/* NULL: not defined here */
	bool start;		/* the beginning of the piece: its name, or an alias of that */
};

struct unit_text {
	struct asm_text text;
	struct piece **pieces;
	size_t npieces;
	struct names symbols;	/* to struct asm_symbol; local labels, too */
	struct names used;	/* local labels that somebody refers to */
	size_t *top;		/* statements of asm() outside of functions */
	size_t ntop;
};

void asm_pieces(struct unit_text *u, const char *path);

static inline bool is_local_label(const char *name)
{
	return name[0] == '.' && name[1] == 'L';
}

/* The section of a piece. */
const char *piece_sect(const struct unit_text *u, const struct piece *p);

/* The symbol, or NULL.  name needs no NUL. */
struct asm_symbol *find_symbol(const struct unit_text *u, const char *name, size_t len);

#endif
