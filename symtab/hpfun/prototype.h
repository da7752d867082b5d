/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * prototype.h - the type of a function as text, the same whether DWARF or BTF describes it.
 *
 * As C writes it, '@' where its name stands: "int @(struct file *, int)".  Two functions have the same text if callers of
 * the one can call the other: typedefs are followed, const, volatile and restrict are left out; a struct is what it is
 * called, and int[4][2] int[8].  Pure: whose types they are says the source.
 */
#ifndef PROTOTYPE_H
#define PROTOTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PROTOTYPE_NAME '@'
#define PROTOTYPE_SIZE 512		/* room for a text: longer ones are not written */

enum prototype_kind {
	PROTOTYPE_BASE,			/* by its name */
	PROTOTYPE_STRUCT,
	PROTOTYPE_UNION,
	PROTOTYPE_ENUM,
	PROTOTYPE_TYPEDEF,
	PROTOTYPE_QUALIFIER,		/* const and the like: passed over */
	PROTOTYPE_POINTER,
	PROTOTYPE_ARRAY,
	PROTOTYPE_FUNCTION,
};

/* Types are named by numbers of the source; 0 is void. */
struct prototype_type {
	enum prototype_kind kind;
	const char *name;		/* NULL: it has none */
	uint64_t to;			/* what it points to, consists of, returns, stands for */
	uint64_t elements;		/* of an array, in all its dimensions, as BTF has it; 0: not said */
};

struct prototype_source {
	/* Describes type id, which is not 0.  false: it is none of these, or damaged. */
	bool (*type)(void *arg, uint64_t id, struct prototype_type *t);
	/* The type of parameter n of function id.  1; 0: it has no more; -1: any more of any type ("..."); -2: damaged. */
	int (*parameter)(void *arg, uint64_t id, unsigned int n, uint64_t *type);
	void *arg;
};

/* Writes the type of function id.  false: longer than size, too deep, or damaged; buf is "" then. */
bool prototype_text(const struct prototype_source *s, uint64_t id, char *buf, size_t size);

#endif
