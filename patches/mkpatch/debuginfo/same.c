// SPDX-License-Identifier: GPL-2.0-only
/*
 * same.c - whether a type of one object is the same in another.
 *
 * What has a name is the same if the name is: whoever asks goes through all names himself.  So a struct with
 * a changed one in it is not reported as well, and one that DWARF only declares is not compared.
 */
#include <string.h>

#include "debuginfo/debuginfo.h"

#define MAX_DEPTH	60

int spend(struct comparison *c)
{
	return c->budget-- > 0 ? 0 : damaged(c->f, c->new->elf.path, "types without end, here or in the old one");
}

struct place member_place(Dwarf_Die *member)
{
	int64_t byte = 0, bit = 0, bits = 0, storage = 0;

	attribute_value(member, DW_AT_data_member_location, &byte);
	attribute_value(member, DW_AT_bit_size, &bits);
	if (attribute_value(member, DW_AT_data_bit_offset, &bit))
		return (struct place){ bit, bits };
	/* before DWARF 5: bits from the most significant one of the storage unit */
	if (attribute_value(member, DW_AT_bit_offset, &bit)) {
		attribute_value(member, DW_AT_byte_size, &storage);
		return (struct place){ 8 * (byte + storage) - bit - bits, bits };
	}
	return (struct place){ 8 * byte, bits };
}

static bool same_name(Dwarf_Die *a, Dwarf_Die *b)
{
	const char *x = dwarf_diename(a), *y = dwarf_diename(b);

	return x && y ? !strcmp(x, y) : x == y;
}

static bool same_value(Dwarf_Die *a, Dwarf_Die *b, unsigned int attribute)
{
	int64_t x = 0, y = 0;

	return attribute_value(a, attribute, &x) == attribute_value(b, attribute, &y) && x == y;
}

static int same_type(struct comparison *c, Dwarf_Die *a, Dwarf_Die *b, int depth);

/* Which qualifiers the type has, as bits; type becomes what is qualified, *is_void if that is nothing. */
static unsigned int take_qualifiers(Dwarf_Die *type, bool *is_void)
{
	static const int tags[] = { DW_TAG_const_type, DW_TAG_volatile_type, DW_TAG_restrict_type, DW_TAG_atomic_type };
	unsigned int all = 0, one, i;
	Dwarf_Die inner;

	*is_void = false;
	do {
		for (one = 0, i = 0; i < sizeof(tags) / sizeof(*tags); i++)
			if (dwarf_tag(type) == tags[i])
				one = 1u << i;
		if (!one || all & one)
			return all;
		all |= one;
		*is_void = !type_of(type, &inner);
		if (!*is_void)
			*type = inner;
	} while (!*is_void);
	return all;
}

/* mask: the qualifiers that count.  Their order differs from place to place. */
static int same_qualified(struct comparison *c, Dwarf_Die *a, Dwarf_Die *b, unsigned int mask, int depth)
{
	Dwarf_Die x, y;
	bool no_x = !type_of(a, &x), no_y = !type_of(b, &y);
	unsigned int of_x = no_x ? 0 : take_qualifiers(&x, &no_x), of_y = no_y ? 0 : take_qualifiers(&y, &no_y);

	if ((of_x ^ of_y) & mask)
		return 0;
	return no_x || no_y ? no_x == no_y : same_type(c, &x, &y, depth);
}

int same_type_of(struct comparison *c, Dwarf_Die *a, Dwarf_Die *b, int depth)
{
	return same_qualified(c, a, b, ~0u, depth);
}

/* The next child that matters of a struct, union, enum, array or function: 0, 1 there is none, -1 damaged. */
static int part(Dwarf_Die *child, int more)
{
	for (; !more; more = die_next(child))
		switch (dwarf_tag(child)) {
		case DW_TAG_member:
		case DW_TAG_enumerator:
		case DW_TAG_subrange_type:
		case DW_TAG_formal_parameter:
		case DW_TAG_unspecified_parameters:
			return 0;
		}
	return more;
}

/* Two members, enumerators, dimensions or parameters. */
static int same_part(struct comparison *c, Dwarf_Die *a, Dwarf_Die *b, int depth)
{
	struct place x, y;
	int tag = dwarf_tag(a);

	if (tag != dwarf_tag(b))
		return 0;
	switch (tag) {
	case DW_TAG_member:
		x = member_place(a);
		y = member_place(b);
		return same_name(a, b) && x.bit == y.bit && x.bits == y.bits ? same_type_of(c, a, b, depth) : 0;
	case DW_TAG_enumerator:
		return same_name(a, b) && same_value(a, b, DW_AT_const_value);
	case DW_TAG_subrange_type:
		return dimension(a) == dimension(b);
	case DW_TAG_formal_parameter:
		/* that a function does not write to its own copy is no caller's business */
		return same_qualified(c, a, b, 0, depth);
	default:
		return 1;
	}
}

static int same_parts(struct comparison *c, Dwarf_Die *a, Dwarf_Die *b, int depth)
{
	Dwarf_Die x, y;
	int more_x = part(&x, dwarf_child(a, &x)), more_y = part(&y, dwarf_child(b, &y)), ret;

	for (; !more_x && !more_y; more_x = part(&x, die_next(&x)), more_y = part(&y, die_next(&y))) {
		if (spend(c))
			return -1;
		ret = same_part(c, &x, &y, depth);
		if (ret <= 0)
			return ret;
	}
	if (more_x < 0 || more_y < 0)
		return damaged(c->f, (more_x < 0 ? c->old : c->new)->elf.path, "the parts of a type");
	return more_x == more_y;
}

int same_content(struct comparison *c, Dwarf_Die *a, Dwarf_Die *b, int depth)
{
	return same_value(a, b, DW_AT_byte_size) ? same_parts(c, a, b, depth) : 0;
}

int same_function(struct comparison *c, Dwarf_Die *a, Dwarf_Die *b, int depth)
{
	int ret = same_type_of(c, a, b, depth);

	return ret > 0 ? same_parts(c, a, b, depth) : ret;
}

static int same_type(struct comparison *c, Dwarf_Die *a, Dwarf_Die *b, int depth)
{
	int tag = dwarf_tag(a), ret;

	if (spend(c))
		return -1;
	if (depth > MAX_DEPTH)
		return damaged(c->f, c->new->elf.path, "types nest too deep, here or in the old one");
	if (tag != dwarf_tag(b) || !same_name(a, b))
		return 0;
	switch (tag) {
	case DW_TAG_base_type:
		return same_value(a, b, DW_AT_byte_size);
	case DW_TAG_structure_type:
	case DW_TAG_union_type:
	case DW_TAG_enumeration_type:
		return dwarf_diename(a) ? 1 : same_content(c, a, b, depth + 1);
	case DW_TAG_typedef:
		return 1;
	case DW_TAG_array_type:
		ret = same_parts(c, a, b, depth + 1);
		return ret > 0 ? same_type_of(c, a, b, depth + 1) : ret;
	case DW_TAG_subroutine_type:
		return same_function(c, a, b, depth + 1);
	default:
		return same_type_of(c, a, b, depth + 1);
	}
}
