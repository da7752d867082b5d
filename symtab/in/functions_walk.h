/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * functions_walk.h - what the parts of functions.c share: the state of a walk over the units of a vmlinux.
 */
#ifndef FUNCTIONS_WALK_H
#define FUNCTIONS_WALK_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <string.h>

#include "functions.h"

struct origin;

/* Functions as the text names them; the strings are the unit's, see token_of(). */
struct names {
	const char **v;
	size_t n, room;
};

struct walk {
	const struct symset *set;
	const uint32_t *pos;		/* of each symbol: which of its name it is, 0: the only one */
	uint64_t init, init_end;	/* what is there is gone once the kernel is up */
	char **paths;			/* of all units, to find */
	size_t npaths, root;		/* the root of the source tree */
	void *files;			/* of struct file, by path */
	struct functions *fun;
	struct fail *f;

	/* of the unit under way */
	const char *dir, *path;
	Dwarf_Files *unit_files;
	size_t nunit_files;
	unsigned int *file_nr;		/* of each of its files, 0: not known yet; OWN_FILE */
	struct origin *origins;
	size_t norigins, room;		/* room: a power of two, or 0 */

	struct names inlined, called;	/* of the function under way */
};

static inline int no_memory(struct walk *w)
{
	return fail(w->f, "out of memory");
}

static inline void put_text(struct bytes *b, const char *s)
{
	put(b, s, strlen(s));
}

/* --- functions_names.c: files and functions as the text has them --- */

/* What separates in the text, and what cannot be printed, becomes '?'.  Returns s. */
char *make_plain(char *s);

/* The DIE that an out-of-line or inlined one is an instance of, or itself. */
void to_origin(Dwarf_Die *die);

/* ":nr" if the function is not of the unit's own file.  0, or -1 with .f noted. */
int file_suffix(struct walk *w, Dwarf_Die *die, char buf[16]);

/* What an inlined function is called, until free_unit_names(); NULL with .f noted. */
const char *token_of(struct walk *w, Dwarf_Die *die);

/* The same of one that is called; one that other files may call has a '+' and no file, which a declaration does not tell. */
const char *callee_token(struct walk *w, Dwarf_Die *die);

/* May other files call it? */
bool is_external(Dwarf_Die *die);

/* The files and functions of the unit under way; those of all. */
void free_unit_names(struct walk *w);
void free_files(struct walk *w);

/* --- functions_symbols.c: the symbols of functions --- */

/*
 * The symbol that a function called name has, whose code begins at addr: one of that name, or of a clone of it
 * (name.part.0), or else the best of those there.  NULL: there is none.
 */
const struct symbol *symbol_at(const struct symset *set, uint64_t addr, const char *name);

/* Of each symbol of a sorted set: which of those of its name it is by address, from 1; 0: it is the only one. */
uint32_t *positions(const struct symset *set);

#endif
