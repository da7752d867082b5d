// SPDX-License-Identifier: GPL-2.0-only
/*
 * prototype.c - see prototype.h.
 *
 * A declaration is written from its middle outwards, as C has it: a pointer puts a '*' before what there is, a function
 * its parameters behind, and what cannot be taken apart any further comes first of all.
 */
#include <stdio.h>
#include <string.h>

#include "hpfun/prototype.h"

#define MAX_DEPTH	24		/* of types within types: more are taken for a circle in damaged data */
#define MAX_PARAMETERS	64		/* the kernel's functions have a dozen at most */

/* Text that never runs over: what does not fit is noted. */
struct text {
	char *p;
	size_t len, size;
	bool failed;
};

static bool declare(const struct prototype_source *s, struct text *t, uint64_t id, const char *inner, int depth);

static void append(struct text *t, const char *s)
{
	size_t n = strlen(s);

	if (n >= t->size - t->len) {
		t->failed = true;
		return;
	}
	memcpy(t->p + t->len, s, n + 1);
	t->len += n;
}

/* "word name inner", each part only if there is one. */
static void append_words(struct text *t, const char *word, const char *name, const char *inner)
{
	const char *const parts[] = { word, name, inner };
	bool any = false;

	for (int i = 0; i < 3; i++) {
		if (!*parts[i])
			continue;
		append(t, any ? " " : "");
		append(t, parts[i]);
		any = true;
	}
}

/*
 * Follows what makes no difference to a caller: *id becomes what it stands for, 0 for void, and t that; *alias the last
 * typedef on the way, which is the name of what has none.
 */
static bool resolve(const struct prototype_source *s, uint64_t *id, struct prototype_type *t, const char **alias)
{
	*alias = "";
	for (int hops = 0; *id && hops < MAX_DEPTH; hops++) {
		memset(t, 0, sizeof(*t));
		if (!s->type(s->arg, *id, t))
			return false;
		if (t->kind != PROTOTYPE_TYPEDEF && t->kind != PROTOTYPE_QUALIFIER)
			return true;
		if (t->kind == PROTOTYPE_TYPEDEF && t->name)
			*alias = t->name;
		*id = t->to;
	}
	return !*id;
}

static bool parameters(const struct prototype_source *s, struct text *t, uint64_t function, int depth)
{
	unsigned int n;
	uint64_t type;
	int more;

	append(t, "(");
	for (n = 0; (more = s->parameter(s->arg, function, n, &type)); n++) {
		if (more == -2 || n == MAX_PARAMETERS)
			return false;
		append(t, n ? ", " : "");
		if (more == -1) {
			append(t, "...)");
			return true;
		}
		if (!declare(s, t, type, "", depth))
			return false;
	}
	append(t, n ? ")" : "void)");
	return true;
}

/* What returns a type, and takes what function says; inner is its name, or what points to it. */
static bool declare_function(const struct prototype_source *s, struct text *t, uint64_t function,
			     const struct prototype_type *type, const char *inner, int depth)
{
	char buf[PROTOTYPE_SIZE] = "";
	struct text own = { .p = buf, .size = sizeof(buf) };

	append(&own, inner);
	return parameters(s, &own, function, depth) && !own.failed && declare(s, t, type->to, buf, depth);
}

static bool declare_array(const struct prototype_source *s, struct text *t, const struct prototype_type *type,
			  const char *inner, int depth)
{
	char buf[PROTOTYPE_SIZE] = "", number[24];
	struct text own = { .p = buf, .size = sizeof(buf) };

	append(&own, inner);
	snprintf(number, sizeof(number), "[%llu]", (unsigned long long)type->elements);
	append(&own, type->elements ? number : "[]");
	return !own.failed && declare(s, t, type->to, buf, depth);
}

static bool declare_pointer(const struct prototype_source *s, struct text *t, const struct prototype_type *type,
			    const char *inner, int depth)
{
	struct prototype_type pointee;
	char buf[PROTOTYPE_SIZE] = "";
	struct text own = { .p = buf, .size = sizeof(buf) };
	uint64_t id = type->to;
	const char *alias;
	bool parens;

	if (!resolve(s, &id, &pointee, &alias))
		return false;
	parens = id && (pointee.kind == PROTOTYPE_FUNCTION || pointee.kind == PROTOTYPE_ARRAY);
	append(&own, parens ? "(*" : "*");
	append(&own, inner);
	append(&own, parens ? ")" : "");
	return !own.failed && declare(s, t, type->to, buf, depth);
}

static bool declare(const struct prototype_source *s, struct text *t, uint64_t id, const char *inner, int depth)
{
	static const char *const words[] = {
		[PROTOTYPE_BASE] = "", [PROTOTYPE_STRUCT] = "struct", [PROTOTYPE_UNION] = "union",
		[PROTOTYPE_ENUM] = "enum",
	};
	struct prototype_type type;
	const char *alias;

	if (depth > MAX_DEPTH || !resolve(s, &id, &type, &alias))
		return false;
	if (!id) {
		append_words(t, "void", "", inner);
		return true;
	}
	switch (type.kind) {
	case PROTOTYPE_POINTER:
		return declare_pointer(s, t, &type, inner, depth + 1);
	case PROTOTYPE_ARRAY:
		return declare_array(s, t, &type, inner, depth + 1);
	case PROTOTYPE_FUNCTION:
		return declare_function(s, t, id, &type, inner, depth + 1);
	default:
		/* a type that has a name of its own, or else that of the typedef that led to it */
		append_words(t, type.name || !*alias ? words[type.kind] : "", type.name ? type.name : alias, inner);
		return true;
	}
}

bool prototype_text(const struct prototype_source *s, uint64_t id, char *buf, size_t size)
{
	struct text t = { .p = buf, .size = size };
	struct prototype_type type = { 0 };

	if (!size)
		return false;
	buf[0] = '\0';
	if (s->type(s->arg, id, &type) && type.kind == PROTOTYPE_FUNCTION &&
	    declare_function(s, &t, id, &type, "@", 0) && !t.failed)
		return true;
	buf[0] = '\0';
	return false;
}
