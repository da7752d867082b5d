// SPDX-License-Identifier: GPL-2.0-only
/*
 * sites.c - finds the places that the kernel rewrites by the tables that the object has of them, and, as
 * objtool makes some of these tables for the whole kernel only, by what the code calls.
 */
#include <stdlib.h>
#include <string.h>

#include "match/sites.h"

#define MAX_SITE	255		/* bytes */
#define NOP_ARM64	0xd503201fu
#define BTI_C_ARM64	0xd503245fu
#define JUMP_ENTRY	16		/* bytes of an entry of __jump_table */
#define PARAVIRT_ENTRY	16
#define PARAVIRT_LEN	9		/* where in the entry the length is */

/* Size of the site at p, of which left bytes are there, for the entry at offset in the table; 0: no site. */
typedef uint32_t size_fn(const struct object *o, uint32_t table, uint64_t entry, const uint8_t *p,
			 uint64_t left);

static bool is_arm64(const struct object *o)
{
	return o->machine == EM_AARCH64;
}

static uint32_t word_at(const uint8_t *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint32_t size_of_call(const struct object *o, uint32_t table, uint64_t entry, const uint8_t *p,
			     uint64_t left)
{
	(void)table, (void)entry, (void)p, (void)left;
	return is_arm64(o) ? 4 : 5;
}

static uint32_t size_of_nops(const struct object *o, uint32_t table, uint64_t entry, const uint8_t *p,
			     uint64_t left)
{
	uint32_t n = 0;

	(void)table, (void)entry;
	if (!is_arm64(o)) {
		while (n < left && n < MAX_SITE && p[n] == 0x90)
			n++;
		return n;
	}
	while (left - n >= 4 && n + 4 <= MAX_SITE &&
	       (word_at(p + n) == NOP_ARM64 || word_at(p + n) == BTI_C_ARM64))
		n += 4;
	return n;
}

static uint32_t size_of_branch(const struct object *o, uint32_t table, uint64_t entry, const uint8_t *p,
			       uint64_t left)
{
	(void)table, (void)left;
	if (entry % JUMP_ENTRY)
		return 0;
	if (is_arm64(o))
		return 4;
	/* jmp rel8, and the nop of its size; all else is 5 bytes long */
	return p[0] == 0xeb || p[0] == 0x66 ? 2 : 5;
}

/* Each entry of .altinstructions has two relocations, and lengths behind them; its size has changed over time. */
static uint32_t size_of_alternative(const struct object *o, uint32_t table, uint64_t entry,
				    const uint8_t *p, uint64_t left)
{
	const struct content *c = &o->contents[table];
	uint64_t all = object_header(o, table)->sh_size, size;

	(void)p, (void)left;
	size = c->nrelocs < 2 ? 0 : all / (c->nrelocs / 2);
	if (size < 12 || size > 14 || entry % size || entry + size > all)
		return 0;
	return c->bytes[entry + (size == 14 ? 12 : 10)];
}

static uint32_t size_of_lock(const struct object *o, uint32_t table, uint64_t entry, const uint8_t *p,
			     uint64_t left)
{
	(void)o, (void)table, (void)entry, (void)p, (void)left;
	return 1;
}

static uint32_t size_of_paravirt(const struct object *o, uint32_t table, uint64_t entry,
				 const uint8_t *p, uint64_t left)
{
	(void)p, (void)left;
	if (entry % PARAVIRT_ENTRY || entry + PARAVIRT_ENTRY > object_header(o, table)->sh_size)
		return 0;
	return o->contents[table].bytes[entry + PARAVIRT_LEN];
}

static uint32_t size_of_pointer(const struct object *o, uint32_t table, uint64_t entry, const uint8_t *p,
				uint64_t left)
{
	(void)table, (void)entry, (void)p, (void)left;
	return is_arm64(o) ? 16 : 8;
}

static uint32_t size_of_shift(const struct object *o, uint32_t table, uint64_t entry, const uint8_t *p,
			      uint64_t left)
{
	(void)table, (void)entry, (void)p, (void)left;
	return is_arm64(o) ? 4 : 1;
}

static uint32_t size_of_mask(const struct object *o, uint32_t table, uint64_t entry, const uint8_t *p,
			     uint64_t left)
{
	(void)table, (void)entry, (void)p, (void)left;
	return is_arm64(o) ? 8 : 4;
}

/* Sections that are tables of sites; a '*' at the end stands for any tail. */
static const struct table {
	const char *name;
	enum site_kind kind;
	size_fn *size;
} tables[] = {
	{ "__mcount_loc", SITE_ENTRY, size_of_call },
	{ "__patchable_function_entries", SITE_ENTRY, size_of_nops },
	{ "__jump_table", SITE_BRANCH, size_of_branch },
	{ ".altinstructions", SITE_OTHER, size_of_alternative },
	{ ".smp_locks", SITE_OTHER, size_of_lock },
	{ ".parainstructions", SITE_OTHER, size_of_paravirt },
	{ "runtime_ptr_*", SITE_OTHER, size_of_pointer },
	{ "runtime_shift_*", SITE_OTHER, size_of_shift },
	{ "runtime_mask_*", SITE_OTHER, size_of_mask },
};

static const struct table *table_called(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		size_t len = strlen(tables[i].name);

		if (tables[i].name[len - 1] == '*' ? !strncmp(name, tables[i].name, len - 1)
						   : !strcmp(name, tables[i].name))
			return &tables[i];
	}
	return NULL;
}

static int add(struct sites *s, const struct site *site, struct fail *f)
{
	if (s->n == s->room) {
		size_t room = s->room ? 2 * s->room : 256;
		struct site *list = reallocarray(s->list, room, sizeof(*list));

		if (!list)
			return fail(f, "out of memory");
		s->list = list;
		s->room = room;
	}
	s->list[s->n++] = *site;
	return 0;
}

static int find_in_table(struct sites *s, const struct object *o, uint32_t nr, struct fail *f)
{
	const struct table *t = table_called(o->elf.sections[nr].name);
	const struct content *c = &o->contents[nr];
	size_t i;

	for (i = 0; t && c->bytes && i < c->nrelocs; i++) {
		const struct reloc *r = &c->relocs[i];
		const struct elf_symbol *sym = &o->syms[r->sym];
		struct site site = { .offset = sym->value + r->addend, .kind = t->kind };
		uint64_t size;

		if (!sym->section || !object_is_code(o, sym->index) ||
		    !o->contents[sym->index].bytes)
			continue;
		site.section = sym->index;
		size = object_header(o, sym->index)->sh_size;
		if (site.offset >= size)
			continue;
		site.size = t->size(o, nr, r->offset, o->contents[sym->index].bytes + site.offset,
				    size - site.offset);
		if (site.size > size - site.offset)
			return fail(f, "%s: %s has a site of %u bytes at the end of %s", o->elf.path,
				    t->name, site.size, sym->section->name);
		if (site.size && add(s, &site, f))
			return -1;
	}
	return 0;
}

/* Calls and jumps to these are rewritten, with what belongs to the instruction before the relocated field. */
static bool is_rewritten(const char *callee)
{
	static const char *const prefixes[] = {
		"__SCT__", "__x86_indirect_thunk_", "__x86_return_thunk",
	};
	size_t i;

	for (i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (!strncmp(callee, prefixes[i], strlen(prefixes[i])))
			return true;
	return false;
}

static int find_calls(struct sites *s, const struct object *o, uint32_t nr, struct fail *f)
{
	const struct content *c = &o->contents[nr];
	size_t i;

	for (i = 0; c->bytes && i < c->nrelocs; i++) {
		uint64_t at = c->relocs[i].offset;
		struct site site = { .section = nr, .kind = SITE_OTHER };
		uint32_t before = 1;

		if (!is_rewritten(o->syms[c->relocs[i].sym].name) || at < 2 ||
		    object_header(o, nr)->sh_size - at < 4)
			continue;
		/* jcc has two bytes before the field; a cs prefix fills up what becomes 6 bytes */
		if ((c->bytes[at - 2] == 0x0f && (c->bytes[at - 1] & 0xf0) == 0x80) ||
		    c->bytes[at - 2] == 0x2e)
			before = 2;
		site.offset = at - before;
		site.size = before + 4;
		if (add(s, &site, f))
			return -1;
	}
	return 0;
}

static int compare(const void *va, const void *vb)
{
	const struct site *a = va, *b = vb;

	if (a->section != b->section)
		return a->section < b->section ? -1 : 1;
	if (a->offset != b->offset)
		return a->offset < b->offset ? -1 : 1;
	return 0;
}

int sites_find(struct sites *s, const struct object *o, struct fail *f)
{
	uint32_t i;

	for (i = 1; i < o->elf.nsections; i++) {
		if (find_in_table(s, o, i, f))
			return -1;
		if (o->machine == EM_X86_64 && object_is_code(o, i) && find_calls(s, o, i, f))
			return -1;
	}
	if (s->n)
		qsort(s->list, s->n, sizeof(*s->list), compare);
	return 0;
}

size_t sites_from(const struct sites *s, uint32_t section, uint64_t offset)
{
	size_t low = 0, high = s->n;

	/* those that begin earlier have ended */
	offset = offset < MAX_SITE ? 0 : offset - MAX_SITE;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct site *site = &s->list[middle];

		if (site->section < section ||
		    (site->section == section && site->offset < offset))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
