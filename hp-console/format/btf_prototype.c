// SPDX-License-Identifier: GPL-2.0-only
/* btf_prototype.c - the type of a function from BTF, see btf.h. */
#include <string.h>

#include "format/btf.h"
#include "hpfun/prototype.h"

/* Which of its words say what. */
enum { ARRAY_TYPE = 0, ARRAY_NELEMS = 2 };
enum { PARAM_TYPE = 1, PARAM_WORDS = 2 };

static bool kind_of(const struct btf_type *t, enum prototype_kind *kind)
{
	static const uint8_t kinds[] = {		/* and 1, because 0 is none */
		[K_INT] = PROTOTYPE_BASE + 1, [K_FLOAT] = PROTOTYPE_BASE + 1,
		[K_STRUCT] = PROTOTYPE_STRUCT + 1, [K_UNION] = PROTOTYPE_UNION + 1,
		[K_ENUM] = PROTOTYPE_ENUM + 1, [K_ENUM64] = PROTOTYPE_ENUM + 1,
		[K_TYPEDEF] = PROTOTYPE_TYPEDEF + 1,
		[K_VOLATILE] = PROTOTYPE_QUALIFIER + 1, [K_CONST] = PROTOTYPE_QUALIFIER + 1,
		[K_RESTRICT] = PROTOTYPE_QUALIFIER + 1, [K_TYPE_TAG] = PROTOTYPE_QUALIFIER + 1,
		[K_PTR] = PROTOTYPE_POINTER + 1, [K_ARRAY] = PROTOTYPE_ARRAY + 1,
		[K_FUNC_PROTO] = PROTOTYPE_FUNCTION + 1,
	};

	if (t->kind == K_FWD) {		/* declared only */
		*kind = t->flag ? PROTOTYPE_UNION : PROTOTYPE_STRUCT;
		return true;
	}
	if (t->kind >= sizeof(kinds) || !kinds[t->kind])
		return false;
	*kind = kinds[t->kind] - 1;
	return true;
}

static bool type_at(void *arg, uint64_t id, struct prototype_type *t)
{
	const struct btf *b = arg;
	struct btf_type type;

	if (!btf_type(b, id, &type) || !kind_of(&type, &t->kind))
		return false;
	t->name = btf_name(b, &type);
	if (!*t->name)
		t->name = NULL;
	t->to = type.word;
	if (t->kind == PROTOTYPE_ARRAY) {
		t->to = btf_tail(&type, ARRAY_TYPE);
		t->elements = btf_tail(&type, ARRAY_NELEMS);
	}
	return true;
}

static int parameter_at(void *arg, uint64_t id, unsigned int n, uint64_t *type)
{
	struct btf_type proto;

	if (!btf_type(arg, id, &proto))
		return -2;
	if (n >= proto.vlen)
		return 0;
	*type = btf_tail(&proto, PARAM_WORDS * n + PARAM_TYPE);
	return *type ? 1 : -1;		/* a parameter of no type stands for any more of them */
}

bool btf_prototype(const struct btf *b, uint32_t id, char *buf, size_t size)
{
	const struct prototype_source s = { .type = type_at, .parameter = parameter_at, .arg = (void *)b };
	struct btf_type t;

	buf[0] = '\0';
	return btf_type(b, id, &t) && prototype_text(&s, t.word, buf, size);
}

void btf_function_type(const struct btf *b, const char *func, char *buf, size_t size)
{
	char other[PROTOTYPE_SIZE];
	uint32_t at = 0, id = btf_function(b, func, &at);

	buf[0] = '\0';
	if (!id || !btf_prototype(b, id, buf, size))
		return;
	while ((id = btf_function(b, func, &at)))
		if (!btf_prototype(b, id, other, sizeof(other)) || strcmp(buf, other))
			buf[0] = '\0';
}

bool btf_is_consistent(const struct btf *b)
{
	const struct btf_part *p = &b->part[0];
	struct btf_type t;

	for (uint32_t i = 0; i < p->ntypes; i++)
		if (btf_type(b, p->first_id + i, &t) && t.kind == K_DECL_TAG && !strcmp(btf_name(b, &t), "bpf_kfunc"))
			return true;
	return false;
}
