/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * debuginfo.h - what the parts of hp-debuginfo share: an object with its DWARF, the walk over its entries
 * (DIEs), and its static variables.  For debuginfo*.c alone.
 *
 * Objects are foreign bytes.  libdw checks what it reads; that entries refer to one another in circles or nest
 * without end is for us to notice, and is an error like any other.
 */
#ifndef DEBUGINFO_H
#define DEBUGINFO_H

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdbool.h>

#include "in/elf_file.h"

enum {
	EXIT_OK = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 64,
};

/* A verb: EXIT_*; with EXIT_FAILED it has noted one line in *f. */
typedef int verb_fn(int argc, char **argv, struct fail *f);

verb_fn verb_functions, verb_statics, verb_types, verb_units;

/* --- an object, debuginfo/object.c --- */

struct object {
	struct elf_file elf;
	Dwarf *dwarf;
	void **copies;			/* of sections, relocated */
	size_t ncopies;
	const void *info;		/* .debug_info, if it was relocated */
	uint64_t *addresses;		/* offsets of the addresses in it */
	size_t naddresses;
};

/* 0, or -1 with *f noted; after 0 comes object_close(). */
int object_open(struct object *o, const char *path, struct fail *f);
void object_close(struct object *o);

/*
 * Addresses in a relocatable object, as its DWARF has them once it is open: number of the section and offset
 * in it.  (libdwfl would lay the sections out one behind the other, and an empty one with a variable of no size,
 * as lock_class_keys are without lockdep, would be where the next begins.)
 */
static inline size_t address_section(uint64_t address)
{
	return address >> 32;
}

static inline uint64_t address_of(size_t section, uint64_t offset)
{
	return (uint64_t)section << 32 | (uint32_t)offset;
}

/* --- its assembler text, debuginfo/text.c --- */

struct text {
	struct object *o;
	char *bytes;
	const char **v;			/* symbols, one for each of o->addresses */
	size_t n;
};

/* The text that o was assembled from.  0, or -1 with *f noted; after 0 comes text_close(). */
int text_open(struct text *t, const char *path, struct object *o, struct fail *f);
void text_close(struct text *t);

/* What the text has for the address at, a place in o->info; NULL: there is none. */
const char *text_symbol(const struct text *t, const void *at);

/* --- entries, debuginfo/walk.c --- */

struct scope {
	Dwarf_Die die;
	int tag;
	const struct scope *up;		/* NULL: die is a unit */
};

/* Continue below the entry, or leave out what is below; -1 with *f noted ends the walk. */
enum { WALK_BELOW = 0, WALK_PAST = 1 };
typedef int visit_fn(void *context, const struct scope *s, struct fail *f);

/* Visits all entries of the object, in order, a parent before its children.  0, or -1 with *f noted. */
int walk(const struct object *o, visit_fn *visit, void *context, struct fail *f);

/* Notes in *f that the DWARF of an object cannot be right, and libdw's reason if it has one; -1. */
int damaged(struct fail *f, const char *path, const char *what);

/* Makes die the next child of its parent: 0, 1 there is none, -1 damaged. */
int die_next(Dwarf_Die *die);

/* The entry that die completes or is an instance of, or die itself.  false: the chain has no end. */
bool die_origin(Dwarf_Die *die, Dwarf_Die *origin);

/* --- static variables, debuginfo/statics.c --- */

struct static_var {
	Dwarf_Die die;
	const char *function;		/* NULL: the file's */
	const char *name;
	unsigned int nth, of;		/* among those of that name in that function */
	uint64_t address;
	const void *at;			/* where DWARF has the address; NULL: nowhere */
};

struct statics {
	struct static_var *v;		/* in the order of the entries */
	size_t n, room;
};

/* Reads all that have an address; to be freed (v) either way. */
int statics_read(struct statics *s, const struct object *o, struct fail *f);

/* --- types, debuginfo/type.c --- */

/* What is allocated comes from malloc(), NULL: out of memory. */

/* The type of a variable, member, parameter, pointer; what a function returns.  false: void, or it cannot be told. */
bool type_of(Dwarf_Die *die, Dwarf_Die *type);

/* The same behind qualifiers and typedefs. */
bool type_behind(Dwarf_Die *type, Dwarf_Die *behind);

/* struct, union or enum; NULL: another type. */
const char *type_keyword(Dwarf_Die *type);

/* The declaration of "name" (which may be "") with that type, or of the function die, as C has it. */
char *type_declaration(Dwarf_Die *type, const char *name);
char *type_prototype(Dwarf_Die *function, const char *name);

/* A value of the attribute, signed or not; false: none, or no constant. */
bool attribute_value(Dwarf_Die *die, unsigned int attribute, int64_t *value);

/* The number of elements of a dimension (DW_TAG_subrange_type), or -1: not said. */
int64_t dimension(Dwarf_Die *subrange);

/* --- whether types are the same, debuginfo/same.c --- */

/* Of two objects, and how much may still be looked at: types of damaged objects may contain themselves. */
struct comparison {
	const struct object *old, *new;
	long budget;
	struct fail *f;
};

/* For the types of two entries, either of which may have none: 1 the same, 0 not, -1 with *f noted.  Those with a
 * name are the same if the names are. */
int same_type_of(struct comparison *c, Dwarf_Die *a, Dwarf_Die *b, int depth);

/* For two structs, unions or enums: whether all between their braces is the same. */
int same_content(struct comparison *c, Dwarf_Die *a, Dwarf_Die *b, int depth);

/* For two functions: their prototypes. */
int same_function(struct comparison *c, Dwarf_Die *a, Dwarf_Die *b, int depth);

/* Takes one from the budget: 0, or -1 with *f noted. */
int spend(struct comparison *c);

/* Where a member begins, in bits, and how long it is if it is a bitfield, else 0. */
struct place {
	uint64_t bit, bits;
};
struct place member_place(Dwarf_Die *member);

/* --- how a struct, union or enum has changed, debuginfo/change.c --- */

/* A text for people, "size 40 -> 48, new member x at 40"; "" if it has not; NULL with *f noted. */
char *describe_change(struct comparison *c, Dwarf_Die *a, Dwarf_Die *b);

#endif
