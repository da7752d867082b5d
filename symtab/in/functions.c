// SPDX-License-Identifier: GPL-2.0-only
/*
 * functions.c - from the DWARF of a vmlinux: the type of each function, and what was inlined into it.
 *
 * What comes out is the text that hpfun/hpfun.h reads, see doc/hpsym-format.md.  One walk over each compile unit: its
 * functions that have code, and in each all blocks and inlined functions, however deep, which all are code of that
 * one.  It is called as the symbol at its address is (f.constprop.0), an inlined one as DWARF has it.
 */
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "in/dwarf_type.h"
#include "functions.h"
#include "in/in.h"
#include "in/path.h"

#define MAX_NESTING	200		/* of blocks: more are taken for a circle in damaged data */

/* A function as it is named in the text, "name" or "name:file", by the place of its DIE. */
struct origin {
	Dwarf_Off off;
	char *token;			/* NULL: this place is free */
};

struct file {
	char *path;
	unsigned int nr;		/* in the text, from 1 on */
};

struct walk {
	const struct symset *set;
	const uint32_t *pos;		/* of each symbol: which of its name it is, 0: the only one */
	uint64_t init, init_end;	/* what is there is gone once the kernel is up */
	char **paths;			/* of all units, to find */
	size_t npaths, root;		/* the root of the source tree */
	void *files;			/* of struct file, by path */
	struct functions *fun;
	struct fail *f;

	/* of the unit under way */
	const char *dir, *path;
	Dwarf_Files *unit_files;
	size_t nunit_files;
	unsigned int *file_nr;		/* of each of its files, 0: not known yet; OWN_FILE */
	struct origin *origins;
	size_t norigins, room;		/* room: a power of two, or 0 */

	/* of the function under way */
	const char **inlined;
	size_t ninlined, inlined_room;
};

#define OWN_FILE	((unsigned int)-1)

static int no_memory(struct walk *w)
{
	return fail(w->f, "out of memory");
}

static void put_text(struct bytes *b, const char *s)
{
	put(b, s, strlen(s));
}

/* --- files ----------------------------------------------------------------------------------- */

/* What separates, and what cannot be printed, is nowhere in a name. */
static char *make_plain(char *s)
{
	char *p;

	for (p = s; *p; p++)
		if (*p <= ' ' || *p >= 0x7f || *p == ':' || *p == '#')
			*p = '?';
	return s;
}

static int compare_files(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static void free_file(void *p)
{
	struct file *file = p;

	free(file->path);
	free(file);
}

/* The number of a file; takes path over.  0 with .f noted. */
static unsigned int number_of(struct walk *w, char *path)
{
	struct file *file = calloc(1, sizeof(*file)), **found;

	if (!file || !path) {
		free(file);
		free(path);
		return no_memory(w), 0;
	}
	file->path = path;
	found = tsearch(file, &w->files, compare_files);
	if (!found) {
		free_file(file);
		return no_memory(w), 0;
	}
	if (*found != file) {
		free_file(file);
		return (*found)->nr;
	}
	file->nr = ++w->fun->nfiles;
	put_text(&w->fun->files, path);
	put_text(&w->fun->files, "\n");
	return file->nr;
}

/* A file as the line table has it: those below the folder of the build lose that, as names of units do. */
static char *plain_path(const struct walk *w, const char *name)
{
	size_t n;
	char *dir = source_path(NULL, w->dir), *path = source_path(NULL, name);
	const char *below;

	n = dir ? strlen(dir) : 0;
	if (path && n && !strncmp(path, dir, n) && path[n] == '/')
		below = path + n + 1;
	else
		below = path ? below_root(path, w->root) : "";
	if (path)
		memmove(path, below, strlen(below) + 1);
	free(dir);
	return path ? make_plain(path) : NULL;
}

/* The number of the unit's file nr, OWN_FILE for the one the unit is named after; 0 with .f noted. */
static unsigned int file_of(struct walk *w, Dwarf_Word nr)
{
	const char *name;
	char *path;

	if (nr >= w->nunit_files)
		return OWN_FILE;
	if (w->file_nr[nr])
		return w->file_nr[nr];
	name = dwarf_filesrc(w->unit_files, nr, NULL, NULL);
	path = plain_path(w, name ? name : "");
	if (path && (!path[0] || !strcmp(path, w->path))) {
		free(path);
		return w->file_nr[nr] = OWN_FILE;
	}
	return w->file_nr[nr] = number_of(w, path);
}

/* --- names ----------------------------------------------------------------------------------- */

/* The DIE that an out-of-line or inlined one is an instance of, or itself. */
static void to_origin(Dwarf_Die *die)
{
	Dwarf_Attribute at;
	Dwarf_Die next;
	int hops;

	for (hops = 0; hops < 4; hops++) {
		if (!dwarf_attr(die, DW_AT_abstract_origin, &at) && !dwarf_attr(die, DW_AT_specification, &at))
			return;
		if (!dwarf_formref_die(&at, &next))
			return;
		*die = next;
	}
}

/* ":nr" if the function is not of the unit's own file.  0, or -1 with .f noted. */
static int file_suffix(struct walk *w, Dwarf_Die *die, char buf[16])
{
	Dwarf_Attribute at;
	Dwarf_Word nr;
	unsigned int file = OWN_FILE;

	if (dwarf_attr_integrate(die, DW_AT_decl_file, &at) && !dwarf_formudata(&at, &nr))
		file = file_of(w, nr);
	if (!file)
		return -1;
	buf[0] = '\0';
	if (file != OWN_FILE)
		snprintf(buf, 16, ":%u", file);
	return 0;
}

static size_t place_of(const struct origin *v, size_t room, Dwarf_Off off)
{
	size_t i = (off * 0x9e3779b97f4a7c15u >> 20) & (room - 1);

	while (v[i].token && v[i].off != off)
		i = (i + 1) & (room - 1);
	return i;
}

static int more_origins(struct walk *w)
{
	size_t room = w->room ? 2 * w->room : 1024, i;
	struct origin *v = calloc(room, sizeof(*v));

	if (!v)
		return no_memory(w);
	for (i = 0; i < w->room; i++)
		if (w->origins[i].token)
			v[place_of(v, room, w->origins[i].off)] = w->origins[i];
	free(w->origins);
	w->origins = v;
	w->room = room;
	return 0;
}

/* What an inlined function is called; NULL with .f noted. */
static const char *token_of(struct walk *w, Dwarf_Die *die)
{
	Dwarf_Off off = dwarf_dieoffset(die);
	char suffix[16], *name;
	struct origin *o;
	const char *own;

	if (2 * w->norigins >= w->room && more_origins(w))
		return NULL;
	o = &w->origins[place_of(w->origins, w->room, off)];
	if (o->token)
		return o->token;
	own = dwarf_diename(die);
	if (file_suffix(w, die, suffix))
		return NULL;
	name = strdup(own ? own : "?");
	if (!name || asprintf(&o->token, "%s%s", make_plain(name), suffix) < 0) {
		free(name);
		o->token = NULL;
		no_memory(w);
		return NULL;
	}
	free(name);
	o->off = off;
	w->norigins++;
	return o->token;
}

/* The first of the symbols that lie above addr. */
static size_t first_above(const struct symset *set, uint64_t addr)
{
	size_t lo = 0, hi = set->nsyms;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (!symbol_is_absolute(&set->syms[mid]) && set->syms[mid].addr <= addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/*
 * The symbol that a function called name has, whose code begins at addr: one of that name, or of a clone of it
 * (name.part.0), or else the best of those there.  NULL: there is none.  For DWARF the code of arm64's begins behind the
 * entry that ftrace patches, so the symbol may lie before it.
 */
static const struct symbol *symbol_at(const struct symset *set, uint64_t addr, const char *name)
{
	const struct symbol *best = NULL, *s;
	size_t n = strlen(name), i = first_above(set, addr);
	uint64_t begin = i ? set->syms[i - 1].addr : 0;

	while (i-- && set->syms[i].addr == begin) {
		s = &set->syms[i];
		if (s->addr != addr && addr - s->addr >= s->size)
			continue;
		if (!strcmp(s->name, name))
			return s;
		if (!best || (!strncmp(s->name, name, n) && s->name[n] == '.'))
			best = s;
	}
	return best;
}

/* --- the walk -------------------------------------------------------------------------------- */

static int add_inlined(struct walk *w, Dwarf_Die *die)
{
	Dwarf_Die origin = *die;
	const char *token;

	to_origin(&origin);
	token = token_of(w, &origin);
	if (!token)
		return -1;
	if (w->ninlined == w->inlined_room) {
		size_t room = 2 * w->inlined_room + 64;
		const char **v = reallocarray(w->inlined, room, sizeof(*v));

		if (!v)
			return no_memory(w);
		w->inlined = v;
		w->inlined_room = room;
	}
	w->inlined[w->ninlined++] = token;
	return 0;
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

static void put_inlined(struct walk *w)
{
	struct bytes *b = &w->fun->bodies;
	size_t i;

	if (w->ninlined)
		qsort(w->inlined, w->ninlined, sizeof(*w->inlined), compare_tokens);
	for (i = 0; i < w->ninlined; i++) {
		if (i && !strcmp(w->inlined[i], w->inlined[i - 1]))
			continue;
		put_text(b, i ? " " : "");
		put_text(b, w->inlined[i]);
		w->fun->ninlined++;
	}
	put_text(b, "\n");
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
	w->ninlined = 0;
	if (walk_code(w, die, 0))
		return -1;
	put_text(b, sym->name);
	put_text(b, pos);
	put_text(b, suffix);
	put_text(b, "\t");
	put_text(b, type);
	put_text(b, "\t");
	put_inlined(w);
	w->fun->nbodies++;
	return 0;
}

static void end_unit(struct walk *w)
{
	size_t i;

	for (i = 0; i < w->room; i++)
		free(w->origins[i].token);
	free(w->origins);
	free(w->file_nr);
	w->origins = NULL;
	w->file_nr = NULL;
	w->norigins = w->room = w->nunit_files = 0;
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
	end_unit(w);
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

/* --- positions ------------------------------------------------------------------------------- */

static int by_name(const void *va, const void *vb, void *arg)
{
	const struct symset *set = arg;
	uint32_t a = *(const uint32_t *)va, b = *(const uint32_t *)vb;
	int cmp = strcmp(set->syms[a].name, set->syms[b].name);

	return cmp ? cmp : a < b ? -1 : a > b;
}

/* Of each symbol of a sorted set: which of those of its name it is by address, from 1; 0: it is the only one. */
static uint32_t *positions(const struct symset *set)
{
	uint32_t *order = calloc(set->nsyms, sizeof(*order)), *pos = calloc(set->nsyms, sizeof(*pos)), i;

	for (i = 0; order && pos && i < set->nsyms; i++)
		order[i] = i;
	if (order && pos)
		qsort_r(order, set->nsyms, sizeof(*order), by_name, (void *)set);
	for (i = 1; order && pos && i < set->nsyms; i++) {
		if (strcmp(set->syms[order[i]].name, set->syms[order[i - 1]].name))
			continue;
		if (!pos[order[i - 1]])
			pos[order[i - 1]] = 1;
		pos[order[i]] = pos[order[i - 1]] + 1;
	}
	free(order);
	if (!order) {
		free(pos);
		return NULL;
	}
	return pos;
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
	tdestroy(w.files, free_file);
	free(w.inlined);
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
