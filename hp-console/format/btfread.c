// SPDX-License-Identifier: GPL-2.0-only
/* btfread.c - see btfread.h.  No I/O. */
#include <stdlib.h>
#include <string.h>

#include "format/btfread.h"

#define MAGIC		0xeb9f
#define HEADER_LEN	24
#define TYPE_LEN	12

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

static uint32_t u32_at(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* The type at *at, which moves on.  1; 0 at the end; -1 damaged. */
static int next_type(const struct btf_part *p, uint32_t *at, struct btf_type *t)
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

/* Where each type lies; the caller has seen that they are whole. */
static bool index_types(struct btf_part *p)
{
	struct btf_type t;
	uint32_t at = 0;

	p->at = malloc((p->ntypes + 1) * sizeof(*p->at));
	for (uint32_t i = 0; p->at && i < p->ntypes; i++) {
		p->at[i] = at;
		next_type(p, &at, &t);
	}
	return p->at;
}

static const char *open_part(struct btf *b, const struct btf_file *f)
{
	struct btf_part *p = &b->part[b->n];
	const uint8_t *data = f->data;
	uint32_t header, types, strs, at = 0;
	uint16_t magic;
	struct btf_type t;
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
	return index_types(p) ? NULL : "no memory for its types";
}

const char *btf_open(struct btf *b, const struct btf_file *vmlinux, const struct btf_file *module)
{
	const char *wrong;

	memset(b, 0, sizeof(*b));
	wrong = open_part(b, vmlinux);
	return !wrong && module ? open_part(b, module) : wrong;
}

void btf_close(struct btf *b)
{
	free(b->part[0].at);
	free(b->part[1].at);
	memset(b, 0, sizeof(*b));
}

bool btf_type(const struct btf *b, uint32_t id, struct btf_type *t)
{
	for (unsigned i = 0; i < b->n; i++) {
		const struct btf_part *p = &b->part[i];
		uint32_t at;

		if (id < p->first_id || id - p->first_id >= p->ntypes)
			continue;
		at = p->at[id - p->first_id];
		return next_type(p, &at, t) > 0;
	}
	return false;
}

const char *btf_name(const struct btf *b, const struct btf_type *t)
{
	for (unsigned i = 0; i < b->n; i++) {
		const struct btf_part *p = &b->part[i];

		if (t->name >= p->first_str && t->name - p->first_str < p->strs_len)
			return p->strs + (t->name - p->first_str);
	}
	return "";
}

uint32_t btf_tail(const struct btf_type *t, uint32_t i)
{
	return u32_at(t->tail + 4 * i);
}

uint32_t btf_function(const struct btf *b, const char *name, uint32_t *i)
{
	const struct btf_part *p = &b->part[b->n - 1];
	struct btf_type t;

	while (*i < p->ntypes) {
		uint32_t at = p->at[(*i)++];

		if (next_type(p, &at, &t) > 0 && t.kind == K_FUNC && (!name || !strcmp(btf_name(b, &t), name)))
			return p->first_id + *i - 1;
	}
	return 0;
}
