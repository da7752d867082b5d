// SPDX-License-Identifier: GPL-2.0-only
/*
 * statics.c - the static variables of an object, and which symbol each of them is.
 *
 * A variable is declared where its entry has no origin: in a function that was inlined that is the abstract
 * instance, and its address may stand there or in any of the concrete ones.  What tells a static variable from
 * one on the stack is a location that is an address and nothing else; so one that the compiler did away with
 * is not seen, nor counted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/clean.h"
#include "debuginfo/debuginfo.h"

/* --- reading them --- */

struct reading {
	struct statics *s;
	const char *path;
};

/* Sets address and at, if the entry has the location DW_OP_addr ADDRESS. */
static void read_address(struct static_var *v)
{
	Dwarf_Attribute at;
	Dwarf_Block block;

	if (!dwarf_attr(&v->die, DW_AT_location, &at) || dwarf_formblock(&at, &block) ||
	    block.length != 1 + sizeof(v->address) || block.data[0] != DW_OP_addr)
		return;
	v->at = block.data + 1;
	memcpy(&v->address, v->at, sizeof(v->address));
}

static const char *function_around(const struct scope *s)
{
	for (s = s->up; s; s = s->up)
		if (s->tag == DW_TAG_subprogram || s->tag == DW_TAG_inlined_subroutine)
			return dwarf_diename((Dwarf_Die *)&s->die);
	return NULL;
}

static int add(struct statics *s, const struct static_var *v, struct fail *f)
{
	if (s->n == s->room) {
		size_t room = s->room ? 2 * s->room : 256;
		struct static_var *all = reallocarray(s->v, room, sizeof(*all));

		if (!all)
			return fail(f, "out of memory");
		s->v = all;
		s->room = room;
	}
	s->v[s->n++] = *v;
	return 0;
}

/* The one whose entry is die.  They are in the order of the entries. */
static struct static_var *declared(struct statics *s, const Dwarf_Die *die)
{
	size_t lo = 0, hi = s->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->v[mid].die.addr == die->addr)
			return &s->v[mid];
		if (s->v[mid].die.addr < die->addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

static int read_variable(void *context, const struct scope *s, struct fail *f)
{
	struct reading *r = context;
	struct static_var v = { .die = s->die }, *of;
	Dwarf_Die origin;

	if (s->tag != DW_TAG_variable)
		return WALK_BELOW;
	read_address(&v);
	if (!die_origin(&v.die, &origin))
		return damaged(f, r->path, "a variable has no origin");
	if (origin.addr != v.die.addr) {
		of = v.at ? declared(r->s, &origin) : NULL;
		if (of && !of->at) {
			of->address = v.address;
			of->at = v.at;
		}
		return WALK_PAST;
	}
	v.name = dwarf_diename(&v.die);
	if (!v.name || dwarf_hasattr(&v.die, DW_AT_external))
		return WALK_PAST;
	v.function = function_around(s);
	return add(r->s, &v, f) ? -1 : WALK_PAST;
}

static void drop_unplaced(struct statics *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->n; i++)
		if (s->v[i].at)
			s->v[n++] = s->v[i];
	s->n = n;
}

static int compare_names(const struct static_var *a, const struct static_var *b)
{
	int ret = strcmp(a->function ? a->function : "", b->function ? b->function : "");

	return ret ? ret : strcmp(a->name, b->name);
}

static int by_name(const void *va, const void *vb)
{
	const struct static_var *a = *(struct static_var **)va, *b = *(struct static_var **)vb;
	int ret = compare_names(a, b);

	return ret ? ret : a < b ? -1 : a > b;
}

static int count_names(struct statics *s, struct fail *f)
{
	struct static_var **v = calloc(s->n + 1, sizeof(*v));
	size_t i, first, end;

	if (!v)
		return fail(f, "out of memory");
	for (i = 0; i < s->n; i++)
		v[i] = &s->v[i];
	qsort(v, s->n, sizeof(*v), by_name);
	for (first = 0; first < s->n; first = end) {
		for (end = first + 1; end < s->n && !compare_names(v[first], v[end]); end++)
			;
		for (i = first; i < end; i++) {
			v[i]->nth = i - first + 1;
			v[i]->of = end - first;
		}
	}
	free(v);
	return 0;
}

int statics_read(struct statics *s, const struct object *o, struct fail *f)
{
	struct reading r = { s, o->elf.path };

	*s = (struct statics){ 0 };
	if (walk(o, read_variable, &r, f))
		return -1;
	drop_unplaced(s);
	return count_names(s, f);
}

/* --- their symbols --- */

struct named {
	const char *name;
	uint64_t address;
};

struct symbols {
	struct named *v;
	size_t n;
};

static int by_address(const void *va, const void *vb)
{
	const struct named *a = va, *b = vb;

	return a->address < b->address ? -1 : a->address > b->address;
}

static int read_symbols(struct symbols *all, const struct elf_file *e, struct fail *f)
{
	struct elf_symbol sym;

	all->v = calloc(e->nsyms + 1, sizeof(*all->v));
	if (!all->v)
		return fail(f, "out of memory");
	for (size_t i = 0; i < e->nsyms; i++) {
		if (elf_file_symbol(e, i, &sym, f))
			return -1;
		if (sym.type == STT_OBJECT && sym.section)
			all->v[all->n++] = (struct named){
				.name = sym.name,
				.address = e->relocatable ? address_of(sym.index, sym.value) : sym.value,
			};
	}
	qsort(all->v, all->n, sizeof(*all->v), by_address);
	return 0;
}

/* Is it "x" or "x.4" for the variable x? */
static bool symbol_fits(const char *symbol, const char *name)
{
	size_t n = strlen(name);

	return !strncmp(symbol, name, n) &&
	       (!symbol[n] || (symbol[n] == '.' && symbol[n + 1] && !symbol[n + 1 + strspn(symbol + n + 1, "0123456789")]));
}

/* Of n symbols at one address the one of variable v; NULL if there is none, or several. */
static const char *only_symbol(const struct named *at, size_t n, const struct static_var *v)
{
	const char *fits = NULL;
	size_t nfits = 0;

	for (size_t i = 0; i < n; i++)
		if (symbol_fits(at[i].name, v->name)) {
			fits = at[i].name;
			nfits++;
		}
	/* it may have a name for the assembler: asm("y") */
	if (!nfits && n == 1)
		return at->name;
	return nfits == 1 ? fits : NULL;
}

/* The text's name for it has to be one of those that the object has there. */
static int named_symbol(const char **symbol, const struct named *at, size_t n, const struct static_var *v,
			const struct text *t, struct fail *f)
{
	*symbol = text_symbol(t, v->at);
	for (size_t i = 0; *symbol && i < n; i++)
		if (!strcmp(at[i].name, *symbol))
			return 0;
	return fail(f, "the text says that %s in %s is %s: no such symbol in %s is there", v->name,
		    v->function ? v->function : "the file", *symbol ? *symbol : "nowhere", t->o->elf.path);
}

/*
 * Without the text, symbols of no size that share an address cannot be told apart, as lock_class_keys without
 * lockdep.  (Their numbers tell nothing: gcc gives most of them from a unit's end to its start, but not all.)
 */
static int symbol_of(const char **symbol, const struct symbols *all, const struct static_var *v,
		     const struct text *t, struct fail *f)
{
	size_t lo = 0, hi = all->n, n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (all->v[mid].address < v->address)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (n = 0; lo + n < all->n && all->v[lo + n].address == v->address; n++)
		;
	if (t)
		return named_symbol(symbol, all->v + lo, n, v, t, f);
	*symbol = only_symbol(all->v + lo, n, v);
	return 0;
}

static const char *section_name(const struct object *o, uint64_t address)
{
	size_t i = address_section(address);

	if (o->elf.relocatable)
		return i < o->elf.nsections && i ? o->elf.sections[i].name : "-";
	for (i = 1; i < o->elf.nsections; i++) {
		const GElf_Shdr *sh = &o->elf.sections[i].sh;

		if (sh->sh_flags & SHF_ALLOC && address >= sh->sh_addr && address - sh->sh_addr < sh->sh_size)
			return o->elf.sections[i].name;
	}
	return "-";
}

static int print_statics(const struct object *o, const struct statics *s, const struct text *t, struct fail *f)
{
	struct symbols all = { 0 };
	int ret = read_symbols(&all, &o->elf, f);

	for (size_t i = 0; !ret && i < s->n; i++) {
		const struct static_var *v = &s->v[i];
		const char *symbol;

		ret = symbol_of(&symbol, &all, v, t, f);
		if (!ret)
			clean_print(stdout, "static %s %s %u %u %s %s\n", v->function ? v->function : "-", v->name,
				    v->nth, v->of, symbol ? symbol : "-", section_name(o, v->address));
	}
	free(all.v);
	return ret;
}

int verb_statics(int argc, char **argv, struct fail *f)
{
	struct object o;
	struct text t = { 0 };
	struct statics s = { 0 };
	int ret;

	if (object_open(&o, argv[0], f))
		return EXIT_FAILED;
	ret = argc > 1 ? text_open(&t, argv[1], &o, f) : 0;
	if (!ret) {
		ret = statics_read(&s, &o, f);
		if (!ret)
			ret = print_statics(&o, &s, argc > 1 ? &t : NULL, f);
		text_close(&t);
	}
	free(s.v);
	object_close(&o);
	return ret ? EXIT_FAILED : EXIT_OK;
}
