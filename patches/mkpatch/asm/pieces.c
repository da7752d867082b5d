// SPDX-License-Identifier: GPL-2.0-only
/* pieces.c - one unit's assembler text in pieces: functions, objects, strings. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "asm/pieces.h"

struct cutter {
	struct unit_text *u;
	struct piece *open;	/* the piece that goes on */
	size_t pending;		/* first of the statements that belong to the label to come */
	bool has_pending;
	bool padding;		/* what is pending are nops before the label of a function, and their entry */
	struct names globals;
};

struct asm_symbol *find_symbol(const struct unit_text *u, const char *name, size_t len)
{
	char buf[512];

	if (len >= sizeof(buf))
		return NULL;
	memcpy(buf, name, len);
	buf[len] = 0;
	return names_find(&u->symbols, buf);
}

const char *piece_sect(const struct unit_text *u, const struct piece *p)
{
	return p->common ? ".bss" : u->text.sects[p->sect].name;
}

static void define(struct unit_text *u, char *name, struct piece *p, bool start)
{
	void **sym = names_add(&u->symbols, name);
	struct asm_symbol *s = xalloc(sizeof(*s));

	*s = (struct asm_symbol){ p, start };
	*sym = s;
}

/* "name, rest" -> name */
static char *first_arg(const char *args)
{
	return xstrndup(args, strcspn(args, ", \t"));
}

static bool is_numeric(const char *label)
{
	return isdigit((unsigned char)*label);
}

static bool is_data(const char *s)
{
	static const char *const words[] = {
		".quad", ".xword", ".8byte", ".long", ".word", ".4byte", ".value", ".short", ".hword", ".2byte", ".byte",
		".zero", ".skip", ".space", ".string", ".ascii", ".asciz", ".octa", ".uleb128", ".sleb128",
		".base64",	/* gcc 16 */
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (directive_args(s, words[i]))
			return true;
	return false;
}

/* What tells of the pieces nothing that is not known without. To pass over another could drop data. */
static bool is_known(const char *s)
{
	static const char *const words[] = {
		".section", ".text", ".data", ".bss", ".previous", ".pushsection", ".popsection", ".subsection", ".type", ".local",
		".weak", ".hidden", ".protected", ".internal", ".arch", ".cpu", ".code64", ".arch_extension",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (directive_args(s, words[i]))
			return true;
	return false;
}

static struct piece *open_piece(struct cutter *c, enum piece_kind kind, char *name, size_t at)
{
	struct unit_text *u = c->u;
	struct piece *p = xalloc(sizeof(*p));

	p->kind = kind;
	p->name = name;
	p->first = c->has_pending ? c->pending : at;
	p->label = at;
	p->end = at + 1;
	p->sect = u->text.stmts[at].sect;
	u->pieces = xgrow(u->pieces, u->npieces, sizeof(*u->pieces));
	u->pieces[u->npieces++] = p;
	c->open = p;
	c->has_pending = false;
	return p;
}

static void close_piece(struct cutter *c, size_t at)
{
	if (c->open)
		c->open->end = at;
	c->open = NULL;
}

static void keep_pending(struct cutter *c, size_t at)
{
	close_piece(c, at);
	if (!c->has_pending)
		c->pending = at;
	c->has_pending = true;
}

/* Within a function everything is its, up to its .size. */
static void in_function(struct cutter *c, size_t at)
{
	struct stmt *s = &c->u->text.stmts[at];
	struct piece *p = c->open;
	const char *args;

	if (s->kind == ST_LABEL && !is_numeric(s->text)) {
		if (!strcmp(s->text, p->name)) {
			p->label = at;
			p->sect = s->sect;
		}
		define(c->u, s->text, p, !strcmp(s->text, p->name));
	} else if (s->kind == ST_DIRECTIVE && (args = directive_args(s->text, ".size"))) {
		size_t n = strlen(p->name);

		if (!strncmp(args, p->name, n) && (args[n] == ',' || args[n] == ' '))
			close_piece(c, at + 1);
	}
}

/* .set ALIAS, NAME */
static void alias(struct cutter *c, const char *args)
{
	char *name = first_arg(args);
	const char *of = strchr(args, ',');
	struct asm_symbol *s;

	c->has_pending = false;
	if (!of)
		return;
	for (of++; *of == ' ' || *of == '\t'; of++)
		;
	s = find_symbol(c->u, of, strlen(of));
	if (s)
		define(c->u, name, s->piece, s->start);
}

/* .comm NAME, SIZE, ALIGN */
static void common(struct cutter *c, const char *args, size_t at)
{
	char *name = first_arg(args);
	struct piece *p = open_piece(c, PIECE_DATA, name, at);

	p->common = true;
	define(c->u, name, p, true);
	close_piece(c, at + 1);
}

/* .size of the .cold part of a function that has ended: it stands in the section of that part. */
static void late(struct cutter *c, const char *args, size_t at)
{
	struct asm_symbol *s = find_symbol(c->u, args, strcspn(args, ", \t"));

	if (!s || !s->piece || s->piece->kind != PIECE_FUNCTION)
		return keep_pending(c, at);
	s->piece->late = xgrow(s->piece->late, s->piece->nlate, sizeof(size_t));
	s->piece->late[s->piece->nlate++] = at;
}

static void directive(struct cutter *c, size_t at)
{
	struct stmt *s = &c->u->text.stmts[at];
	const char *args, *type;

	if (is_data(s->text) && c->open)
		return;
	if ((args = directive_args(s->text, ".globl"))) {
		close_piece(c, at);
		*names_add(&c->globals, first_arg(args)) = c;
	} else if ((args = directive_args(s->text, ".type")) && (type = strchr(args, ',')) && strstr(type, "function")) {
		close_piece(c, at);
		open_piece(c, PIECE_FUNCTION, first_arg(args), at);
	} else if ((args = directive_args(s->text, ".size"))) {
		late(c, args, at);
	} else if ((args = directive_args(s->text, ".set"))) {
		close_piece(c, at);
		alias(c, args);
	} else if ((args = directive_args(s->text, ".comm"))) {
		close_piece(c, at);
		common(c, args, at);
	} else if (strstr(s->text, "align")) {
		keep_pending(c, at);
	} else if (is_known(s->text)) {
		close_piece(c, at);
	} else {
		die("%s: a directive that is not known here: %s", c->u->text.path, s->text);
	}
}

static void label(struct cutter *c, size_t at)
{
	struct stmt *s = &c->u->text.stmts[at];
	bool local = is_local_label(s->text);

	if (!local || !c->open || c->open->kind == PIECE_ANON) {
		close_piece(c, at);
		open_piece(c, local ? PIECE_ANON : PIECE_DATA, s->text, at);
	}
	define(c->u, s->text, c->open, !local || c->open->kind == PIECE_ANON);
}

/* Room before a function's label (x86, CONFIG_CALL_PADDING): all is that function's, up to its .type. */
static bool in_padding(struct cutter *c, size_t at)
{
	struct stmt *s = &c->u->text.stmts[at];
	const char *type = directive_args(s->text, ".type");

	if (!c->padding && !strcmp(c->u->text.sects[s->sect].name, "__patchable_function_entries")) {
		keep_pending(c, at);
		c->padding = true;
	} else if (type && strstr(type, "function")) {
		c->padding = false;
	} else if (c->padding && directive_args(s->text, ".globl")) {
		return false;
	}
	return c->padding;
}

static void statement(struct cutter *c, size_t at)
{
	struct unit_text *u = c->u;
	struct stmt *s = &u->text.stmts[at];

	if (c->open && c->open->kind == PIECE_FUNCTION) {
		in_function(c, at);
	} else if (in_padding(c, at)) {
		return;
	} else if (s->app || s->depth) {
		close_piece(c, at);
		c->has_pending = false;
		u->top = xgrow(u->top, u->ntop, sizeof(*u->top));
		u->top[u->ntop++] = at;
	} else if (s->kind == ST_LABEL) {
		label(c, at);
	} else if (s->kind == ST_DIRECTIVE) {
		directive(c, at);
	} else {
		die("%s: an instruction outside of a function: %s", u->text.path, s->text);
	}
}

static void note_used(struct unit_text *u)
{
	for (size_t i = 0; i < u->text.nstmts; i++) {
		const char *at = u->text.stmts[i].text, *word;
		size_t n;

		if (u->text.stmts[i].kind == ST_LABEL)
			continue;
		while ((n = next_word(&at, &word)))
			if (is_local_label(word))
				*names_add(&u->used, xstrndup(word, n)) = u;
	}
}

/* Tables of places inside a function: they are that function's. */
static void find_owner(struct unit_text *u, struct piece *p)
{
	for (size_t i = p->label; i < p->end; i++) {
		const char *at = u->text.stmts[i].text, *word;
		size_t n;

		while (u->text.stmts[i].kind != ST_LABEL && (n = next_word(&at, &word))) {
			struct asm_symbol *s = is_local_label(word) ? find_symbol(u, word, n) : NULL;

			if (s && s->piece && s->piece->kind == PIECE_FUNCTION)
				p->of = s->piece;
		}
	}
}

/* x86: "call __fentry__"; arm64, and x86 with CALL_PADDING besides: nops, listed in __patchable_function_entries. */
static bool has_entry(const struct unit_text *u, const struct piece *p)
{
	for (size_t i = p->first; i < p->end; i++) {
		const struct stmt *s = &u->text.stmts[i];

		if (strstr(s->text, "__fentry__"))
			return true;
		if (!strcmp(u->text.sects[s->sect].name, "__mcount_loc"))
			return true;
	}
	return false;
}

static bool is_arm64(const struct unit_text *u)
{
	return u->text.nstmts && directive_args(u->text.stmts[0].text, ".arch");
}

static bool is_patchable(const struct unit_text *u, const struct piece *p)
{
	for (size_t i = p->first; i < p->end; i++)
		if (!strcmp(u->text.sects[u->text.stmts[i].sect].name, "__patchable_function_entries"))
			return true;
	return false;
}

void asm_pieces(struct unit_text *u, const char *path)
{
	struct cutter c = { .u = u };

	asm_read(&u->text, path);
	for (size_t i = 0; i < u->text.nstmts; i++)
		statement(&c, i);
	if (c.open && c.open->kind == PIECE_FUNCTION)
		die("%s: function %s has no .size", path, c.open->name);
	close_piece(&c, u->text.nstmts);
	note_used(u);
	for (size_t i = 0; i < u->npieces; i++) {
		struct piece *p = u->pieces[i];

		p->id = p->name;
		if (p->kind != PIECE_FUNCTION)
			find_owner(u, p);
		p->global = names_find(&c.globals, p->name);
		if (p->kind == PIECE_FUNCTION)
			p->entry = is_arm64(u) ? is_patchable(u, p) : has_entry(u, p);
	}
}
