// SPDX-License-Identifier: GPL-2.0-only
/*
 * dwarf.c - full paths of source files, from the names of DWARF compile units.
 *
 * STT_FILE gives "meminfo.c", the compile unit "fs/proc/meminfo.c" and the addresses of its
 * functions.  A file of the set gets the path of the unit in which its functions lie, if the two
 * agree on the last component.  A file without functions gets the unit of that last component
 * that lies between the units of its neighbours, since both lists are in link order; where
 * there is more than one such unit, it keeps the short name: a wrong path is worse than none.
 *
 * Rejected: pairing the two lists by position alone.  One object without debug information, or
 * one assembler file, shifts everything after it.
 */
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "in/in.h"
#include "in/path.h"

struct unit {
	char *path;			/* relative to the source tree */
	uint32_t file;			/* in the set, once it has been added there */
};

struct range {
	uint64_t lo, hi;
	size_t unit;
};

struct units {
	struct unit *v;
	size_t n;
	struct range *ranges;
	size_t nranges;
};

#define NO_UNIT		((size_t)-1)
#define MANY_UNITS	((size_t)-2)

/* --- reading the units ----------------------------------------------------------------------- */

static int add_ranges(struct units *u, Dwarf_Die *die, struct fail *f)
{
	Dwarf_Addr base, lo, hi;
	ptrdiff_t off = 0;

	while ((off = dwarf_ranges(die, off, &base, &lo, &hi)) > 0) {
		struct range *r;

		if (!lo || lo >= hi)	/* discarded by the linker */
			continue;
		r = reallocarray(u->ranges, u->nranges + 1, sizeof(*r));
		if (!r)
			return fail(f, "out of memory");
		u->ranges = r;
		u->ranges[u->nranges++] = (struct range){ lo, hi, u->n - 1 };
	}
	return 0;
}

static int read_units(struct units *u, Dwarf *dwarf, struct fail *f)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die die;
	uint8_t type;

	while (!dwarf_get_units(dwarf, cu, &cu, NULL, &type, &die, NULL)) {
		struct unit *v;

		if (type != DW_UT_compile)
			continue;
		v = reallocarray(u->v, u->n + 1, sizeof(*v));
		if (!v)
			return fail(f, "out of memory");
		u->v = v;
		v[u->n] = (struct unit){ .path = unit_path(&die) };
		if (!v[u->n++].path)
			return fail(f, "out of memory");
		if (add_ranges(u, &die, f))
			return -1;
	}
	return 0;
}

static int by_address(const void *va, const void *vb)
{
	const struct range *a = va, *b = vb;

	return a->lo < b->lo ? -1 : a->lo > b->lo;
}

static int cut_root(struct units *u, struct fail *f)
{
	char **paths = calloc(u->n + 1, sizeof(*paths));
	size_t i, root;

	if (!paths)
		return fail(f, "out of memory");
	for (i = 0; i < u->n; i++)
		paths[i] = u->v[i].path;
	root = source_root(paths, u->n);
	free(paths);
	for (i = 0; i < u->n; i++) {
		const char *below = below_root(u->v[i].path, root);

		memmove(u->v[i].path, below, strlen(below) + 1);
	}
	return 0;
}

static int load_units(struct units *u, Dwarf *dwarf, struct fail *f)
{
	if (read_units(u, dwarf, f) || cut_root(u, f))
		return -1;
	if (u->nranges)
		qsort(u->ranges, u->nranges, sizeof(*u->ranges), by_address);
	return 0;
}

static void free_units(struct units *u)
{
	while (u->n)
		free(u->v[--u->n].path);
	free(u->v);
	free(u->ranges);
}

/* --- pairing --------------------------------------------------------------------------------- */

static size_t unit_at(const struct units *u, uint64_t addr)
{
	size_t lo = 0, hi = u->nranges;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (u->ranges[mid].lo <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo && addr < u->ranges[lo - 1].hi ? u->ranges[lo - 1].unit : NO_UNIT;
}

/* Does the unit have this STT_FILE name?  Assembler files are named after the object. */
static bool fits(const struct unit *u, const char *file)
{
	const char *base = strrchr(u->path, '/');
	size_t n = strlen(file);

	base = base ? base + 1 : u->path;
	if (!strcmp(base, file))
		return true;
	return n > 2 && !strcmp(file + n - 2, ".o") && !strncmp(base, file, n - 1) &&
	       !strcmp(base + n - 1, "S");
}

/* of[file]: the unit in which the functions of the file lie. */
static void pair_by_functions(const struct symset *set, const struct units *u, size_t *of)
{
	size_t i;

	for (i = 0; i < set->nsyms; i++) {
		const struct symbol *s = &set->syms[i];
		size_t unit;

		if (!s->file || !symbol_is_function(s))
			continue;
		unit = unit_at(u, s->addr);
		if (unit == NO_UNIT || unit == of[s->file] || !fits(&u->v[unit], set->files[s->file]))
			continue;
		of[s->file] = of[s->file] == NO_UNIT ? unit : MANY_UNITS;
	}
}

/* The only unit in (after, before) with that name. */
static size_t only_unit(const struct units *u, const char *file, size_t after, size_t before)
{
	size_t i, found = NO_UNIT;

	for (i = after == NO_UNIT ? 0 : after + 1; i < u->n && i < before; i++) {
		if (!fits(&u->v[i], file))
			continue;
		if (found != NO_UNIT)
			return MANY_UNITS;
		found = i;
	}
	return found;
}

static void pair_by_neighbours(const struct symset *set, const struct units *u, size_t *of)
{
	size_t after = NO_UNIT, i, j;

	for (i = 1; i < set->nfiles; i++) {
		if (of[i] == NO_UNIT) {
			for (j = i + 1; j < set->nfiles && of[j] >= MANY_UNITS; j++)
				;
			of[i] = only_unit(u, set->files[i], after,
					  j < set->nfiles ? of[j] : NO_UNIT);
		}
		if (of[i] < MANY_UNITS)
			after = of[i];
	}
}

static int name_files(struct symset *set, struct units *u, const size_t *of, struct fail *f)
{
	size_t i, n = set->nfiles;

	for (i = 1; i < n; i++) {
		struct unit *v;

		if (of[i] >= MANY_UNITS)
			continue;
		v = &u->v[of[i]];
		if (!v->file && symset_add_file(set, v->path, &v->file, f))
			return -1;
		set->files[i] = set->files[v->file];
	}
	return 0;
}

/* Global functions have no STT_FILE, and those of a file that fits many units only its short name: both get
 * the file of the unit that they lie in. */
static int name_functions(struct symset *set, struct units *u, struct fail *f)
{
	size_t i;

	for (i = 0; i < set->nsyms; i++) {
		struct symbol *s = &set->syms[i];
		struct unit *v;
		size_t unit;

		if (!symbol_is_function(s) || (s->file && strchr(set->files[s->file], '/')))
			continue;
		unit = unit_at(u, s->addr);
		if (unit == NO_UNIT || !u->v[unit].path[0])
			continue;
		v = &u->v[unit];
		if (s->file && !fits(v, set->files[s->file]))
			continue;
		if (!v->file && symset_add_file(set, v->path, &v->file, f))
			return -1;
		s->file = v->file;
	}
	return 0;
}

static int use_units(struct symset *set, struct units *u, struct fail *f)
{
	size_t *of = malloc((set->nfiles + 1) * sizeof(*of)), i;
	int ret;

	if (!of)
		return fail(f, "out of memory");
	for (i = 0; i <= set->nfiles; i++)
		of[i] = NO_UNIT;
	pair_by_functions(set, u, of);
	pair_by_neighbours(set, u, of);
	ret = name_files(set, u, of, f);
	if (!ret)
		ret = name_functions(set, u, f);
	free(of);
	return ret;
}

int in_dwarf(struct symset *set, const struct elf_file *e, struct fail *f)
{
	struct units u = { 0 };
	Dwarf *dwarf;
	int ret;

	/* in a relocatable file nothing has its address yet: the short names stay */
	if (e->relocatable)
		return 0;
	dwarf = dwarf_begin_elf(e->elf, DWARF_C_READ, NULL);
	if (!dwarf)
		return 0;	/* stripped of it: the short names stay */
	ret = load_units(&u, dwarf, f);
	if (!ret && u.n)
		ret = use_units(set, &u, f);
	if (!ret && set->nfiles)
		set->flags |= HPSYM_F_FILES;
	free_units(&u);
	dwarf_end(dwarf);
	return ret;
}
