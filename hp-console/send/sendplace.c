// SPDX-License-Identifier: GPL-2.0-only
/* sendplace.c - see sendplace.h. */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "output/clean.h"
#include "send/sendplace.h"

#define ESC  '\x1b'
#define BELL '\a'

struct ear {
	const char *p, *end;
	char line[256], last[256];	/* the line of the cursor; the last before it that was not blank */
	size_t len;
	bool begun;			/* a CR came: the next character overwrites the line */
	bool screen;
};

/*
 * ESC [ ... letter.  A line editor moves the cursor within its line only; a program that names row and
 * column, or switches to xterm's alternate screen, shows a full screen.
 */
static void take_csi(struct ear *e)
{
	const char *from = e->p;
	size_t len;

	while (e->p < e->end && (*e->p < '@' || *e->p > '~'))
		e->p++;
	len = e->p - from;
	if (e->p == e->end)
		return;
	if ((*e->p == 'H' || *e->p == 'f') && memchr(from, ';', len))
		e->screen = true;
	if (*e->p == 'h' && (memmem(from, len, "?1049", 5) || memmem(from, len, "?1047", 5) ||
			     (len == 3 && !memcmp(from, "?47", 3))))
		e->screen = true;
	e->p++;
}

/* ESC ] ... BEL or ESC \: the title of a window, which shells set in their prompt. */
static void take_title(struct ear *e)
{
	while (e->p < e->end && *e->p != BELL && *e->p != ESC)
		e->p++;
	e->p += e->p < e->end && *e->p == BELL;
}

static void take_escape(struct ear *e)
{
	char kind = e->p < e->end ? *e->p++ : '\0';

	if (kind == '[')
		take_csi(e);
	else if (kind == ']')
		take_title(e);
	else if (strchr("()*+#", kind) && e->p < e->end)	/* selects a character set */
		e->p++;
}

static void end_line(struct ear *e)
{
	e->line[e->len] = '\0';
	if (e->line[strspn(e->line, " ")])
		strcpy(e->last, e->line);
	e->len = 0;
	e->begun = false;
}

static void take(struct ear *e, char c)
{
	if (c == '\n') {
		end_line(e);
	} else if (c == '\r') {
		e->begun = true;
	} else if (c == '\b') {
		e->len -= e->len > 0;
	} else if ((unsigned char)c >= ' ') {
		if (e->begun)
			e->len = 0;
		e->begun = false;
		if (e->len < sizeof(e->line) - 1)
			e->line[e->len++] = c;
	}
}

static bool ends(const char *line, size_t len, const char *word)
{
	size_t n = strlen(word);

	return len >= n && !strncasecmp(line + len - n, word, n);
}

/* Judges by the last line, which has no end yet: a prompt that waits for input. */
static enum place place_of_line(const char *line)
{
	static const char *const logins[] = { "login:", "username:", "password:", "passphrase:" };
	size_t len = strlen(line);

	while (len && line[len - 1] == ' ')
		len--;
	if (!len)
		return PLACE_STRANGE;
	if (ends(line, len, "hp>"))
		return PLACE_CONSOLE;
	for (size_t i = 0; i < sizeof(logins) / sizeof(logins[0]); i++)
		if (ends(line, len, logins[i]))
			return PLACE_LOGIN;
	if (strchr(":?", line[len - 1]))
		return PLACE_QUESTION;
	return strchr("$#%>", line[len - 1]) ? PLACE_SHELL : PLACE_STRANGE;
}

enum place place_of(const char *heard, size_t len, char *quote, size_t size)
{
	struct ear e = { .p = heard, .end = heard + len };
	bool blank;

	while (e.p < e.end) {
		char c = *e.p++;

		if (c == ESC)
			take_escape(&e);
		else
			take(&e, c);
	}
	e.line[e.len] = '\0';
	blank = !e.line[strspn(e.line, " ")];
	snprintf(quote, size, "%s", clean_text(blank ? e.last : e.line));
	if (e.screen)
		return PLACE_SCREEN;
	return len ? place_of_line(e.line) : PLACE_SILENT;
}

const char *place_text(enum place place)
{
	static const char *const texts[PLACES] = {
		[PLACE_LOGIN] = "a login prompt: log in and start hp-console there",
		[PLACE_QUESTION] = "a question: answer it and start hp-console there",
		[PLACE_SHELL] = "another prompt: type hp-console there",
		[PLACE_SCREEN] = "a full screen: leave it, for hp-console's line mode",
	};

	return place < PLACES ? texts[place] : NULL;
}
