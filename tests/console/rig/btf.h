/* SPDX-License-Identifier: GPL-2.0-only */
/* btf.h - makes BTF for tests, type by type. */
#ifndef CONSOLE_BTF_H
#define CONSOLE_BTF_H

#include <stddef.h>
#include <stdint.h>

struct btf_maker {
	uint32_t types[1024], ntypes;	/* words */
	char strs[2048];
	uint32_t nstrs;
	uint32_t ids, first_str;	/* ids and strings of the file it goes on from */
	uint8_t file[8192];		/* after btf_end() */
	size_t len;
};

/* base: NULL, or the file it goes on from. */
void btf_begin(struct btf_maker *m, const struct btf_maker *base);
/* A type with its tail of n words; its id.  info as in the format: kind << 24 | vlen. */
uint32_t btf_add(struct btf_maker *m, const char *name, uint32_t info, uint32_t word, int n, ...);
void btf_end(struct btf_maker *m);

/* A function and its prototype, returning that type. */
void btf_func(struct btf_maker *m, const char *name, uint32_t returns);

/*
 * vmlinux: f_int f_uint f_u8 f_s16 f_bool f_ulong f_enum f_const f_void f_ptr f_struct f_union f_float
 * f_loop, f_same twice alike, f_twice twice differently
 */
void btf_example(struct btf_maker *m);

#endif
