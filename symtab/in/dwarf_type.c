// SPDX-License-Identifier: GPL-2.0-only
/* dwarf_type.c - see in/dwarf_type.h: types are named by their place in .debug_info. */
#include <dwarf.h>
#include <string.h>

#include "hpfun/prototype.h"
#include "in/dwarf_type.h"

/* What a type, a variable or a function refers to; 0: to nothing, which is void. */
static uint64_t type_of(Dwarf_Die *die)
{
	Dwarf_Attribute at;
	Dwarf_Die type;

	return dwarf_attr_integrate(die, DW_AT_type, &at) && dwarf_formref_die(&at, &type) ? dwarf_dieoffset(&type) : 0;
}

static bool kind_of(Dwarf_Die *die, enum prototype_kind *kind)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_typedef:
		*kind = PROTOTYPE_TYPEDEF;
		return true;
	case DW_TAG_const_type:
	case DW_TAG_volatile_type:
	case DW_TAG_restrict_type:
	case DW_TAG_atomic_type:
		*kind = PROTOTYPE_QUALIFIER;
		return true;
	case DW_TAG_pointer_type:
		*kind = PROTOTYPE_POINTER;
		return true;
	case DW_TAG_array_type:
		*kind = PROTOTYPE_ARRAY;
		return true;
	case DW_TAG_subroutine_type:
	case DW_TAG_subprogram:
		*kind = PROTOTYPE_FUNCTION;
		return true;
	case DW_TAG_structure_type:
		*kind = PROTOTYPE_STRUCT;
		return true;
	case DW_TAG_union_type:
		*kind = PROTOTYPE_UNION;
		return true;
	case DW_TAG_enumeration_type:
		*kind = PROTOTYPE_ENUM;
		return true;
	case DW_TAG_base_type:
		*kind = PROTOTYPE_BASE;
		return true;
	default:			/* also the unspecified type, which assembler's functions return */
		return false;
	}
}

/* Of all dimensions; 0 if one of them is not said. */
static uint64_t elements(Dwarf_Die *array)
{
	Dwarf_Die child;
	Dwarf_Word last;
	Dwarf_Attribute at;
	uint64_t n = 1;

	if (dwarf_child(array, &child))
		return 0;
	do {
		if (dwarf_tag(&child) != DW_TAG_subrange_type)
			continue;
		if (!dwarf_attr(&child, DW_AT_upper_bound, &at) || dwarf_formudata(&at, &last))
			last = -1;
		n *= last + 1;
	} while (!dwarf_siblingof(&child, &child));
	return n;
}

static bool type_at(void *arg, uint64_t id, struct prototype_type *t)
{
	Dwarf_Die die;

	if (!dwarf_offdie(arg, id, &die) || !kind_of(&die, &t->kind))
		return false;
	t->name = dwarf_diename(&die);
	t->to = type_of(&die);
	if (t->kind == PROTOTYPE_ARRAY)
		t->elements = elements(&die);
	return true;
}

static int parameter_at(void *arg, uint64_t id, unsigned int n, uint64_t *type)
{
	Dwarf_Die die, child;

	if (!dwarf_offdie(arg, id, &die))
		return -2;
	if (dwarf_child(&die, &child))
		return 0;
	do {
		int tag = dwarf_tag(&child);

		if ((tag != DW_TAG_formal_parameter && tag != DW_TAG_unspecified_parameters) || n--)
			continue;
		if (tag == DW_TAG_unspecified_parameters)
			return -1;
		*type = type_of(&child);
		return *type ? 1 : -2;
	} while (!dwarf_siblingof(&child, &child));
	return 0;
}

bool dwarf_function_type(Dwarf_Die *function, char *buf, size_t size)
{
	const struct prototype_source s = {
		.type = type_at, .parameter = parameter_at, .arg = dwarf_cu_getdwarf(function->cu),
	};

	return prototype_text(&s, dwarf_dieoffset(function), buf, size);
}
