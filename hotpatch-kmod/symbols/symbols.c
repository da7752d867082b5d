// SPDX-License-Identifier: GPL-2.0-only
/*
 * symbols.c - looks names up in kallsyms and in the shipped table, which must agree.
 *
 * kallsyms knows where things are; the table knows sizes and source files, and names that kallsyms
 * was built without.  Where both know a name they must give the same set of addresses, else the
 * answer is HP_SYM_CONFLICT and nothing is patched: one of them describes another kernel.
 */
#include <linux/kallsyms.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include "kernel/copy.h"
#include "kernel/kfuncs.h"
#include "symbols/symbols.h"
#include "symbols/table.h"

#define MAX_CANDIDATES	512	/* 6.1 amd64 has one name 150 times */

struct candidate {
	unsigned long addr;
	u64 size;
	u32 file;		/* of the table */
	u32 from;
	char type;
	char object[HP_OBJECT_LEN];
};

struct candidates {
	const char *name;
	u32 n;
	bool conflict;
	bool no_object;		/* the module asked for is not there */
	struct candidate c[MAX_CANDIDATES];
};

static struct candidate *add(struct candidates *cs, unsigned long addr, u32 from)
{
	struct candidate *c = &cs->c[cs->n];

	if (cs->n == MAX_CANDIDATES) {
		cs->conflict = true;	/* no name occurs that often: the table or kallsyms is wrong */
		return NULL;
	}
	cs->n++;
	memset(c, 0, sizeof(*c));
	c->addr = addr;
	c->from = from;
	return c;
}

/* One name among all that kallsyms walks through. */
struct wanted {
	const char *name;
	hp_addr_fn *fn;
	void *data;
};

static int pass_on_wanted(void *data, const char *name, struct module *mod, unsigned long addr)
{
	const struct wanted *w = data;

	if (mod)	/* those of modules come behind the image's */
		return 1;
	return strcmp(name, w->name) ? 0 : w->fn(w->data, addr);
}

int hp_kallsyms_each(const char *name, hp_addr_fn *fn, void *data)
{
	struct wanted w = { name, fn, data };

	if (hp_have(kallsyms_on_each_match_symbol))
		return hp_call(kallsyms_on_each_match_symbol)(fn, name, data);
	hp_walk_names(pass_on_wanted, &w);
	return 0;
}

static int add_image_symbol(void *data, unsigned long addr)
{
	add(data, addr, HP_FROM_KALLSYMS);
	return 0;
}

/*
 * Adds the table's symbols of the name to those of kallsyms, and sets .conflict where they disagree.
 * Returns at the first disagreement: a bad table may have one name a million times.
 */
static void merge_table(struct candidates *cs, const struct hp_table_state *ts)
{
	u32 known = cs->n, seen = 0, iter = 0, i;
	struct hpsym_sym s;
	bool found = false;
	int ret;

	while ((ret = hpsym_find(&ts->t, cs->name, &iter, &s)) == 1) {
		unsigned long addr = hp_table_addr(ts, &s);
		struct candidate *c = NULL;

		found = true;
		for (i = 0; i < known && !c; i++)
			if (cs->c[i].addr == addr && !(cs->c[i].from & HP_FROM_TABLE))
				c = &cs->c[i];
		if (c)
			seen++;
		else if (!known || !hp_sym_in_kallsyms(s.type))
			c = add(cs, addr, 0);
		else
			cs->conflict = true;
		if (cs->conflict)
			return;
		c->from |= HP_FROM_TABLE;
		c->file = s.file;
		c->type = s.type;
		if (ts->t.flags & HPSYM_F_SIZES)
			c->size = s.size;
	}
	if (ret < 0 || (found && seen != known))
		cs->conflict = true;
}

#ifdef CONFIG_KALLSYMS
static void add_symbols_of(struct candidates *cs, const struct module *mod)
{
	const struct mod_kallsyms *ks = rcu_dereference_sched(mod->kallsyms);
	u32 i;

	for (i = 0; i < ks->num_symtab; i++) {
		const Elf_Sym *sym = &ks->symtab[i];
		struct candidate *c;

		if (sym->st_shndx == SHN_UNDEF || strcmp(ks->strtab + sym->st_name, cs->name))
			continue;
		c = add(cs, sym->st_value, HP_FROM_KALLSYMS);
		if (c)
			hp_copy(c->object, mod->name);
	}
}
#else
static void add_symbols_of(struct candidates *cs, const struct module *mod)
{
}
#endif

/*
 * Adds all symbols of that name in the module object or, if that is NULL, in all modules; false if there
 * is no such module.  As module_kallsyms_on_each_symbol() does, which not every kernel has.  Preemption
 * is off, as for find_module(), for one module at a time.
 */
static bool add_modules(struct candidates *cs, const char *object)
{
	struct module *mod;
	bool found = false;

	mutex_lock(kdata.module_mutex);
	list_for_each_entry(mod, kdata.modules, list) {
		if (mod->state == MODULE_STATE_UNFORMED || (object && strcmp(mod->name, object)))
			continue;
		found = true;
		preempt_disable();
		add_symbols_of(cs, mod);
		preempt_enable();
	}
	mutex_unlock(kdata.module_mutex);
	return found;
}

static int by_addr(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return x->addr < y->addr ? -1 : x->addr > y->addr;
}

static void find_all(struct candidates *cs, const struct hp_symref *ref)
{
	const struct hp_table_state *ts = hp_table();

	cs->name = ref->name;
	if (!ref->object[0]) {
		hp_kallsyms_each(ref->name, add_image_symbol, cs);
		if (ts)
			merge_table(cs, ts);
	}
	if (!cs->n)
		cs->no_object = !add_modules(cs, ref->object[0] ? ref->object : NULL);
	sort(cs->c, cs->n, sizeof(cs->c[0]), by_addr, NULL);
}

/* Keeps only symbols of the source file asked for. */
static int keep_file(struct candidates *cs, const char *want)
{
	const struct hp_table_state *ts = hp_table();
	char *path;
	u32 i, n = 0;

	path = kmalloc(HPSYM_FILE_LEN, GFP_KERNEL);
	if (!path)
		return -ENOMEM;
	for (i = 0; i < cs->n; i++) {
		if (hpsym_file(&ts->t, cs->c[i].file, path, HPSYM_FILE_LEN) > 0 &&
		    hpsym_file_matches(path, want))
			cs->c[n++] = cs->c[i];
	}
	cs->n = n;
	kfree(path);
	return 0;
}

/* The module that holds addr; "" for the image. */
static void object_of(unsigned long addr, char object[HP_OBJECT_LEN])
{
	struct module *mod;

	preempt_disable();
	mod = hp_call(__module_address)(addr);
	if (mod)
		strscpy(object, mod->name, HP_OBJECT_LEN);
	preempt_enable();
}

static bool size_by_kallsyms(unsigned long addr, unsigned long *size, unsigned long *offset)
{
	return hp_have(kallsyms_lookup_size_offset) &&
	       hp_call(kallsyms_lookup_size_offset)(addr, size, offset);
}

static void fill(struct hp_sym *sym, const struct candidate *c, const char *name)
{
	const struct hp_table_state *ts = hp_table();
	unsigned long size, offset;

	memset(sym, 0, sizeof(*sym));
	hp_copy(sym->name, name);
	hp_copy(sym->object, c->object);
	sym->addr = c->addr;
	sym->size = c->size;
	sym->from = c->from;
	sym->type = c->type;
	if (ts && c->file)
		hpsym_file(&ts->t, c->file, sym->file, sizeof(sym->file));
	if (!sym->size && size_by_kallsyms(c->addr, &size, &offset) && !offset)
		sym->size = size;
	if (!sym->type)
		sym->type = hp_call(kernel_text_address)(c->addr) ? 't' : 'd';
	if (!sym->object[0])
		object_of(c->addr, sym->object);
}

static u32 judge(const struct candidates *cs, const struct hp_symref *ref, bool files_known,
		 u32 *index)
{
	*index = 0;
	if (cs->conflict)
		return HP_SYM_CONFLICT;
	if (!cs->n)
		return ref->object[0] && cs->no_object ? HP_SYM_NO_OBJECT : HP_SYM_NOT_FOUND;
	if (ref->pos) {
		*index = ref->pos - 1;
		return ref->pos > cs->n ? HP_SYM_NO_POSITION : HP_SYM_OK;
	}
	if (cs->n > 1)
		return ref->file[0] && !files_known ? HP_SYM_NO_FILES : HP_SYM_AMBIGUOUS;
	return HP_SYM_OK;
}

int hp_sym_lookup(const struct hp_symref *ref, struct hp_sym *syms, u32 max, u32 *count,
		  struct hp_sym *best)
{
	const struct hp_table_state *ts = hp_table();
	bool files_known = ts && (ts->t.flags & HPSYM_F_FILES);
	struct candidates *cs = kvzalloc(sizeof(*cs), GFP_KERNEL);
	u32 i, index, status;
	int ret = 0;

	if (!cs)
		return -ENOMEM;
	find_all(cs, ref);
	if (ref->file[0] && files_known && cs->n && (cs->c[0].from & HP_FROM_TABLE))
		ret = keep_file(cs, ref->file);
	if (ret)
		goto out;

	status = judge(cs, ref, files_known, &index);
	memset(best, 0, sizeof(*best));
	if (status == HP_SYM_OK)
		fill(best, &cs->c[index], ref->name);
	best->status = status;
	best->count = cs->n;
	for (i = 0; i < min(max, cs->n); i++)
		fill(&syms[i], &cs->c[i], ref->name);
	*count = cs->n;
out:
	kvfree(cs);
	return ret;
}

/* ts may be NULL. */
static bool in_table(const struct hp_table_state *ts, unsigned long addr, struct hpsym_sym *s)
{
	return ts && hpsym_at(&ts->t, addr - ts->slide, s) == 1 &&
	       addr - hp_table_addr(ts, s) < max_t(u64, s->size, 1);
}

/*
 * Names may be longer than HP_NAME_LEN, those of Rust are.  Cut short one could be another's: so it ends with three
 * dots, which no symbol does.
 */
static void put_name(struct hp_sym *sym, const char *name)
{
	hp_copy(sym->name, name);
	if (strlen(name) >= sizeof(sym->name))
		strscpy(sym->name + sizeof(sym->name) - 4, "...", 4);
}

int hp_sym_at(unsigned long addr, u64 *offset, struct hp_sym *best)
{
	const struct hp_table_state *ts = hp_table();
	char *text, *end;
	struct hpsym_sym s;

	memset(best, 0, sizeof(*best));
	*offset = 0;
	text = kmalloc(max_t(size_t, KSYM_SYMBOL_LEN, HPSYM_NAME_LEN), GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	sprint_symbol(text, addr);		/* name+0x1/0x2 [module], or the bare number */
	end = strchr(text, '+');
	if (end && size_by_kallsyms(addr, (unsigned long *)&best->size, (unsigned long *)offset)) {
		*end = '\0';
		put_name(best, text);
		best->addr = addr - *offset;
		best->from = HP_FROM_KALLSYMS;
		object_of(addr, best->object);
	}
	if (!best->object[0] && in_table(ts, addr, &s)) {
		if (!best->name[0]) {
			if (hpsym_name(&ts->t, s.index, text, HPSYM_NAME_LEN) > 0)
				put_name(best, text);
			best->addr = hp_table_addr(ts, &s);
			best->size = s.size;
			*offset = addr - best->addr;
		}
		best->from |= HP_FROM_TABLE;
		if (best->addr == hp_table_addr(ts, &s)) {
			hpsym_file(&ts->t, s.file, best->file, sizeof(best->file));
			if (ts->t.flags & HPSYM_F_SIZES)	/* kallsyms' end at the next symbol */
				best->size = s.size;
		}
	}
	kfree(text);
	if (best->name[0])
		best->type = hp_call(kernel_text_address)(addr) ? 't' : 'd';
	return 0;
}

unsigned long hp_sym_end(const struct hp_sym *sym)
{
	unsigned long size, offset;

	if (!size_by_kallsyms(sym->addr, &size, &offset) || offset)
		size = 0;
	return sym->addr + max_t(unsigned long, size, sym->size);
}

unsigned long hp_sym_start(unsigned long addr)
{
	const struct hp_table_state *ts = hp_table();
	unsigned long size, offset, start = 0;
	struct hpsym_sym s;

	if (size_by_kallsyms(addr, &size, &offset))
		start = addr - offset;
	if (in_table(ts, addr, &s))
		start = max(start, hp_table_addr(ts, &s));
	return start;
}

static int count_one(void *data, unsigned long addr)
{
	++*(u32 *)data;
	return 0;
}

bool hp_sym_counts(void)
{
	return hp_have(kallsyms_on_each_match_symbol) || hp_table();
}

u32 hp_sym_count(const char *name)
{
	const struct hp_table_state *ts = hp_table();
	struct hpsym_sym s;
	u32 n = 0, iter = 0;

	if (hp_have(kallsyms_on_each_match_symbol))
		hp_call(kallsyms_on_each_match_symbol)(count_one, name, &n);
	else if (ts)	/* this is asked many times, and kallsyms would be walked through each time */
		while (n < MAX_CANDIDATES && hpsym_find(&ts->t, name, &iter, &s) == 1)
			n++;
	return n;
}
