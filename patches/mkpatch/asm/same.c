// SPDX-License-Identifier: GPL-2.0-only
/* same.c - pieces as text that is equal where they differ by the compiler's numbers only. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "asm/same.h"

#define MAX_DEEP 8		/* constants that refer to constants */

struct canon {
	const struct unit_text *u;
	const struct piece *p;
	struct names labels;	/* local labels of the piece, to 1 + their number */
	size_t nlabels;
	int deep;
};

bool is_const_sect(const char *name)
{
	return !strncmp(name, ".rodata", 7) || !strncmp(name, ".data.rel.ro", 12);
}

size_t plain_length(const char *name, size_t len)
{
	size_t n = len;

	while (n > 0 && isdigit((unsigned char)name[n - 1]))
		n--;
	return n > 1 && n < len && name[n - 1] == '.' ? n - 1 : len;
}

/* --- what a word means ------------------------------------------------------------------------ */

static char *constant(const struct unit_text *u, const struct piece *p, int deep);

static void local_label(struct canon *c, struct text *out, const char *word, size_t n, const struct asm_symbol *sym)
{
	void **number;

	if (sym && sym->piece && sym->piece != c->p && sym->piece->kind == PIECE_ANON) {
		char *content = constant(c->u, sym->piece, c->deep + 1);

		text_printf(out, "{%s}", content);
		free(content);
		return;
	}
	number = names_add(&c->labels, xstrndup(word, n));
	if (!*number)
		*number = (void *)++c->nlabels;
	text_printf(out, ".L%zu", (size_t)*number);
}

static void word_means(struct canon *c, struct text *out, const char *word, size_t n)
{
	const struct asm_symbol *sym = find_symbol(c->u, word, n);

	if (is_local_label(word)) {
		local_label(c, out, word, n, sym);
	} else if (sym && sym->start && sym->piece->kind == PIECE_DATA) {
		text_printf(out, "<%s>", sym->piece->id);
	} else if (n > 12 && !strncmp(word, "__UNIQUE_ID_", 12)) {
		while (n && (isdigit((unsigned char)word[n - 1]) || word[n - 1] == '.'))
			n--;
		text_printf(out, "%.*s#", (int)n, word);
	} else if (sym && sym->start && sym->piece->kind == PIECE_FUNCTION) {
		text_printf(out, "[%.*s]", (int)n, word);	/* the unit's own, and no other of that name */
	} else {
		text_add(out, word, n);
	}
}

static void between(struct text *out, const char *s, const char *end)
{
	for (; s < end; s++) {
		bool blank = isspace((unsigned char)*s);

		/* One blank for many, but not in strings. */
		if (*s == '"') {
			const char *from = s;

			for (s++; s < end && *s != '"'; s++)
				if (*s == '\\')
					s++;
			text_add(out, from, (s < end ? s + 1 : end) - from);
		} else if (!blank) {
			text_add(out, s, 1);
		} else if (out->len && out->s[out->len - 1] != ' ') {
			text_add(out, " ", 1);
		}
	}
}

static void one_statement(struct canon *c, struct text *out, const char *text)
{
	const char *at = text, *word, *from = text;
	size_t n;

	while ((n = next_word(&at, &word))) {
		between(out, from, word);
		if (word == text)	/* what is to be done, not with what */
			text_add(out, word, n);
		else
			word_means(c, out, word, n);
		from = at;
	}
	between(out, from, text + strlen(text));
	text_add(out, "\n", 1);
}

/* --- pieces ----------------------------------------------------------------------------------- */

/* The line of the source, in an entry of __bug_table: the first 16-bit number after its label. */
static bool is_line_of_bug(const struct unit_text *u, const struct stmt *s, bool *seen)
{
	if (strcmp(u->text.sects[s->sect].name, "__bug_table")) {
		*seen = false;
		return false;
	}
	if (*seen || !(directive_args(s->text, ".word") || directive_args(s->text, ".short") ||
		       directive_args(s->text, ".hword")))
		return false;
	*seen = true;
	return true;
}

static void label_of(struct canon *c, struct text *out, const char *name)
{
	if (!is_local_label(name)) {
		text_printf(out, "%s:\n", strcmp(name, c->p->name) ? name : "");
	} else if (names_find(&c->u->used, name)) {
		local_label(c, out, name, strlen(name), NULL);
		text_add(out, ":\n", 2);
	}
}

/* Of a constant its label is not part: nobody sees how it is called. */
static char *canonical(const struct unit_text *u, const struct piece *p, int deep)
{
	struct canon c = { .u = u, .p = p, .deep = deep };
	struct text out = { 0 };
	bool bug_line = false;

	text_printf(&out, "%s\n", p->kind == PIECE_FUNCTION ? "" : piece_sect(u, p));
	for (size_t i = p->kind == PIECE_FUNCTION ? p->label : p->first; i < p->end; i++) {
		const struct stmt *s = &u->text.stmts[i];

		if (s->kind == ST_LABEL) {
			if (i != p->label || p->kind == PIECE_FUNCTION)
				label_of(&c, &out, s->text);
		} else if (directive_args(s->text, ".size") || directive_args(s->text, ".local") ||
			   directive_args(s->text, ".type")) {
			continue;
		} else if (is_line_of_bug(u, s, &bug_line)) {
			text_printf(&out, ".line\n");
		} else if (directive_args(s->text, ".comm")) {
			text_printf(&out, "%s\n", strchr(s->text, ',') ? strchr(s->text, ',') : "");
		} else {
			one_statement(&c, &out, s->text);
		}
	}
	return out.s;
}

static char *constant(const struct unit_text *u, const struct piece *p, int deep)
{
	return deep > MAX_DEEP ? xprintf("...") : canonical(u, p, deep);
}

/* --- identities ------------------------------------------------------------------------------- */

static void id_from_debug(struct unit_text *u, const char *line)
{
	char *func, *var, *nth, *of, *symbol;
	struct asm_symbol *s;

	if (sscanf(line, "static %ms %ms %ms %ms %ms", &func, &var, &nth, &of, &symbol) != 5 || !strcmp(func, "-"))
		return;
	s = names_find(&u->symbols, symbol);
	if (s && s->piece && s->piece->kind == PIECE_DATA)
		s->piece->id = xprintf("%s:%s %s of %s", func, var, nth, of);
}

static void ids(struct unit_text *u, const char *statics)
{
	size_t len;
	char *all = read_file(statics, &len), *line = all, *end;

	for (; *line; line = end + 1) {
		end = strchr(line, '\n');
		if (!end)
			break;
		*end = 0;
		id_from_debug(u, line);
	}
	free(all);
	for (size_t i = 0; i < u->npieces; i++) {
		struct piece *p = u->pieces[i];
		size_t n = strlen(p->name), plain = plain_length(p->name, n);

		if (p->kind == PIECE_DATA && !strncmp(p->name, "__UNIQUE_ID_", 12)) {
			while (n && (isdigit((unsigned char)p->name[n - 1]) || p->name[n - 1] == '.'))
				n--;
			p->id = xprintf("%.*s {%s}", (int)n, p->name, canonical(u, p, 0));
		} else if (p->kind == PIECE_DATA && p->id == p->name && plain < n && is_const_sect(piece_sect(u, p))) {
			/* gcc made it, or it is __func__: whichever, by what is in it. */
			p->id = xprintf("%.*s {%s}", (int)plain, p->name, canonical(u, p, 0));
		}
	}
}

void asm_same(struct unit_text *u, const char *statics)
{
	ids(u, statics);
	for (size_t i = 0; i < u->npieces; i++)
		u->pieces[i]->same = canonical(u, u->pieces[i], 0);
}
