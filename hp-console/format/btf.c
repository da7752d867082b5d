// SPDX-License-Identifier: GPL-2.0-only
/*
 * btf.c - see btf.h.  No I/O and no memory of its own: types have no index in the file, so a type is
 * found by walking to it, a few milliseconds for the few that one question needs.
 */
#include <stdint.h>
#include <string.h>

#include "format/btf.h"

#define MAGIC		0xeb9f
#define HEADER_LEN	24
#define TYPE_LEN	12
#define MAX_HOPS	32	/* typedefs of typedefs; more are taken for a loop in a damaged file */

enum {
	K_INT = 1, K_PTR, K_ARRAY, K_STRUCT, K_UNION, K_ENUM, K_FWD, K_TYPEDEF, K_VOLATILE,
	K_CONST, K_RESTRICT, K_FUNC, K_FUNC_PROTO, K_VAR, K_DATASEC, K_FLOAT, K_DECL_TAG,
	K_TYPE_TAG, K_ENUM64,
};

/* What follows a type: so many bytes, and so many for each of its members. */
static const struct {
	uint8_t fixed, each;
} tails[] = {
	[K_INT] = { 4, 0 }, [K_PTR] = { 0, 0 }, [K_ARRAY] = { 12, 0 }, [K_STRUCT] = { 0, 12 },
	[K_UNION] = { 0, 12 }, [K_ENUM] = { 0, 8 }, [K_FWD] = { 0, 0 }, [K_TYPEDEF] = { 0, 0 },
	[K_VOLATILE] = { 0, 0 }, [K_CONST] = { 0, 0 }, [K_RESTRICT] = { 0, 0 },
	[K_FUNC] = { 0, 0 }, [K_FUNC_PROTO] = { 0, 8 }, [K_VAR] = { 4, 0 },
	[K_DATASEC] = { 0, 12 }, [K_FLOAT] = { 0, 0 }, [K_DECL_TAG] = { 4, 0 },
	[K_TYPE_TAG] = { 0, 0 }, [K_ENUM64] = { 0, 12 },
};

#define INT_SIGNED	(1u << 24)
#define INT_BOOL	(4u << 24)

/* The two sections of one file, and the numbers of its first type and of its first string. */
struct part {
	const uint8_t *types;
	uint32_t types_len, first_id, ntypes;
	const char *strs;
	uint32_t strs_len, first_str;
};

struct btf {
	struct part part[2];
	unsigned n;
};

struct type {
	uint32_t name, kind, vlen, word;	/* word: a size or another type */
	bool flag;
	const uint8_t *tail;
};

static uint32_t u32_at(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* The type at *at, which moves on.  1; 0 at the end; -1 damaged. */
static int next_type(const struct part *p, uint32_t *at, struct type *t)
{
	uint32_t left = p->types_len - *at, info, tail;

	if (!left)
		return 0;
	if (left < TYPE_LEN)
		return -1;
	info = u32_at(p->types + *at + 4);
	t->name = u32_at(p->types + *at);
	t->kind = info >> 24 & 0x1f;
	t->vlen = info & 0xffff;
	t->flag = info >> 31;
	t->word = u32_at(p->types + *at + 8);
	t->tail = p->types + *at + TYPE_LEN;
	if (!t->kind || t->kind >= sizeof(tails) / sizeof(tails[0]))
		return -1;
	tail = tails[t->kind].fixed + t->vlen * tails[t->kind].each;
	if (left - TYPE_LEN < tail)
		return -1;
	*at += TYPE_LEN + tail;
	return 1;
}

static const char *open_part(struct btf *b, const struct btf_file *f)
{
	struct part *p = &b->part[b->n];
	const uint8_t *data = f->data;
	uint32_t header, types, strs, at = 0;
	uint16_t magic;
	struct type t;
	size_t rest;
	int ret;

	if (f->len < HEADER_LEN)
		return "shorter than its header";
	memcpy(&magic, data, sizeof(magic));
	if (magic != MAGIC || data[2] != 1)
		return "no BTF of version 1 and this machine's byte order";
	header = u32_at(data + 4);
	if (header < HEADER_LEN || header > f->len)
		return "its header does not end within it";
	rest = f->len - header;
	types = u32_at(data + 8);
	p->types_len = u32_at(data + 12);
	strs = u32_at(data + 16);
	p->strs_len = u32_at(data + 20);
	if (types > rest || p->types_len > rest - types || strs > rest || p->strs_len > rest - strs)
		return "its sections do not end within it";
	p->types = data + header + types;
	p->strs = (const char *)data + header + strs;
	if (p->strs_len && p->strs[p->strs_len - 1])
		return "its last string does not end";
	while ((ret = next_type(p, &at, &t)) > 0)
		p->ntypes++;
	if (ret)
		return "a type in it is of no known kind, or does not end within it";
	p->first_id = b->n ? b->part[0].first_id + b->part[0].ntypes : 1;
	p->first_str = b->n ? b->part[0].strs_len : 0;
	b->n++;
	return NULL;
}

static const char *name_of(const struct btf *b, uint32_t offset)
{
	for (unsigned i = 0; i < b->n; i++) {
		const struct part *p = &b->part[i];

		if (offset >= p->first_str && offset - p->first_str < p->strs_len)
			return p->strs + (offset - p->first_str);
	}
	return "";
}

static bool find_type(const struct btf *b, uint32_t id, struct type *t)
{
	for (unsigned i = 0; i < b->n; i++) {
		const struct part *p = &b->part[i];
		uint32_t at = 0, skip = id - p->first_id;

		if (id < p->first_id || skip >= p->ntypes)
			continue;
		do {
			if (next_type(p, &at, t) <= 0)
				return false;
		} while (skip--);
		return true;
	}
	return false;
}

static const char *integer(struct btf_return *ret, uint32_t bytes, bool is_signed, bool is_bool)
{
	if (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8 && bytes != 16)
		return "an integer in it has a strange size";
	*ret = (struct btf_return){ .kind = BTF_INTEGER, .bits = bytes * 8,
				    .is_signed = is_signed, .is_bool = is_bool };
	return NULL;
}

/* Follows typedefs and qualifiers from type id, and describes the type that they stand for. */
static const char *describe(const struct btf *b, uint32_t id, struct btf_return *ret)
{
	struct type t;

	for (int hops = 0; hops < MAX_HOPS; hops++) {
		if (!id) {
			ret->kind = BTF_VOID;
			return NULL;
		}
		if (!find_type(b, id, &t))
			return "a type in it refers to one that is not there";
		switch (t.kind) {
		case K_TYPEDEF:
		case K_VOLATILE:
		case K_CONST:
		case K_RESTRICT:
		case K_TYPE_TAG:
			id = t.word;
			break;
		case K_INT:
			return integer(ret, t.word, u32_at(t.tail) & INT_SIGNED,
				       u32_at(t.tail) & INT_BOOL);
		case K_ENUM:
		case K_ENUM64:
			return integer(ret, t.word, t.flag, false);
		case K_PTR:
			ret->kind = BTF_POINTER;
			return NULL;
		case K_STRUCT:
		case K_UNION:
			ret->kind = BTF_COMPOUND;
			return NULL;
		case K_FLOAT:
			ret->kind = BTF_FLOAT;
			return NULL;
		default:
			return "a function in it returns what no function can";
		}
	}
	return "type names in it go round in a circle";
}

static bool same(const struct btf_return *a, const struct btf_return *b)
{
	return a->kind == b->kind && a->bits == b->bits && a->is_signed == b->is_signed &&
	       a->is_bool == b->is_bool;
}

const char *btf_return_type(const struct btf_file *vmlinux, const struct btf_file *module,
			    const char *func, struct btf_return *ret)
{
	struct btf b = { .n = 0 };
	const struct part *p;
	struct type t, proto;
	const char *wrong;
	uint32_t at = 0;

	memset(ret, 0, sizeof(*ret));
	wrong = open_part(&b, vmlinux);
	if (!wrong && module)
		wrong = open_part(&b, module);
	if (wrong)
		return wrong;
	p = &b.part[b.n - 1];
	while (next_type(p, &at, &t) > 0) {
		struct btf_return one = { .kind = BTF_NONE };

		if (t.kind != K_FUNC || strcmp(name_of(&b, t.name), func))
			continue;
		if (!find_type(&b, t.word, &proto) || proto.kind != K_FUNC_PROTO)
			return "a function in it has no type";
		wrong = describe(&b, proto.word, &one);
		if (wrong)
			return wrong;
		if (ret->kind != BTF_NONE && !same(ret, &one))
			one = (struct btf_return){ .kind = BTF_SEVERAL };
		*ret = one;
		if (ret->kind == BTF_SEVERAL)
			break;
	}
	return NULL;
}
