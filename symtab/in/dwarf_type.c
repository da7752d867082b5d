// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf_type.c - see in/dwarf_type.h.
 *
 * A declaration is written from its middle outwards, as C has it: a pointer puts a '*' before what there is, a function
 * its parameters behind, and what cannot be taken apart any further comes first of all.
 */
#include <dwarf.h>
#include <stdio.h>
#include <string.h>

#include "in/dwarf_type.h"

#define MAX_DEPTH	24		/* of types within types: more are taken for a circle in damaged data */

/* Text that never runs over: what does not fit is noted. */
struct text {
	char *p;
	size_t len, size;
	bool failed;
};

static bool declare(struct text *t, Dwarf_Die *die, const char *inner, int depth);

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

/* What a type, a variable or a function refers to.  false: to nothing, which is void. */
static bool type_of(Dwarf_Die *die, Dwarf_Die *type)
{
	Dwarf_Attribute at;

	return dwarf_attr_integrate(die, DW_AT_type, &at) && dwarf_formref_die(&at, type);
}

/* Follows what makes no difference to a caller; a typedef stays where what it stands for has no name. */
static bool resolve(Dwarf_Die *die, Dwarf_Die *named, bool *is_void)
{
	bool has_named = false;
	int hops;

	*is_void = false;
	for (hops = 0; hops < MAX_DEPTH; hops++) {
		Dwarf_Die next;

		switch (dwarf_tag(die)) {
		case DW_TAG_typedef:
			*named = *die;
			has_named = true;
			break;
		case DW_TAG_const_type:
		case DW_TAG_volatile_type:
		case DW_TAG_restrict_type:
		case DW_TAG_atomic_type:
			break;
		default:
			if (!has_named)
				*named = *die;
			return true;
		}
		if (!type_of(die, &next)) {
			*is_void = true;
			return true;
		}
		*die = next;
	}
	return false;
}

static void append_type(struct text *t, const char *word, const char *name, const char *inner)
{
	append(t, word);
	append(t, name);
	append(t, *inner ? " " : "");
	append(t, inner);
}

/* A type that has a name of its own, or else that of the typedef that led to it. */
static bool append_named(struct text *t, const char *word, Dwarf_Die *type, Dwarf_Die *named, const char *inner)
{
	const char *own = dwarf_diename(type), *name = own ? own : dwarf_diename(named);

	append(t, own ? word : "");
	append_type(t, own && *word ? " " : "", name ? name : word, inner);
	return true;
}

static bool parameters(struct text *t, Dwarf_Die *function, int depth)
{
	Dwarf_Die child, type;
	unsigned int n = 0;

	append(t, "(");
	if (!dwarf_child(function, &child)) {
		do {
			int tag = dwarf_tag(&child);

			if (tag != DW_TAG_formal_parameter && tag != DW_TAG_unspecified_parameters)
				continue;
			append(t, n++ ? ", " : "");
			if (tag == DW_TAG_unspecified_parameters)
				append(t, "...");
			else if (!type_of(&child, &type) || !declare(t, &type, "", depth))
				return false;
		} while (!dwarf_siblingof(&child, &child));
	}
	append(t, n ? ")" : "void)");
	return true;
}

/* What returns the type of die, and takes what function says; inner is its name, or what points to it. */
static bool declare_function(struct text *t, Dwarf_Die *function, const char *inner, int depth)
{
	char buf[512];
	struct text own = { .p = buf, .size = sizeof(buf) };
	Dwarf_Die type;

	buf[0] = '\0';
	append(&own, inner);
	if (!parameters(&own, function, depth) || own.failed)
		return false;
	if (!type_of(function, &type)) {
		append_type(t, "", "void", buf);
		return true;
	}
	return declare(t, &type, buf, depth);
}

static bool declare_array(struct text *t, Dwarf_Die *array, const char *inner, int depth)
{
	Dwarf_Die type, child;
	Dwarf_Word count;
	Dwarf_Attribute at;
	char buf[512];
	int n;

	if (!type_of(array, &type))
		return false;
	n = snprintf(buf, sizeof(buf), "%s", inner);
	if (!dwarf_child(array, &child)) {
		do {
			if (dwarf_tag(&child) != DW_TAG_subrange_type || (size_t)n >= sizeof(buf))
				continue;
			if (dwarf_attr(&child, DW_AT_upper_bound, &at) && !dwarf_formudata(&at, &count))
				n += snprintf(buf + n, sizeof(buf) - n, "[%llu]", (unsigned long long)count + 1);
			else
				n += snprintf(buf + n, sizeof(buf) - n, "[]");
		} while (!dwarf_siblingof(&child, &child));
	}
	return (size_t)n < sizeof(buf) && declare(t, &type, buf, depth);
}

static bool declare_pointer(struct text *t, Dwarf_Die *pointer, const char *inner, int depth)
{
	Dwarf_Die type, named;
	bool is_void;
	char buf[512];
	int tag;

	if (!type_of(pointer, &type) || !resolve(&type, &named, &is_void) || is_void) {
		snprintf(buf, sizeof(buf), "*%s", inner);
		append_type(t, "", "void", buf);
		return strlen(inner) < sizeof(buf) - 1;
	}
	tag = dwarf_tag(&type);
	snprintf(buf, sizeof(buf), tag == DW_TAG_subroutine_type || tag == DW_TAG_array_type ? "(*%s)" : "*%s", inner);
	return strlen(inner) < sizeof(buf) - 4 && declare(t, &named, buf, depth);
}

static bool declare(struct text *t, Dwarf_Die *die, const char *inner, int depth)
{
	Dwarf_Die type = *die, named;
	bool is_void;

	if (depth > MAX_DEPTH || !resolve(&type, &named, &is_void))
		return false;
	if (is_void) {
		append_type(t, "", "void", inner);
		return true;
	}
	switch (dwarf_tag(&type)) {
	case DW_TAG_pointer_type:
		return declare_pointer(t, &type, inner, depth + 1);
	case DW_TAG_array_type:
		return declare_array(t, &type, inner, depth + 1);
	case DW_TAG_subroutine_type:
		return declare_function(t, &type, inner, depth + 1);
	case DW_TAG_structure_type:
		return append_named(t, "struct", &type, &named, inner);
	case DW_TAG_union_type:
		return append_named(t, "union", &type, &named, inner);
	case DW_TAG_enumeration_type:
		return append_named(t, "enum", &type, &named, inner);
	case DW_TAG_base_type:
	case DW_TAG_unspecified_type:
		return append_named(t, "", &type, &named, inner);
	default:
		return false;
	}
}

bool dwarf_function_type(Dwarf_Die *function, char *buf, size_t size)
{
	struct text t = { .p = buf, .size = size };

	buf[0] = '\0';
	if (declare_function(&t, function, "@", 0) && !t.failed)
		return true;
	buf[0] = '\0';
	return false;
}
