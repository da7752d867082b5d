/* SPDX-License-Identifier: GPL-2.0-only */
/* hpsym_made.h - tables made for the tests of the reader. */
#ifndef HPSYM_MADE_H
#define HPSYM_MADE_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include "hpsym_exercise.h"
#include "out/out.h"

#include <cmocka.h>		/* last: it has a macro called fail */

#define TEXT	0xffffffff81000000ull

/* A table in memory, of exactly its size, and what it was made from. */
struct made {
	struct symset set;
	uint8_t *p;
	size_t len;
	struct hpsym t;
};

void add(struct made *m, const char *name, uint64_t addr, uint64_t size, char type, uint32_t file);
uint32_t add_file(struct made *m, const char *name);

/* n symbols of every kind there is. */
void fill(struct made *m, unsigned int n);

/* The table of what was added, opened. */
void make(struct made *m);

void drop(struct made *m);

#endif
