// SPDX-License-Identifier: GPL-2.0-only
/*
 * change.c - how a struct, union or enum has changed, in words.
 *
 * The members of unnamed structs and unions count as members of the one around them, as in C: that one was
 * put around them (struct_group()) changes nothing.  Those of a member's own unnamed struct are "u.x".
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/debuginfo.h"

#define MAX_DEPTH	20
/* What is told of one type; of the others the number. */
#define MAX_NOTES	4

struct entry {
	char *name;
	Dwarf_Die die;
	struct place place;
	int64_t value;			/* of an enumerator */
	bool nests;			/* its type has no name: what is in it follows */
	bool met;			/* the other side has it, too */
};

struct entries {
	struct entry *v;
	size_t n, room;
};

struct notes {
	FILE *out;
	const char *separator;		/* "" before the first */
	unsigned int said, more;
};

static void __attribute__((format(printf, 2, 3))) note(struct notes *n, const char *fmt, ...)
{
	va_list ap;

	if (n->said == MAX_NOTES) {
		n->more++;
		return;
	}
	n->said++;
	fputs(n->separator, n->out);
	n->separator = ", ";
	va_start(ap, fmt);
	vfprintf(n->out, fmt, ap);
	va_end(ap);
}

/* --- what is in it --- */

static int add_entry(struct entries *e, const struct entry *one, struct fail *f)
{
	if (!one->name)
		return fail(f, "out of memory");
	if (e->n == e->room) {
		size_t room = e->room ? 2 * e->room : 64;
		struct entry *v = reallocarray(e->v, room, sizeof(*v));

		if (!v) {
			free(one->name);
			return fail(f, "out of memory");
		}
		e->v = v;
		e->room = room;
	}
	e->v[e->n++] = *one;
	return 0;
}

static void free_entries(struct entries *e)
{
	while (e->n)
		free(e->v[--e->n].name);
	free(e->v);
}

static char *join(const char *a, const char *b, const char *c)
{
	char *s;

	return asprintf(&s, "%s%s%s", a, b, c) < 0 ? NULL : s;
}

static int read_members(struct comparison *c, struct entries *e, Dwarf_Die *type, const char *prefix, uint64_t base,
			int depth);

static int read_member(struct comparison *c, struct entries *e, Dwarf_Die *die, const char *prefix, uint64_t base,
		       int depth)
{
	struct entry one = { .die = *die, .place = member_place(die) };
	const char *name = dwarf_diename(die);
	char *inside;
	Dwarf_Die type;
	int ret;

	if (!type_of(die, &type))
		return damaged(c->f, c->new->elf.path, "a member without type, here or in the old one");
	one.place.bit += base;
	one.nests = type_keyword(&type) && !dwarf_diename(&type) && dwarf_tag(&type) != DW_TAG_enumeration_type;
	if (!name)
		return one.nests ? read_members(c, e, &type, prefix, one.place.bit, depth + 1) : 0;
	one.name = join(prefix, name, "");
	if (add_entry(e, &one, c->f))
		return -1;
	if (!one.nests)
		return 0;
	inside = join(prefix, name, ".");
	ret = inside ? read_members(c, e, &type, inside, one.place.bit, depth + 1) : fail(c->f, "out of memory");
	free(inside);
	return ret;
}

static int read_enumerator(struct comparison *c, struct entries *e, Dwarf_Die *die)
{
	struct entry one = { .die = *die };
	const char *name = dwarf_diename(die);

	one.name = strdup(name ? name : "?");
	attribute_value(die, DW_AT_const_value, &one.value);
	return add_entry(e, &one, c->f);
}

static int read_members(struct comparison *c, struct entries *e, Dwarf_Die *type, const char *prefix, uint64_t base,
			int depth)
{
	Dwarf_Die child;
	int more, ret = 0;

	if (depth > MAX_DEPTH)
		return damaged(c->f, c->new->elf.path, "structs nest too deep, here or in the old one");
	for (more = dwarf_child(type, &child); !more && !ret; more = die_next(&child)) {
		int tag = dwarf_tag(&child);

		ret = spend(c);
		if (!ret && tag == DW_TAG_member)
			ret = read_member(c, e, &child, prefix, base, depth);
		else if (!ret && tag == DW_TAG_enumerator)
			ret = read_enumerator(c, e, &child);
	}
	return ret;
}

/* The one of that name; it is most likely at i.  NULL: there is none. */
static struct entry *find_entry(struct comparison *c, struct entries *e, const char *name, size_t i)
{
	for (size_t n = 0; n < e->n && !spend(c); n++, i++)
		if (!strcmp(e->v[i % e->n].name, name))
			return &e->v[i % e->n];
	return NULL;
}

/* --- sizes --- */

static int64_t size_of(Dwarf_Die *type, int depth);

static int64_t size_of_array(Dwarf_Die *array, int depth)
{
	Dwarf_Die element, child;
	int64_t n = type_of(array, &element) ? size_of(&element, depth + 1) : 0;
	int more;

	for (more = dwarf_child(array, &child); !more; more = die_next(&child))
		if (dwarf_tag(&child) == DW_TAG_subrange_type &&
		    __builtin_mul_overflow(n, dimension(&child) < 0 ? 0 : dimension(&child), &n))
			return 0;
	return n;
}

/* 0 where it cannot be told. */
static int64_t size_of(Dwarf_Die *type, int depth)
{
	Dwarf_Die behind;
	int64_t n;

	if (depth > MAX_DEPTH || !type_behind(type, &behind))
		return 0;
	if (dwarf_tag(&behind) == DW_TAG_array_type)
		return size_of_array(&behind, depth);
	return attribute_value(&behind, DW_AT_byte_size, &n) ? n : 0;
}

/* --- what differs --- */

static const char *place_text(char text[48], const struct place *p)
{
	if (p->bits)
		snprintf(text, 48, "%" PRIu64 ":%" PRIu64, p->bit / 8, p->bit % 8);
	else
		snprintf(text, 48, "%" PRIu64, p->bit / 8);
	return text;
}

static int note_types(struct comparison *c, struct notes *n, struct entry *a, struct entry *b)
{
	Dwarf_Die x, y;
	char *old, *new;
	int ret = 0;

	if (!type_of(&a->die, &x) || !type_of(&b->die, &y))
		return damaged(c->f, c->new->elf.path, "a member without type, here or in the old one");
	old = type_declaration(&x, "");
	new = type_declaration(&y, "");
	if (!old || !new)
		ret = fail(c->f, "out of memory");
	else if (strcmp(old, new))
		note(n, "member %s %s -> %s", b->name, old, new);
	else
		note(n, "member %s %s: changed inside", b->name, old);
	free(old);
	free(new);
	return ret;
}

/* What may have moved others: another type, or a type of another size. */
static int note_member(struct comparison *c, struct notes *n, struct entry *a, struct entry *b)
{
	Dwarf_Die x, y;
	int64_t old, new;
	int same;

	if (a->nests && b->nests)
		return 0;
	if (a->place.bits != b->place.bits) {
		note(n, "member %s %" PRIu64 " -> %" PRIu64 " bits", b->name, a->place.bits, b->place.bits);
		return 0;
	}
	same = same_type_of(c, &a->die, &b->die, 0);
	if (same <= 0)
		return same ? same : note_types(c, n, a, b);
	old = type_of(&a->die, &x) ? size_of(&x, 0) : 0;
	new = type_of(&b->die, &y) ? size_of(&y, 0) : 0;
	if (old != new)
		note(n, "member %s %" PRId64 " -> %" PRId64 " bytes", b->name, old, new);
	return 0;
}

static bool is_inside(const struct entry *inner, const struct entry *outer)
{
	size_t n = strlen(outer->name);

	return outer->nests && !strncmp(inner->name, outer->name, n) && inner->name[n] == '.';
}

/* Those that the other side lacks, each with all that is in it. */
static void note_unmet(struct notes *n, const struct entries *e, bool is_enum, bool is_new)
{
	char text[48];

	for (size_t i = 0; i < e->n; i++) {
		const struct entry *one = &e->v[i];

		if (one->met)
			continue;
		if (is_enum && is_new)
			note(n, "new %s = %" PRId64, one->name, one->value);
		else if (is_enum)
			note(n, "%s gone", one->name);
		else if (is_new)
			note(n, "new member %s at %s", one->name, place_text(text, &one->place));
		else
			note(n, "member %s gone", one->name);
		while (i + 1 < e->n && is_inside(&e->v[i + 1], one))
			i++;
	}
}

/* One line is enough if something else explains it. */
static void note_moves(struct comparison *c, struct notes *n, struct entries *old, struct entries *new)
{
	bool explained = n->said;
	char from[48], to[48];
	unsigned int moved = 0;

	for (size_t i = 0; i < new->n; i++) {
		struct entry *b = &new->v[i], *a = b->met ? find_entry(c, old, b->name, i) : NULL;

		if (!a || a->place.bit == b->place.bit)
			continue;
		if (explained)
			moved++;
		else
			note(n, "member %s at %s -> %s", b->name, place_text(from, &a->place),
			     place_text(to, &b->place));
	}
	if (moved)
		fprintf(n->out, ", %u moved", moved);
}

static int compare_entries(struct comparison *c, struct notes *n, struct entries *old, struct entries *new, bool is_enum)
{
	for (size_t i = 0; i < new->n; i++) {
		struct entry *b = &new->v[i], *a = find_entry(c, old, b->name, i);

		if (!a)
			continue;
		a->met = b->met = true;
		if (is_enum && a->value != b->value)
			note(n, "%s %" PRId64 " -> %" PRId64, b->name, a->value, b->value);
		if (!is_enum && note_member(c, n, a, b))
			return -1;
	}
	note_unmet(n, new, is_enum, true);
	note_unmet(n, old, is_enum, false);
	if (!is_enum)
		note_moves(c, n, old, new);
	return c->budget < 0 ? -1 : 0;
}

static int describe(struct comparison *c, FILE *out, Dwarf_Die *a, Dwarf_Die *b)
{
	struct notes n = { .out = out, .separator = "" };
	struct entries old = { 0 }, new = { 0 };
	int64_t old_size = size_of(a, 0), new_size = size_of(b, 0);
	int ret = -1;

	if (old_size != new_size) {
		fprintf(out, "size %" PRId64 " -> %" PRId64, old_size, new_size);
		n.separator = ", ";
	}
	if (!read_members(c, &old, a, "", 0, 0) && !read_members(c, &new, b, "", 0, 0))
		ret = compare_entries(c, &n, &old, &new, dwarf_tag(a) == DW_TAG_enumeration_type);
	if (n.more)
		fprintf(out, ", and %u more", n.more);
	free_entries(&old);
	free_entries(&new);
	return ret;
}

char *describe_change(struct comparison *c, Dwarf_Die *a, Dwarf_Die *b)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	int ret = out ? describe(c, out, a, b) : -1;

	if (out && fclose(out))
		ret = -1;
	if (ret) {
		fail(c->f, "out of memory");	/* unless there is another reason */
		free(text);
		return NULL;
	}
	return text;
}
