/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * symset.h - symbols on their way from an input (in/) to a table (out/).
 */
#ifndef SYMSET_H
#define SYMSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fail.h"
#include "hpsym/hpsym.h"

struct symbol {
	const char *name;
	uint64_t addr;
	uint64_t size;
	uint32_t file;			/* index in files[], 0: not known */
	char type;			/* as nm(1) prints it */
};

struct symset {
	struct symbol *syms;
	size_t nsyms, syms_room;
	const char **files;		/* [0] is NULL; the same name may occur twice */
	size_t nfiles, files_room;	/* [0] counted */
	struct chunk *chunks;		/* where the strings live */
	uint32_t flags;			/* HPSYM_F_* */
	uint64_t base;
	uint8_t build_id[HPSYM_BUILD_ID_LEN];
	bool has_build_id;
};

/* A set that is all zero is empty; symset_free() leaves one. */
void symset_free(struct symset *set);

/* All return 0, or -1 with *f noted.  Strings are copied. */
int symset_add(struct symset *set, const struct symbol *sym, struct fail *f);
int symset_add_file(struct symset *set, const char *name, uint32_t *nr, struct fail *f);
int symset_set_build_id(struct symset *set, const void *id, size_t len, struct fail *f);

/*
 * Makes absolute symbols whose address lies in the image ordinary ones: the linker script writes
 * some (init_per_cpu__*), and the kernel moves them with itself.
 */
void symset_place_absolute(struct symset *set);

/* Address order as the table has it: absolute ones last; of several at one address the best name
 * last. */
void symset_sort(struct symset *set);

/* Sizes as distances to the next address; the set must be sorted. */
void symset_guess_sizes(struct symset *set);

/* Sets base: the address of _text, else of _stext, else the lowest one. */
void symset_find_base(struct symset *set);

bool symbol_is_absolute(const struct symbol *sym);
bool symbol_is_function(const struct symbol *sym);

#endif
