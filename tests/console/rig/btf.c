// SPDX-License-Identifier: GPL-2.0-only
/* btf.c - see btf.h. */
#include <stdarg.h>
#include <string.h>

#include "rig/btf.h"

static uint32_t add_str(struct btf_maker *m, const char *s)
{
	uint32_t at = m->nstrs;

	strcpy(m->strs + at, s);
	m->nstrs += strlen(s) + 1;
	return m->first_str + at;
}

void btf_begin(struct btf_maker *m, const struct btf_maker *base)
{
	memset(m, 0, sizeof(*m));
	m->ids = base ? base->ids : 0;
	m->first_str = base ? base->nstrs : 0;
	add_str(m, "");
}

uint32_t btf_add(struct btf_maker *m, const char *name, uint32_t info, uint32_t word, int n, ...)
{
	va_list ap;

	m->types[m->ntypes++] = add_str(m, name);
	m->types[m->ntypes++] = info;
	m->types[m->ntypes++] = word;
	va_start(ap, n);
	while (n--)
		m->types[m->ntypes++] = va_arg(ap, uint32_t);
	va_end(ap);
	return ++m->ids;
}

void btf_end(struct btf_maker *m)
{
	uint32_t header[6] = { 0x0001eb9f, 24, 0, m->ntypes * 4, m->ntypes * 4, m->nstrs };

	memcpy(m->file, header, sizeof(header));
	memcpy(m->file + 24, m->types, m->ntypes * 4);
	memcpy(m->file + 24 + m->ntypes * 4, m->strs, m->nstrs);
	m->len = 24 + m->ntypes * 4 + m->nstrs;
}

void btf_func(struct btf_maker *m, const char *name, uint32_t returns)
{
	/* With one argument, so that the parser has a tail to skip. */
	uint32_t proto = btf_add(m, "", 13u << 24 | 1, returns, 2, 0, 0);

	btf_add(m, name, 12u << 24, proto, 0);
}

void btf_example(struct btf_maker *m)
{
	uint32_t s32, u32, u8, s16, boolean, u64, enumeration, named, loop;

	btf_begin(m, NULL);
	s32 = btf_add(m, "int", 1u << 24, 4, 1, 1u << 24 | 32);
	u32 = btf_add(m, "unsigned int", 1u << 24, 4, 1, 32);
	u8 = btf_add(m, "unsigned char", 1u << 24, 1, 1, 8);
	s16 = btf_add(m, "short", 1u << 24, 2, 1, 1u << 24 | 16);
	boolean = btf_add(m, "_Bool", 1u << 24, 1, 1, 4u << 24 | 8);
	u64 = btf_add(m, "unsigned long", 1u << 24, 8, 1, 64);
	enumeration = btf_add(m, "e", 6u << 24 | 1, 4, 2, 0, 7);
	named = btf_add(m, "s16_t", 8u << 24, s16, 0);
	btf_func(m, "f_int", s32);
	btf_func(m, "f_uint", u32);
	btf_func(m, "f_u8", u8);
	btf_func(m, "f_s16", s16);
	btf_func(m, "f_bool", boolean);
	btf_func(m, "f_ulong", u64);
	btf_func(m, "f_enum", enumeration);
	btf_func(m, "f_const", btf_add(m, "", 10u << 24, named, 0));
	btf_func(m, "f_void", 0);
	btf_func(m, "f_ptr", btf_add(m, "", 2u << 24, s32, 0));
	btf_func(m, "f_struct", btf_add(m, "s", 4u << 24 | 1, 4, 3, 0, s32, 0));
	btf_func(m, "f_union", btf_add(m, "u", 5u << 24 | 1, 4, 3, 0, s32, 0));
	btf_func(m, "f_float", btf_add(m, "double", 16u << 24, 8, 0));
	loop = btf_add(m, "loop", 8u << 24, m->ids + 2, 0);
	btf_add(m, "pool", 8u << 24, loop, 0);
	btf_func(m, "f_loop", loop);
	btf_func(m, "f_same", s32);
	btf_func(m, "f_same", s32);
	btf_func(m, "f_twice", s32);
	btf_func(m, "f_twice", 0);
	btf_end(m);
}
