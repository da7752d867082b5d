/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * btfread.h - the types in one or two files of BTF, by their numbers.
 *
 * Format: include/uapi/linux/btf.h and Documentation/bpf/btf.rst of the kernel.  libbpf can read it too,
 * but would be the largest part of the static console.
 */
#ifndef HP_BTFREAD_H
#define HP_BTFREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file of /sys/kernel/btf, whole. */
struct btf_file {
	const void *data;
	size_t len;
};

#define BTF_MAX_HOPS	32	/* typedefs of typedefs; more are taken for a loop in a damaged file */

enum {
	K_INT = 1, K_PTR, K_ARRAY, K_STRUCT, K_UNION, K_ENUM, K_FWD, K_TYPEDEF, K_VOLATILE,
	K_CONST, K_RESTRICT, K_FUNC, K_FUNC_PROTO, K_VAR, K_DATASEC, K_FLOAT, K_DECL_TAG,
	K_TYPE_TAG, K_ENUM64,
};

/* The two sections of one file, and the numbers of its first type and of its first string. */
struct btf_part {
	const uint8_t *types;
	uint32_t types_len, first_id, ntypes;
	const char *strs;
	uint32_t strs_len, first_str;
	uint32_t *at;			/* where each type lies in types: they are of many lengths */
};

struct btf {
	struct btf_part part[2];
	unsigned n;
};

struct btf_type {
	uint32_t name, kind, vlen, word;	/* word: a size or another type */
	bool flag;
	const uint8_t *tail;
};

/*
 * Opens the data of vmlinux (module NULL), or of a module, which continues the numbers of vmlinux's.  NULL; else what is
 * wrong with it.  btf_close() is due in any case; the data must stay.
 */
const char *btf_open(struct btf *b, const struct btf_file *vmlinux, const struct btf_file *module);
void btf_close(struct btf *b);

/* false: there is none of that number. */
bool btf_type(const struct btf *b, uint32_t id, struct btf_type *t);

/* "" for a type without a name. */
const char *btf_name(const struct btf *b, const struct btf_type *t);

/* Word i of a type's tail, which must have it. */
uint32_t btf_tail(const struct btf_type *t, uint32_t i);

/* The next function of that name (NULL: of any) in the file opened last: its number is looked for from *i on (0 at first).  0: no more. */
uint32_t btf_function(const struct btf *b, const char *name, uint32_t *i);

#endif
