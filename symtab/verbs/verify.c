// SPDX-License-Identifier: GPL-2.0-only
/*
 * verify.c - "verify": checks all that a table answers, by itself or against an input.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "output/clean.h"
#include "in/in.h"
#include "verbs/verbs.h"

#define SHOW_AT_MOST	10		/* differences printed one by one */

/* --- the table by itself --------------------------------------------------------------------- */

/* Does a search for its name come to symbol i? */
static bool is_found(const struct hpsym *t, const char *name, uint32_t i)
{
	struct hpsym_sym s;
	uint32_t iter = 0;

	while (hpsym_find(t, name, &iter, &s) == 1)
		if (s.index == i)
			return true;
	return false;
}

static int verify_symbol(const struct hpsym *t, uint32_t i, uint64_t *last, struct fail *f)
{
	char name[HPSYM_NAME_LEN], file[HPSYM_FILE_LEN];
	struct hpsym_sym s, at;

	if (hpsym_get(t, i, &s) != 1 || !s.type)
		return fail(f, "symbol %" PRIu32 " is damaged", i);
	if (hpsym_name(t, i, name, sizeof(name)) <= 0)
		return fail(f, "symbol %" PRIu32 ": its name is damaged", i);
	if (hpsym_file(t, s.file, file, sizeof(file)) < 0)
		return fail(f, "%s: its source file is damaged", name);
	if (!is_found(t, name, i))
		return fail(f, "%s: symbol %" PRIu32 " is not found by its name", name, i);
	if (i && i != t->nplaced && s.addr < *last)
		return fail(f, "%s: address %" PRIx64 " after %" PRIx64, name, s.addr, *last);
	*last = s.addr;
	if ((i >= t->nplaced) != (s.type == 'A' || s.type == 'a'))
		return fail(f, "%s: type %c, but it is symbol %" PRIu32 " and the first %" PRIu32
			    " are those with a place", name, s.type, i, t->nplaced);
	if (i < t->nplaced && (hpsym_at(t, s.addr, &at) != 1 || at.addr != s.addr))
		return fail(f, "%s: not found by its address %" PRIx64, name, s.addr);
	return 0;
}

static int verify_structure(const struct hpsym *t, struct fail *f)
{
	uint64_t last = 0;
	uint32_t i;

	for (i = 0; i < t->nsyms; i++)
		if (verify_symbol(t, i, &last, f))
			return -1;
	return 0;
}

/* --- the table against an input -------------------------------------------------------------- */

struct comparison {
	const struct hpsym *t;
	const struct symset *set;
	bool sizes;			/* both know them */
	unsigned long missing, moved, resized;
};

static void show(const struct comparison *c, const char *name, const char *text)
{
	if (c->missing + c->moved + c->resized <= SHOW_AT_MOST)
		clean_print(stdout, "%s: %s\n", name, text);
}

static void compare_symbol(struct comparison *c, const struct symbol *sym)
{
	bool named = false, placed = false;
	uint64_t slide = symbol_is_absolute(sym) ? 0 : c->set->base - c->t->base;
	struct hpsym_sym s;
	uint32_t iter = 0;
	char text[128];

	while (hpsym_find(c->t, sym->name, &iter, &s) == 1) {
		named = true;
		if (s.addr + slide != sym->addr)
			continue;
		placed = true;
		if (!c->sizes || s.size == sym->size)
			return;
	}
	if (!named) {
		c->missing++;
		show(c, sym->name, "not in the table");
	} else if (!placed) {
		c->moved++;
		snprintf(text, sizeof(text), "not at %" PRIx64 " in the table",
			 sym->addr - slide);
		show(c, sym->name, text);
	} else {
		c->resized++;
		snprintf(text, sizeof(text), "other size than %" PRIu64, sym->size);
		show(c, sym->name, text);
	}
}

static int compare(const struct hpsym *t, const struct symset *set, struct fail *f)
{
	struct comparison c = { .t = t, .set = set };
	char expected[BUILD_ID_TEXT], found[BUILD_ID_TEXT];
	size_t i;

	if (set->has_build_id && memcmp(set->build_id, t->build_id, HPSYM_BUILD_ID_LEN))
		return fail(f, "build-id: the input has %s, the table %s",
			    build_id_text(set->build_id, expected),
			    build_id_text(t->build_id, found));
	c.sizes = t->flags & set->flags & HPSYM_F_SIZES;
	for (i = 0; i < set->nsyms; i++)
		compare_symbol(&c, &set->syms[i]);
	if (c.missing + c.moved + c.resized)
		return fail(f, "of %zu symbols, %lu are not in the table, %lu have another address"
			    ", %lu another size", set->nsyms, c.missing, c.moved, c.resized);
	/* sizes known to both: an ELF input, which has all symbols; text leaves some out */
	if (c.sizes && set->nsyms != t->nsyms)
		return fail(f, "the input has %zu symbols, the table %" PRIu32, set->nsyms,
			    t->nsyms);
	return 0;
}

static int verify_against(const struct hpsym *t, const char *input, enum in_kind kind,
			  const char *notes, struct fail *f)
{
	struct symset set = { 0 };
	int ret = in_read(&set, input, kind, f);

	if (!ret && notes)
		ret = in_read_notes(&set, notes, f);
	if (!ret)
		ret = compare(t, &set, f);
	if (!ret)
		clean_print(stdout, "%s: all %zu symbols agree\n", input, set.nsyms);
	symset_free(&set);
	return ret;
}

int verb_verify(const struct options *o, int argc, char **argv, struct fail *f)
{
	int kind = o->kind ? in_kind_by_name(o->kind) : IN_DETECT, ret;
	struct table tab;

	if (kind < 0) {
		fail(f, "kind '%s': expected auto, vmlinux, module or text", o->kind);
		return EXIT_USAGE;
	}
	if (table_open(&tab, argv[0], f))
		return EXIT_FAILED;
	ret = verify_structure(&tab.t, f);
	if (!ret)
		clean_print(stdout, "%s: %" PRIu32 " symbols, %" PRIu32 " files, sound\n",
			    argv[0], tab.t.nsyms, tab.t.nfiles);
	if (!ret && argc == 2)
		ret = verify_against(&tab.t, argv[1], kind, o->notes, f);
	table_close(&tab);
	return ret ? EXIT_FAILED : EXIT_OK;
}
