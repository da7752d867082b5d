/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * functions.h - from the DWARF of a vmlinux to a file of functions, which hpfun/hpfun.h reads.
 */
#ifndef FUNCTIONS_H
#define FUNCTIONS_H

#include "bytes.h"
#include "symset.h"

struct functions {
	struct bytes files, bodies;	/* the two parts of the text */
	size_t nfiles, nbodies, ninlined, ncalled;
};

/* Reads path, into set its symbols, and into fun the text.  0, or -1 with *f noted; functions_free() either way. */
int in_functions(struct functions *fun, struct symset *set, const char *path, struct fail *f);
void functions_free(struct functions *fun);

/* The file: head, text, packed.  0, or -1 with *f noted. */
int out_functions(struct bytes *out, const struct functions *fun, const uint8_t *build_id, struct fail *f);

#endif
