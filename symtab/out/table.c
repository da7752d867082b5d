// SPDX-License-Identifier: GPL-2.0-only
/*
 * table.c - lays out a .hpsym table: the counterpart of hpsym/hpsym.c, see doc/hpsym-format.md.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "out/out.h"

/* What is worked out before the first byte is written. */
struct plan {
	const struct symset *set;
	uint32_t nsyms, nplaced, nfiles;
	struct entry *entries;		/* names, then files: they share the tokens */
	struct tokens tokens;
	uint32_t *file_nr;		/* file of the set -> number in the table, 0 none */
	uint32_t *numbers;		/* room for what is packed */
	char types[HPSYM_TYPES + 1];
};

static uint32_t blocks_of(uint32_t n, uint32_t per_block)
{
	return (n + per_block - 1) / per_block;
}

static unsigned int bits_for(uint32_t count)
{
	unsigned int bits = 1;

	while (count > 1u << bits)
		bits++;
	return bits;
}

/* --- planning -------------------------------------------------------------------------------- */

static int allocate(struct plan *p, struct fail *f)
{
	size_t n = p->set->nsyms + p->set->nfiles + 1;

	p->entries = calloc(n, sizeof(*p->entries));
	p->file_nr = calloc(n, sizeof(*p->file_nr));
	p->numbers = calloc(n, sizeof(*p->numbers));
	if (!p->entries || !p->file_nr || !p->numbers)
		return fail(f, "out of memory");
	return 0;
}

static void free_plan(struct plan *p)
{
	free(p->entries);
	free(p->file_nr);
	free(p->numbers);
	out_free_tokens(&p->tokens);
}

static void plan_names(struct plan *p)
{
	uint32_t i;

	for (i = 0; i < p->nsyms; i++) {
		const struct symbol *s = &p->set->syms[i];

		p->entries[i] = (struct entry){ .stem = s->name, .len = strlen(s->name),
						.owner = i };
		if (!symbol_is_absolute(s))
			p->nplaced++;
	}
}

/* The files that symbols name, each name once, sorted. */
static void plan_files(struct plan *p)
{
	struct entry *e = p->entries + p->nsyms;
	uint32_t i, n = 0;

	for (i = 0; i < p->nsyms; i++)
		p->file_nr[p->set->syms[i].file] = 1;
	p->file_nr[0] = 0;
	for (i = 1; i < p->set->nfiles; i++)
		if (p->file_nr[i])
			e[n++] = (struct entry){ .stem = p->set->files[i],
						 .len = strlen(p->set->files[i]), .owner = i };
	out_sort_files(e, n);
	for (i = 0; i < n; i++) {
		if (!p->nfiles || strcmp(e[p->nfiles - 1].stem, e[i].stem))
			e[p->nfiles++] = e[i];
		p->file_nr[e[i].owner] = p->nfiles;
	}
	out_sort_files(e, p->nfiles);
}

static void plan_types(struct plan *p)
{
	uint32_t i;

	for (i = 0; i < p->nsyms; i++) {
		char c = p->set->syms[i].type;

		if (!strchr(p->types, c) && strlen(p->types) < HPSYM_TYPES)
			p->types[strlen(p->types)] = c;
	}
}

static int plan(struct plan *p, struct fail *f)
{
	if (p->set->nsyms > HPSYM_MAX_SYMS)
		return fail(f, "%zu symbols, at most %u fit a table", p->set->nsyms,
			    HPSYM_MAX_SYMS);
	p->nsyms = p->set->nsyms;
	if (allocate(p, f))
		return -1;
	plan_names(p);
	plan_files(p);
	plan_types(p);
	if (strlen(p->types) == HPSYM_TYPES)
		return fail(f, "more than %d kinds of symbols: %s...", HPSYM_TYPES - 1, p->types);
	if (out_sort_names(p->entries, p->nsyms, f))
		return -1;
	return out_find_tokens(&p->tokens, p->entries, p->nsyms + p->nfiles, f);
}

/* --- strings --------------------------------------------------------------------------------- */

static void put_tokens(struct bytes *out, const struct tokens *t)
{
	unsigned int i, off = 0;

	put16(out, HPSYM_TOKENS);
	put16(out, 0);
	for (i = 0; i < HPSYM_TOKENS; i++)
		put16(out, off += t->len[i]);
	for (i = 0; i < HPSYM_TOKENS; i++)
		put(out, t->text[i], t->len[i]);
}

static void put_prefixes(struct bytes *out)
{
	unsigned int i, n = 0, off = 0;

	while (out_prefixes[n])
		n++;
	put16(out, n);
	put16(out, 0);
	for (i = 0; i < n; i++)
		put16(out, off += strlen(out_prefixes[i]));
	for (i = 0; i < n; i++)
		put(out, out_prefixes[i], strlen(out_prefixes[i]));
}

static bool same_text(const struct entry *a, const struct entry *b)
{
	return a->len == b->len && a->keep == a->len && !memcmp(a->stem, b->stem, a->len);
}

/* Entry i, which has nr as its number in its list. */
static void put_entry(struct bytes *out, const struct plan *p, size_t i, uint32_t nr)
{
	const struct entry *e = &p->entries[i];
	const uint8_t *code = p->tokens.coded + (i ? p->tokens.end[i - 1] : 0);
	uint32_t count = p->tokens.coded + p->tokens.end[i] - code, keep = e->keep;
	bool more = e->prefix || !count || count >= HPSYM_S_COUNT_MORE;

	if (nr % HPSYM_BLOCK && same_text(e, e - 1)) {
		put8(out, e->prefix);
		return;
	}
	put8(out, (more ? HPSYM_S_COUNT_MORE : count) << HPSYM_S_COUNT_SHIFT |
		  (keep < HPSYM_S_KEEP_MORE ? keep : HPSYM_S_KEEP_MORE));
	if (keep >= HPSYM_S_KEEP_MORE)
		put8(out, keep - HPSYM_S_KEEP_MORE);
	if (more)
		put16(out, count | e->prefix << HPSYM_S_LONG_PREFIX);
	put(out, code, count);
}

/* The list of n entries from first on, and the index of its blocks. */
static void put_list(struct bytes *index, struct bytes *data, const struct plan *p,
		     size_t first, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		if (i % HPSYM_BLOCK == 0)
			put32(index, data->len);
		put_entry(data, p, first + i, i);
	}
}

static void put_orders(struct bytes *by_name, struct bytes *by_index, const struct plan *p)
{
	uint32_t i;

	for (i = 0; i < p->nsyms; i++)
		p->numbers[i] = p->entries[i].owner;
	put_packed(by_name, p->numbers, p->nsyms, bits_for(p->nsyms));
	for (i = 0; i < p->nsyms; i++)
		p->numbers[p->entries[i].owner] = i / HPSYM_BLOCK;
	put_packed(by_index, p->numbers, p->nsyms, bits_for(blocks_of(p->nsyms, HPSYM_BLOCK)));
}

/* --- symbols --------------------------------------------------------------------------------- */

/* What the reader knows when it comes to the next record. */
struct state {
	uint64_t addr, size;
	uint32_t file, last_file;
};

static unsigned int address_code(const struct state *st, const struct symbol *s)
{
	if (s->addr == st->addr)
		return HPSYM_R_ADDR_SAME;
	if (s->addr == st->addr + st->size)
		return HPSYM_R_ADDR_END;
	if (s->addr == ((st->addr + st->size + 15) & ~(uint64_t)15))
		return HPSYM_R_ADDR_END16;
	return HPSYM_R_ADDR_DELTA;
}

static void put_record(struct bytes *out, const struct plan *p, const struct symbol *s,
		       struct state *st)
{
	uint32_t file = p->file_nr[s->file];
	unsigned int how = address_code(st, s);

	put8(out, how | (strchr(p->types, s->type) - p->types) |
		  (s->size != st->size ? HPSYM_R_SIZE : 0) |
		  (file != st->file ? HPSYM_R_FILE : 0));
	if (how == HPSYM_R_ADDR_DELTA)
		put_varint(out, s->addr - st->addr);
	if (s->size != st->size)
		put_varint(out, s->size);
	if (file != st->file)
		put_varint(out, !file ? 0 : file == st->last_file ? 1 : file + 1);
	st->addr = s->addr;
	st->size = s->size;
	st->file = file;
	if (file)
		st->last_file = file;
}

static void put_symbols(struct bytes *groups, struct bytes *syms, const struct plan *p)
{
	struct state st = { 0 };
	uint32_t i;

	for (i = 0; i < p->nsyms; i++) {
		const struct symbol *s = &p->set->syms[i];

		if (i % HPSYM_GROUP == 0) {
			put64(groups, s->addr);
			put32(groups, syms->len);
			st = (struct state){ .addr = s->addr };
		}
		put_record(syms, p, s, &st);
	}
}

/* --- the whole ------------------------------------------------------------------------------- */

static void put_header(struct bytes *out, const struct plan *p, const struct bytes *parts)
{
	size_t off = HPSYM_H_SIZE, i;

	put(out, HPSYM_MAGIC, HPSYM_MAGIC_LEN);
	put32(out, HPSYM_VERSION);
	put32(out, 0);			/* length and checksum: finish() */
	put32(out, 0);
	put32(out, p->set->flags);
	put32(out, p->nsyms);
	put32(out, p->nplaced);
	put32(out, p->nfiles);
	put32(out, 0);
	put64(out, p->set->base);
	put(out, p->set->build_id, HPSYM_BUILD_ID_LEN);
	put(out, p->types, HPSYM_TYPES);
	put32(out, off);
	for (i = 0; i < HPSYM_P_COUNT; i++)
		put32(out, off += parts[i].len);
}

static int finish(struct bytes *out, size_t start, struct fail *f)
{
	struct bytes at = { .p = out->p + start, .room = HPSYM_H_SIZE, .len = HPSYM_H_LEN };
	size_t len = out->len - start;

	if (len > UINT32_MAX)
		return fail(f, "table of %zu bytes, at most %u are possible", len, UINT32_MAX);
	put32(&at, len);
	put32(&at, crc32_z(0, at.p + HPSYM_H_FLAGS, len - HPSYM_H_FLAGS));
	return 0;
}

static int put_table(struct bytes *out, const struct plan *p, struct fail *f)
{
	struct bytes parts[HPSYM_P_COUNT] = { 0 };
	size_t start = out->len, i;
	bool failed = false;

	put_tokens(&parts[HPSYM_P_TOKENS], &p->tokens);
	put_prefixes(&parts[HPSYM_P_PREFIXES]);
	put_list(&parts[HPSYM_P_NAME_INDEX], &parts[HPSYM_P_NAMES], p, 0, p->nsyms);
	put_orders(&parts[HPSYM_P_BY_NAME], &parts[HPSYM_P_BY_INDEX], p);
	put_symbols(&parts[HPSYM_P_GROUPS], &parts[HPSYM_P_SYMS], p);
	put_list(&parts[HPSYM_P_FILE_INDEX], &parts[HPSYM_P_FILES], p, p->nsyms, p->nfiles);
	put_header(out, p, parts);
	for (i = 0; i < HPSYM_P_COUNT; i++) {
		put(out, parts[i].p, parts[i].len);
		failed |= parts[i].failed;
		free(parts[i].p);
	}
	if (failed || out->failed)
		return fail(f, "out of memory");
	return finish(out, start, f);
}

int out_table(struct bytes *out, const struct symset *set, struct fail *f)
{
	struct plan *p = calloc(1, sizeof(*p));
	int ret;

	if (!p)
		return fail(f, "out of memory");
	p->set = set;
	ret = plan(p, f);
	if (!ret)
		ret = put_table(out, p, f);
	free_plan(p);
	free(p);
	return ret;
}
