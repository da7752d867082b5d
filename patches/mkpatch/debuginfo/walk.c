// SPDX-License-Identifier: GPL-2.0-only
/*
 * walk.c - all entries of an object's DWARF, one after the other.
 */
#include "debuginfo/debuginfo.h"

/* gcc nests inlined calls and blocks some dozens deep; what is deeper than this was made to end our stack. */
#define MAX_DEPTH	400
/* A declaration, its definition, the abstract instance, the concrete one. */
#define MAX_ORIGINS	8

struct walk {
	const char *path;
	visit_fn *visit;
	void *context;
	const void *last;		/* where the entry lies that was visited last */
	struct fail *f;
};

int damaged(struct fail *f, const char *path, const char *what)
{
	int error = dwarf_errno();

	return fail(f, "%s: damaged debug information: %s%s%s", path, what, error ? ": " : "",
		    error ? dwarf_errmsg(error) : "");
}

bool die_origin(Dwarf_Die *die, Dwarf_Die *origin)
{
	Dwarf_Attribute at;
	Dwarf_Die next;

	*origin = *die;
	for (int i = 0; i < MAX_ORIGINS; i++) {
		if (!dwarf_attr(origin, DW_AT_abstract_origin, &at) && !dwarf_attr(origin, DW_AT_specification, &at))
			return true;
		if (!dwarf_formref_die(&at, &next))
			return false;
		*origin = next;
	}
	return false;
}

int die_next(Dwarf_Die *die)
{
	Dwarf_Die next;
	int ret = dwarf_siblingof(die, &next);

	if (!ret && next.addr <= die->addr)
		return -1;
	*die = next;
	return ret;
}

static int walk_children(struct walk *w, const struct scope *up, int depth)
{
	struct scope s = { .up = up };
	Dwarf_Die parent = up->die;
	int more, ret;

	if (depth > MAX_DEPTH)
		return damaged(w->f, w->path, "entries nest too deep");
	for (more = dwarf_child(&parent, &s.die); !more; more = die_next(&s.die)) {
		/* one that names a child of its own as the next would have us visit that twice, and its children four times */
		if (s.die.addr <= w->last)
			return damaged(w->f, w->path, "entries overlap");
		w->last = s.die.addr;
		s.tag = dwarf_tag(&s.die);
		ret = w->visit(w->context, &s, w->f);
		if (ret == WALK_BELOW && dwarf_haschildren(&s.die) > 0)
			ret = walk_children(w, &s, depth + 1);
		if (ret < 0)
			return ret;
	}
	return more < 0 ? damaged(w->f, w->path, "the list of entries") : 0;
}

int walk(const struct object *o, visit_fn *visit, void *context, struct fail *f)
{
	struct walk w = { .path = o->elf.path, .visit = visit, .context = context, .f = f };
	Dwarf_CU *cu = NULL;
	uint8_t type;
	int more;

	for (;;) {
		struct scope s = { 0 };

		more = dwarf_get_units(o->dwarf, cu, &cu, NULL, &type, &s.die, NULL);
		if (more)
			break;
		s.tag = dwarf_tag(&s.die);
		w.last = NULL;
		if (walk_children(&w, &s, 0))
			return -1;
	}
	return more < 0 ? damaged(f, o->elf.path, "the list of units") : 0;
}
