/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * btf.h - what a function returns, and its type, from the kernel's own type data (BTF).
 */
#ifndef HP_BTF_H
#define HP_BTF_H

#include "format/btfread.h"

enum btf_kind {
	BTF_NONE = 0,		/* no such function is described */
	BTF_SEVERAL,		/* several of that name, which return different things */
	BTF_VOID,
	BTF_POINTER,
	BTF_COMPOUND,		/* struct or union */
	BTF_FLOAT,
	BTF_INTEGER,		/* also an enum */
};

struct btf_return {
	enum btf_kind kind;
	unsigned bits;		/* of an integer: 8, 16, 32, 64 or 128 */
	bool is_signed, is_bool;
};

/*
 * Finds the return type of func in what was opened last.  NULL with *ret filled; else what is wrong with the data.
 */
const char *btf_return_type(const struct btf *b, const char *func, struct btf_return *ret);

/* Writes the type of function id (btf_function()), as hpfun/prototype.h has it.  false: as prototype_text(). */
bool btf_prototype(const struct btf *b, uint32_t id, char *buf, size_t size);

/*
 * Writes the type of func, as hpfun/prototype.h has it; "" where there is no such function, or several of different types.
 */
void btf_function_type(const struct btf *b, const char *func, char *buf, size_t size);

/*
 * Were functions left out for which there are several types of one name, as pahole does since 1.25?  It told them apart
 * before it began to mark functions for BPF (1.26, "bpf_kfunc"), and these marks can be seen.
 */
bool btf_is_consistent(const struct btf *b);

#endif
