// SPDX-License-Identifier: GPL-2.0-only
/*
 * types.c - which types, prototypes and variables differ between two versions of an object.
 *
 * Everything with a name is put into one sorted list for each version.  What only one of them has is no change.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/clean.h"
#include "debuginfo/debuginfo.h"

/* Steps that the comparison of two units may take; the largest of the kernel need under a million. */
#define BUDGET		20000000

enum kind { STRUCT, UNION, ENUM, TYPEDEF, FUNCTION, VARIABLE, LOCAL };

struct item {
	enum kind kind;
	const char *name;
	const char *function;		/* of a LOCAL */
	unsigned int order;
	Dwarf_Die die;
	bool declared;			/* only: its definition is elsewhere */
};

struct items {
	const struct object *o;
	struct item *v;
	size_t n, room;
};

/* --- collecting --- */

static int add_item(struct items *all, const struct item *one, struct fail *f)
{
	if (all->n == all->room) {
		size_t room = all->room ? 2 * all->room : 4096;
		struct item *v = reallocarray(all->v, room, sizeof(*v));

		if (!v)
			return fail(f, "out of memory");
		all->v = v;
		all->room = room;
	}
	all->v[all->n] = *one;
	all->v[all->n].order = all->n;
	all->n++;
	return 0;
}

/* An enum without a name is found by any of its constants: each of them is an item. */
static int add_constants(struct items *all, Dwarf_Die *type, struct fail *f)
{
	struct item one = { .kind = ENUM, .die = *type };
	Dwarf_Die child;
	int more;

	for (more = dwarf_child(type, &child); !more; more = die_next(&child)) {
		one.name = dwarf_diename(&child);
		if (one.name && dwarf_tag(&child) == DW_TAG_enumerator && add_item(all, &one, f))
			return -1;
	}
	return 0;
}

/* Sets the kind of an entry that is one; false: it is none. */
static bool kind_of(const struct scope *s, enum kind *kind)
{
	switch (s->tag) {
	case DW_TAG_structure_type:
		*kind = STRUCT;
		return true;
	case DW_TAG_union_type:
		*kind = UNION;
		return true;
	case DW_TAG_enumeration_type:
		*kind = ENUM;
		return true;
	case DW_TAG_typedef:
		*kind = TYPEDEF;
		return true;
	case DW_TAG_subprogram:
		*kind = FUNCTION;
		return true;
	case DW_TAG_variable:
		*kind = VARIABLE;
		return !s->up->up;	/* those of functions come from statics_read() */
	default:
		return false;
	}
}

static int collect_one(void *context, const struct scope *s, struct fail *f)
{
	struct items *all = context;
	struct item one = { .die = s->die };
	Dwarf_Die origin;

	if (s->tag == DW_TAG_inlined_subroutine || s->tag == DW_TAG_call_site)
		return WALK_PAST;
	if (!kind_of(s, &one.kind))
		return WALK_BELOW;
	one.declared = dwarf_hasattr(&one.die, DW_AT_declaration);
	if (one.declared && one.kind != FUNCTION && one.kind != VARIABLE)
		return WALK_PAST;
	/* the concrete instance of a function may have lost parameters */
	if (one.kind == FUNCTION && (!die_origin(&one.die, &origin) || origin.addr != one.die.addr))
		return WALK_BELOW;
	one.name = dwarf_diename(&one.die);
	if (!one.name && one.kind == ENUM)
		return add_constants(all, &one.die, f) ? -1 : WALK_PAST;
	if (one.name && add_item(all, &one, f))
		return -1;
	return WALK_BELOW;
}

static int collect_locals(struct items *all, struct statics *s, struct fail *f)
{
	if (statics_read(s, all->o, f))
		return -1;
	for (size_t i = 0; i < s->n; i++) {
		const struct static_var *v = &s->v[i];
		struct item one = { .kind = LOCAL, .name = v->name, .function = v->function, .die = v->die };

		if (v->function && add_item(all, &one, f))
			return -1;
	}
	return 0;
}

static int compare_names(const struct item *a, const struct item *b)
{
	int ret;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	ret = strcmp(a->function ? a->function : "", b->function ? b->function : "");
	return ret ? ret : strcmp(a->name, b->name);
}

static int by_name(const void *va, const void *vb)
{
	const struct item *a = va, *b = vb;
	int ret = compare_names(a, b);

	return ret ? ret : a->order < b->order ? -1 : a->order > b->order;
}

static int collect(struct items *all, const struct object *o, struct fail *f)
{
	struct statics s = { 0 };
	int ret;

	all->o = o;
	ret = walk(o, collect_one, all, f);
	if (!ret)
		ret = collect_locals(all, &s, f);
	free(s.v);
	if (!ret && all->n)
		qsort(all->v, all->n, sizeof(*all->v), by_name);
	return ret;
}

/* --- telling --- */

/* "KEYWORD NAME TEXT", if the two differ. */
static int tell_content(struct comparison *c, const char *name, Dwarf_Die *a, Dwarf_Die *b)
{
	int same = same_content(c, a, b, 0);
	char *text;

	if (same)
		return same < 0 ? -1 : 0;
	text = describe_change(c, a, b);
	if (!text)
		return -1;
	if (text[0])
		clean_print(stdout, "%s %s %s\n", type_keyword(b), name, text);
	free(text);
	return 0;
}

/* "WHAT NAME OLD -> NEW"; frees the two. */
static int tell_texts(struct comparison *c, const char *what, const char *name, char *old, char *new)
{
	int ret = 0;

	if (!old || !new)
		ret = fail(c->f, "out of memory");
	else if (strcmp(old, new))
		clean_print(stdout, "%s %s %s -> %s\n", what, name, old, new);
	else
		clean_print(stdout, "%s %s %s: changed inside\n", what, name, old);
	free(old);
	free(new);
	return ret;
}

static char *type_text(Dwarf_Die *die)
{
	Dwarf_Die type;

	return type_of(die, &type) ? type_declaration(&type, "") : strdup("void");
}

static int tell_typedef(struct comparison *c, struct item *a, struct item *b)
{
	Dwarf_Die x, y;
	int same;

	if (type_of(&a->die, &x) && type_of(&b->die, &y) && type_keyword(&x) && dwarf_tag(&x) == dwarf_tag(&y) &&
	    !dwarf_diename(&x) && !dwarf_diename(&y))
		return tell_content(c, b->name, &x, &y);
	same = same_type_of(c, &a->die, &b->die, 0);
	if (same)
		return same < 0 ? -1 : 0;
	return tell_texts(c, "typedef", b->name, type_text(&a->die), type_text(&b->die));
}

/* Up to version 10 gcc says of a function that is only called no more than its name. */
static bool is_known(struct item *function)
{
	return !function->declared || dwarf_hasattr(&function->die, DW_AT_prototyped);
}

static int tell_function(struct comparison *c, struct item *a, struct item *b)
{
	int same = is_known(a) && is_known(b) ? same_function(c, &a->die, &b->die, 0) : 1;
	bool global = dwarf_hasattr(&a->die, DW_AT_external) || dwarf_hasattr(&b->die, DW_AT_external);
	char *name;
	int ret;

	if (same)
		return same < 0 ? -1 : 0;
	if (asprintf(&name, "%s %s", b->name, global ? "global" : "static") < 0)
		return fail(c->f, "out of memory");
	ret = tell_texts(c, "proto", name, type_prototype(&a->die, a->name), type_prototype(&b->die, b->name));
	free(name);
	return ret;
}

/* "int x[];" and "int x[4];" may both declare it. */
static bool is_open_array(struct item *v)
{
	Dwarf_Die type, child;

	return v->declared && type_of(&v->die, &type) && dwarf_tag(&type) == DW_TAG_array_type &&
	       !dwarf_child(&type, &child) && dimension(&child) < 0;
}

static int tell_variable(struct comparison *c, struct item *a, struct item *b)
{
	int same = is_open_array(a) || is_open_array(b) ? 1 : same_type_of(c, &a->die, &b->die, 0), ret;
	char *name;

	if (same)
		return same < 0 ? -1 : 0;
	if (asprintf(&name, "%s%s%s", b->function ? b->function : "", b->function ? ":" : "", b->name) < 0)
		return fail(c->f, "out of memory");
	ret = tell_texts(c, "var", name, type_text(&a->die), type_text(&b->die));
	free(name);
	return ret;
}

static bool has_constant(Dwarf_Die *type, const char *name)
{
	Dwarf_Die child;
	int more;

	for (more = dwarf_child(type, &child); !more; more = die_next(&child))
		if (dwarf_diename(&child) && !strcmp(dwarf_diename(&child), name))
			return true;
	return false;
}

/* Enums without a name meet at each constant that both have: tell it at the first. */
static int tell_constants(struct comparison *c, struct item *a, struct item *b)
{
	Dwarf_Die child;
	char *name;
	int more, ret;

	for (more = dwarf_child(&b->die, &child); !more; more = die_next(&child)) {
		if (spend(c))
			return -1;
		if (dwarf_diename(&child) && has_constant(&a->die, dwarf_diename(&child)))
			break;
	}
	if (more || strcmp(dwarf_diename(&child), b->name))
		return 0;
	if (asprintf(&name, "{%s,...}", b->name) < 0)
		return fail(c->f, "out of memory");
	ret = tell_content(c, name, &a->die, &b->die);
	free(name);
	return ret;
}

static int tell_item(struct comparison *c, struct item *a, struct item *b)
{
	switch (b->kind) {
	case TYPEDEF:
		return tell_typedef(c, a, b);
	case FUNCTION:
		return tell_function(c, a, b);
	case VARIABLE:
	case LOCAL:
		return tell_variable(c, a, b);
	default:
		/* they may have become one with a name, or been that */
		if (!dwarf_diename(&a->die) || !dwarf_diename(&b->die))
			return tell_constants(c, a, b);
		return tell_content(c, b->name, &a->die, &b->die);
	}
}

/* --- pairing --- */

static size_t end_of_name(const struct items *all, size_t i)
{
	size_t end = i + 1;

	while (end < all->n && !compare_names(&all->v[i], &all->v[end]))
		end++;
	return end;
}

/* Of the declarations and the definition of one thing: the definition, which has the whole type. */
static struct item *definition(struct item *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!v[i].declared)
			return &v[i];
	return v;
}

/* Items of one name.  Functions and variables are one thing; types, in several functions, go by their order. */
static int tell_group(struct comparison *c, struct item *a, size_t na, struct item *b, size_t nb)
{
	if (b->kind == FUNCTION || b->kind == VARIABLE)
		return tell_item(c, definition(a, na), definition(b, nb));
	for (size_t i = 0; i < na && i < nb; i++)
		if (tell_item(c, &a[i], &b[i]))
			return -1;
	return 0;
}

static int tell_all(struct comparison *c, struct items *old, struct items *new)
{
	size_t i = 0, j = 0;

	while (i < old->n && j < new->n) {
		int order = compare_names(&old->v[i], &new->v[j]);
		size_t end_i = end_of_name(old, i), end_j = end_of_name(new, j);

		if (!order && tell_group(c, &old->v[i], end_i - i, &new->v[j], end_j - j))
			return -1;
		i = order <= 0 ? end_i : i;
		j = order >= 0 ? end_j : j;
	}
	return 0;
}

static int tell_objects(const struct object *a, const struct object *b, struct fail *f)
{
	struct comparison c = { .old = a, .new = b, .budget = BUDGET, .f = f };
	struct items old = { 0 }, new = { 0 };
	int ret = collect(&old, a, f);

	if (!ret)
		ret = collect(&new, b, f);
	if (!ret)
		ret = tell_all(&c, &old, &new);
	free(old.v);
	free(new.v);
	return ret;
}

int verb_types(int argc, char **argv, struct fail *f)
{
	struct object a, b;
	int ret;

	(void)argc;
	if (object_open(&a, argv[0], f))
		return EXIT_FAILED;
	if (object_open(&b, argv[1], f)) {
		object_close(&a);
		return EXIT_FAILED;
	}
	ret = tell_objects(&a, &b, f);
	object_close(&a);
	object_close(&b);
	return ret ? EXIT_FAILED : EXIT_OK;
}
