// SPDX-License-Identifier: GPL-2.0-only
/* btf.c - see btf.h. */
#include <string.h>

#include "format/btf.h"

#define INT_SIGNED	(1u << 24)
#define INT_BOOL	(4u << 24)

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
	struct btf_type t;

	for (int hops = 0; hops < BTF_MAX_HOPS; hops++) {
		if (!id) {
			ret->kind = BTF_VOID;
			return NULL;
		}
		if (!btf_type(b, id, &t))
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
			return integer(ret, t.word, btf_tail(&t, 0) & INT_SIGNED,
				       btf_tail(&t, 0) & INT_BOOL);
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

const char *btf_return_type(const struct btf *b, const char *func, struct btf_return *ret)
{
	struct btf_type t, proto;
	uint32_t at = 0, id;

	memset(ret, 0, sizeof(*ret));
	while ((id = btf_function(b, func, &at))) {
		struct btf_return one = { .kind = BTF_NONE };
		const char *wrong;

		if (!btf_type(b, id, &t) || !btf_type(b, t.word, &proto) || proto.kind != K_FUNC_PROTO)
			return "a function in it has no type";
		wrong = describe(b, proto.word, &one);
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
