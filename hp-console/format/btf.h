/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * btf.h - what a function returns, from the kernel's own type data (BTF).
 *
 * Format: include/uapi/linux/btf.h and Documentation/bpf/btf.rst of the kernel.  libbpf can read it too,
 * but would be the largest part of the static console.
 */
#ifndef HP_BTF_H
#define HP_BTF_H

#include <stdbool.h>
#include <stddef.h>

/* A file of /sys/kernel/btf, whole. */
struct btf_file {
	const void *data;
	size_t len;
};

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
 * Finds the return type of func in vmlinux (module NULL), or in a module, whose BTF continues the
 * numbers of vmlinux's.  NULL with *ret filled; else what is wrong with the data.
 */
const char *btf_return_type(const struct btf_file *vmlinux, const struct btf_file *module,
			    const char *func, struct btf_return *ret);

#endif
