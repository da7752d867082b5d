// SPDX-License-Identifier: GPL-2.0-only
/*
 * functions.c - from the DWARF of a vmlinux: the type of each function, and what was inlined into it.
 *
 * What comes out is the text that hpfun/hpfun.h reads, see doc/hpsym-format.md.  One walk over each compile unit: its
 * functions that have code, and in each all blocks and inlined functions, however deep, which all are code of that
 * one.  It is called as the symbol at its address is (f.constprop.0), an inlined one as DWARF has it.
 */#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "in/dwarf_type.h"
#include "in/functions_walk.h"
#include "in/in.h"
#include "in/path.h"

#define MAX_NESTING	200		/* of blocks: more are taken for a circle in damaged data */

static int add_name(struct walk *w, struct names *names, const char *token)
{
	if (!token)
		return -1;
	if (names->n == names->room) {
		size_t room = 2 * names->room + 64;
		const char **v = reallocarray(names->v, room, sizeof(*v));

		if (!v)
			return no_memory(w);
		names->v = v;
		names->room = room;
	}
	names->v[names->n++] = token;
	return 0;
}

static int add_inlined(struct walk *w, Dwarf_Die *die)
{
	Dwarf_Die origin = *die;

	to_origin(&origin);
	return add_name(w, &w->inlined, token_of(w, &origin));
}

/* A call through a pointer names nobody. */
static int add_called(struct walk *w, Dwarf_Die *site)
{
	Dwarf_Attribute at;
	Dwarf_Die callee;

	if (!dwarf_attr(site, DW_AT_call_origin, &at) && !dwarf_attr(site, DW_AT_abstract_origin, &at))
		return 0;
	if (!dwarf_formref_die(&at, &callee))
		return 0;
	to_origin(&callee);
	return dwarf_diename(&callee) ? add_name(w, &w->called, callee_token(w, &callee)) : 0;
}

static int walk_code(struct walk *w, Dwarf_Die *parent, int depth)
{
	Dwarf_Die die;

	if (depth > MAX_NESTING || dwarf_child(parent, &die))
		return 0;
	do {
		int tag = dwarf_tag(&die);

		if (tag == DW_TAG_inlined_subroutine && add_inlined(w, &die))
			return -1;
		if ((tag == DW_TAG_call_site || tag == DW_TAG_GNU_call_site) && add_called(w, &die))
			return -1;
		if ((tag == DW_TAG_inlined_subroutine || tag == DW_TAG_lexical_block) &&
		    walk_code(w, &die, depth + 1))
			return -1;
	} while (!dwarf_siblingof(&die, &die));
	return 0;
}

static int compare_tokens(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, each once; how many they are. */
static size_t put_names(struct walk *w, struct names *names)
{
	struct bytes *b = &w->fun->bodies;
	size_t i, n = 0;

	if (names->n)
		qsort(names->v, names->n, sizeof(*names->v), compare_tokens);
	for (i = 0; i < names->n; i++) {
		if (i && !strcmp(names->v[i], names->v[i - 1]))
			continue;
		put_text(b, i ? " " : "");
		put_text(b, names->v[i]);
		n++;
	}
	return n;
}

/* Where the code of a function begins.  false: it has none. */
static bool entry_of(Dwarf_Die *die, Dwarf_Addr *addr)
{
	Dwarf_Addr base, end;

	if (!dwarf_lowpc(die, addr) && *addr)
		return true;
	return dwarf_ranges(die, 0, &base, addr, &end) > 0 && *addr;
}

static int add_function(struct walk *w, Dwarf_Die *die)
{
	struct bytes *b = &w->fun->bodies;
	char type[512], suffix[16], pos[16] = "";
	const struct symbol *sym;
	const char *name;
	Dwarf_Die origin = *die;
	Dwarf_Addr addr;

	if (!entry_of(die, &addr) || (addr >= w->init && addr < w->init_end))
		return 0;
	to_origin(&origin);
	name = dwarf_diename(&origin);
	sym = symbol_at(w->set, addr, name ? name : "");
	if (!name || !sym || !symbol_is_function(sym))
		return 0;
	if (file_suffix(w, &origin, suffix))
		return -1;
	/* the compiler gave a clone another type, which DWARF does not have */
	if (strcmp(sym->name, name))
		type[0] = '\0';
	else
		dwarf_function_type(&origin, type, sizeof(type));
	if (w->pos[sym - w->set->syms])
		snprintf(pos, sizeof(pos), "#%u", w->pos[sym - w->set->syms]);
	w->inlined.n = w->called.n = 0;
	if (walk_code(w, die, 0))
		return -1;
	put_text(b, is_external(&origin) ? "+" : "");
	put_text(b, sym->name);
	put_text(b, pos);
	put_text(b, suffix);
	put_text(b, "\t");
	put_text(b, type);
	put_text(b, "\t");
	w->fun->ninlined += put_names(w, &w->inlined);
	put_text(b, "\t");
	w->fun->ncalled += put_names(w, &w->called);
	put_text(b, "\n");
	w->fun->nbodies++;
	return 0;
}

static int walk_functions(struct walk *w, Dwarf_Die *unit)
{
	Dwarf_Die die;

	if (dwarf_child(unit, &die))
		return 0;
	do {
		if (dwarf_tag(&die) == DW_TAG_subprogram && add_function(w, &die))
			return -1;
	} while (!dwarf_siblingof(&die, &die));
	return 0;
}

static int walk_unit(struct walk *w, Dwarf_Die *unit)
{
	char *path = unit_path(unit);
	Dwarf_Attribute at;
	const char *dir;
	int ret;

	if (!path)
		return no_memory(w);
	dir = dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &at));
	w->dir = dir ? dir : "";
	w->path = make_plain((char *)below_root(path, w->root));
	if (dwarf_getsrcfiles(unit, &w->unit_files, &w->nunit_files))
		w->nunit_files = 0;
	w->file_nr = calloc(w->nunit_files + 1, sizeof(*w->file_nr));
	put_text(&w->fun->bodies, "@");
	put_text(&w->fun->bodies, w->path);
	put_text(&w->fun->bodies, "\n");
	ret = w->file_nr ? walk_functions(w, unit) : no_memory(w);
	free_unit_names(w);
	free(path);
	return ret;
}

static int each_unit(struct walk *w, Dwarf *dwarf, int (*each)(struct walk *w, Dwarf_Die *unit))
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die die;
	uint8_t type;

	while (!dwarf_get_units(dwarf, cu, &cu, NULL, &type, &die, NULL)) {
		if (type == DW_UT_compile && each(w, &die))
			return -1;
	}
	return 0;
}

static int note_path(struct walk *w, Dwarf_Die *unit)
{
	char **v = reallocarray(w->paths, w->npaths + 1, sizeof(*v));

	if (!v)
		return no_memory(w);
	w->paths = v;
	v[w->npaths] = unit_path(unit);
	return v[w->npaths++] ? 0 : no_memory(w);
}

static void find_init(struct walk *w)
{
	size_t i;

	for (i = 0; i < w->set->nsyms; i++) {
		const struct symbol *s = &w->set->syms[i];

		if (!strcmp(s->name, "_sinittext"))
			w->init = s->addr;
		if (!strcmp(s->name, "_einittext"))
			w->init_end = s->addr;
	}
}

static int read_dwarf(struct functions *fun, const struct symset *set, const struct elf_file *e, struct fail *f)
{
	Dwarf *dwarf = dwarf_begin_elf(e->elf, DWARF_C_READ, NULL);
	uint32_t *pos = positions(set);
	struct walk w = { .set = set, .pos = pos, .fun = fun, .f = f };
	int ret;

	if (!dwarf)
		ret = fail(f, "%s: no debug information in it, which tells what was inlined", e->path);
	else
		ret = pos ? each_unit(&w, dwarf, note_path) : no_memory(&w);
	if (!ret)
		w.root = source_root(w.paths, w.npaths);
	find_init(&w);
	if (!ret)
		ret = each_unit(&w, dwarf, walk_unit);
	if (!ret && (fun->files.failed || fun->bodies.failed))
		ret = no_memory(&w);
	if (!ret && !fun->nbodies)
		ret = fail(f, "%s: no functions in its debug information", e->path);
	while (w.npaths)
		free(w.paths[--w.npaths]);
	free(w.paths);
	free_files(&w);
	free(w.inlined.v);
	free(w.called.v);
	free(pos);
	dwarf_end(dwarf);
	return ret;
}

int in_functions(struct functions *fun, struct symset *set, const char *path, struct fail *f)
{
	struct elf_file e;
	int ret;

	if (elf_file_open(&e, path, f))
		return -1;
	if (e.relocatable)
		ret = fail(f, "%s: expected a linked ELF file, found a relocatable one", path);
	else
		ret = read_dwarf(fun, set, &e, f);
	elf_file_close(&e);
	return ret;
}

void functions_free(struct functions *fun)
{
	free(fun->files.p);
	free(fun->bodies.p);
}
