// SPDX-License-Identifier: GPL-2.0-only
/*
 * type.c - types as C writes them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/debuginfo.h"

/* Types of a sound object do not come near. */
#define MAX_DEPTH	40

bool type_of(Dwarf_Die *die, Dwarf_Die *type)
{
	Dwarf_Attribute at;

	return dwarf_attr_integrate(die, DW_AT_type, &at) && dwarf_formref_die(&at, type);
}

static bool is_qualifier(int tag)
{
	return tag == DW_TAG_const_type || tag == DW_TAG_volatile_type || tag == DW_TAG_restrict_type ||
	       tag == DW_TAG_atomic_type;
}

bool type_behind(Dwarf_Die *type, Dwarf_Die *behind)
{
	*behind = *type;
	for (int i = 0; i < MAX_DEPTH; i++) {
		int tag = dwarf_tag(behind);
		Dwarf_Die next;

		if (!is_qualifier(tag) && tag != DW_TAG_typedef)
			return true;
		if (!type_of(behind, &next))
			return false;
		*behind = next;
	}
	return false;
}

const char *type_keyword(Dwarf_Die *type)
{
	switch (dwarf_tag(type)) {
	case DW_TAG_structure_type:
		return "struct";
	case DW_TAG_union_type:
		return "union";
	case DW_TAG_enumeration_type:
		return "enum";
	default:
		return NULL;
	}
}

bool attribute_value(Dwarf_Die *die, unsigned int attribute, int64_t *value)
{
	Dwarf_Attribute at;
	Dwarf_Sword s;
	Dwarf_Word u;

	if (!dwarf_attr(die, attribute, &at))
		return false;
	if (dwarf_whatform(&at) == DW_FORM_sdata || dwarf_whatform(&at) == DW_FORM_implicit_const) {
		if (dwarf_formsdata(&at, &s))
			return false;
		*value = s;
		return true;
	}
	if (dwarf_formudata(&at, &u))
		return false;
	*value = u;
	return true;
}

int64_t dimension(Dwarf_Die *subrange)
{
	int64_t n;

	if (attribute_value(subrange, DW_AT_count, &n))
		return n;
	return attribute_value(subrange, DW_AT_upper_bound, &n) ? n + 1 : -1;
}

/* --- declarations --- */

static char *declaration(Dwarf_Die *type, const char *declarator, int depth);

/* DWARF has gcc's full names. */
static const char *base_name(const char *name)
{
	static const char *const shorter[][2] = {
		{ "short int", "short" },
		{ "short unsigned int", "unsigned short" },
		{ "long int", "long" },
		{ "long unsigned int", "unsigned long" },
		{ "long long int", "long long" },
		{ "long long unsigned int", "unsigned long long" },
	};

	for (size_t i = 0; i < sizeof(shorter) / sizeof(*shorter); i++)
		if (!strcmp(name, shorter[i][0]))
			return shorter[i][1];
	return name;
}

static char *named(const char *keyword, const char *name, const char *declarator)
{
	const char *space = declarator[0] && declarator[0] != '[' ? " " : "";
	char *s;

	return asprintf(&s, "%s%s%s%s", keyword, name, space, declarator) < 0 ? NULL : s;
}

static char *named_type(Dwarf_Die *type, const char *declarator)
{
	const char *name = dwarf_diename(type), *keyword = type_keyword(type);
	char start[8] = "";

	if (keyword)
		snprintf(start, sizeof(start), "%s ", keyword);
	else if (name)
		name = base_name(name);
	return named(start, name ? name : keyword ? "{...}" : "?", declarator);
}

/* Frees declarator. */
static char *around(Dwarf_Die *die, char *declarator, int depth)
{
	Dwarf_Die inner;
	char *s;

	if (!declarator)
		return NULL;
	s = type_of(die, &inner) ? declaration(&inner, declarator, depth + 1) : named("", "void", declarator);
	free(declarator);
	return s;
}

static char *pointer(Dwarf_Die *type, const char *declarator, int depth)
{
	Dwarf_Die to;
	int tag = type_of(type, &to) ? dwarf_tag(&to) : DW_TAG_invalid;
	bool bind = tag == DW_TAG_array_type || tag == DW_TAG_subroutine_type;
	char *s;

	if (asprintf(&s, "%s*%s%s", bind ? "(" : "", declarator, bind ? ")" : "") < 0)
		s = NULL;
	return around(type, s, depth);
}

static char *array(Dwarf_Die *type, const char *declarator, int depth)
{
	char *s = strdup(declarator), *longer;
	Dwarf_Die child;
	int more;

	for (more = dwarf_child(type, &child); s && !more; more = die_next(&child)) {
		int64_t n = dimension(&child);

		if (dwarf_tag(&child) != DW_TAG_subrange_type)
			continue;
		if ((n < 0 ? asprintf(&longer, "%s[]", s) : asprintf(&longer, "%s[%lld]", s, (long long)n)) < 0)
			longer = NULL;
		free(s);
		s = longer;
	}
	return around(type, s, depth);
}

static char *parameters(Dwarf_Die *function, int depth)
{
	char *all = strdup(""), *one, *longer;
	Dwarf_Die child, type;
	int more;

	for (more = dwarf_child(function, &child); all && !more; more = die_next(&child)) {
		int tag = dwarf_tag(&child);

		if (tag == DW_TAG_unspecified_parameters)
			one = strdup("...");
		else if (tag == DW_TAG_formal_parameter)
			one = type_of(&child, &type) ? declaration(&type, "", depth + 1) : strdup("?");
		else
			continue;
		if (!one || asprintf(&longer, "%s%s%s", all, all[0] ? ", " : "", one) < 0)
			longer = NULL;
		free(one);
		free(all);
		all = longer;
	}
	/* int f() says nothing of its parameters; only old code has it */
	if (all && !all[0] && dwarf_hasattr(function, DW_AT_prototyped)) {
		free(all);
		all = strdup("void");
	}
	return all;
}

static char *function(Dwarf_Die *die, const char *declarator, int depth)
{
	char *s, *list = parameters(die, depth);

	if (!list || asprintf(&s, "%s(%s)", declarator, list) < 0)
		s = NULL;
	free(list);
	return around(die, s, depth);
}

static const char *qualifier(int tag)
{
	return tag == DW_TAG_const_type ? "const" : tag == DW_TAG_volatile_type ? "volatile" :
	       tag == DW_TAG_restrict_type ? "restrict" : "_Atomic";
}

/* "const int x", but "int *const x".  A constant array of constants has the word once. */
static char *qualified(Dwarf_Die *type, const char *declarator, int depth)
{
	const char *word = qualifier(dwarf_tag(type));
	size_t n = strlen(word);
	Dwarf_Die inner;
	char *s, *all;

	if (type_of(type, &inner) && dwarf_tag(&inner) == DW_TAG_pointer_type)
		return around(type, named("", word, declarator), depth);
	s = around(type, strdup(declarator), depth);
	if (s && !strncmp(s, word, n) && s[n] == ' ')
		return s;
	if (!s || asprintf(&all, "%s %s", word, s) < 0)
		all = NULL;
	free(s);
	return all;
}

static char *declaration(Dwarf_Die *type, const char *declarator, int depth)
{
	int tag = dwarf_tag(type);

	if (depth > MAX_DEPTH)
		return named("", "...", declarator);
	if (is_qualifier(tag))
		return qualified(type, declarator, depth);
	if (tag == DW_TAG_pointer_type)
		return pointer(type, declarator, depth);
	if (tag == DW_TAG_array_type)
		return array(type, declarator, depth);
	if (tag == DW_TAG_subroutine_type)
		return function(type, declarator, depth);
	return named_type(type, declarator);
}

char *type_declaration(Dwarf_Die *type, const char *name)
{
	return declaration(type, name, 0);
}

char *type_prototype(Dwarf_Die *die, const char *name)
{
	return function(die, name, 0);
}
