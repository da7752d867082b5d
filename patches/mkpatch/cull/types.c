// SPDX-License-Identifier: GPL-2.0-only
/*
 * types.c - what types changed, and who would not know of it.
 *
 * The lines are those of "hp-debuginfo types".  Objects of a struct that exist have its old layout, and code that is not
 * replaced goes on with it.  A static function may have another type if only calls use it: their code is in the same unit, so
 * it was compared.
 */
#include <stdlib.h>
#include <string.h>

#include "cull/types.h"
#include "cull/report.h"

/* Does anything but a call or jump refer to the function? */
static bool address_taken(const struct unit_text *t, const char *name)
{
	for (size_t i = 0; i < t->text.nstmts; i++) {
		const struct stmt *s = &t->text.stmts[i];
		const char *at = s->text, *word;
		size_t n;

		if (s->kind == ST_LABEL || is_jump(s) || directive_args(s->text, ".size") || directive_args(s->text, ".type") ||
		    directive_args(s->text, ".globl") || directive_args(s->text, ".set"))
			continue;
		while ((n = next_word(&at, &word)))
			if (n == strlen(name) && !strncmp(word, name, n))
				return true;
	}
	return false;
}

static void layout(struct patch *p, struct unit *u, const char *kind, const char *name, const char *text)
{
	if (!is_allowed(p, u, name))
		refuse(p, u, name, "the layout of %s %s changed (%s): what exists has the old one, and who is not replaced expects it; look at all who use it, then --allow-struct %s",
		       kind, name, text, name);
}

static void prototype(struct patch *p, struct unit *u, const char *name, const char *text)
{
	bool global = !strncmp(text, "global ", 7);

	text += strcspn(text, " ");
	text += *text == ' ';
	if (!global && !address_taken(&u->old, name))
		return;
	if (!is_allowed(p, u, name))
		refuse(p, u, name, "its type changed (%s), and %s; look at all who call it, then --allow-type %s", text,
		       global ? "other units may call it" : "its address is taken", name);
}

static void variable(struct patch *p, struct unit *u, const char *name, const char *text)
{
	if (!is_allowed(p, u, name))
		refuse(p, u, name, "the type of existing data changed (%s); --allow-type %s if that means nothing", text, name);
}

/* Constants of the unit's own are brought anew with all who use them; what the old text does not have nobody shares.
 * name: of a static local "function:variable". */
static bool is_in_text(const struct unit *u, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < u->old.npieces; i++) {
		const struct piece *q = u->old.pieces[i];
		const char *id = q->id;

		if (!q->global && is_const_sect(piece_sect(&u->old, q)))
			continue;
		if (!strncmp(id, name, n) && (!id[n] || id[n] == ' '))
			return true;
	}
	return false;
}

static void one_line(struct patch *p, struct unit *u, char *line)
{
	char *kind = line, *name = strchr(line, ' '), *text;

	if (!name)
		return;
	*name++ = 0;
	text = strchr(name, ' ');
	if (!text)
		return;
	*text++ = 0;
	if (!strcmp(kind, "proto"))
		prototype(p, u, name, text);
	else if (!strcmp(kind, "var") && is_in_text(u, name))
		variable(p, u, name, text);
	else if (strcmp(kind, "var"))
		layout(p, u, kind, name, text);
}

void check_types(struct patch *p, struct unit *u, const char *path)
{
	size_t len;
	char *s = read_file(path, &len), *end;

	for (; *s && (end = strchr(s, '\n')); s = end + 1) {
		*end = 0;
		one_line(p, u, s);
	}
}
