// SPDX-License-Identifier: GPL-2.0-only
/*
 * ask.c - one question or one line of input at the bottom.  The default answer is No.  What was typed
 * before the question is thrown away, and so is a y that follows another key faster than a person
 * reads and answers: on a serial line it may be noise.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "command/dispatch.h"
#include "output/clean.h"
#include "screen/screen.h"

static void begin(struct screen *sc, enum ask_kind kind, const char *prompt)
{
	struct ask *a = &sc->ask;

	memset(a, 0, sizeof(*a));
	a->kind = kind;
	snprintf(a->prompt, sizeof(a->prompt), "%s", prompt);
	clean_text(a->prompt);
}

void ask_for(struct screen *sc, enum ask_kind kind, const struct binding *by, const char *prompt,
	     const char *line)
{
	tcflush(STDIN_FILENO, TCIFLUSH);
	begin(sc, kind, prompt);
	sc->ask.by = by;
	snprintf(sc->ask.line, sizeof(sc->ask.line), "%s", line);
}

void ask_line(struct screen *sc, enum ask_kind kind, const char *prompt)
{
	begin(sc, kind, prompt);
}

static void answer(struct screen *sc, bool fits)
{
	struct ask a = sc->ask;

	sc->ask.kind = ASK_NOTHING;
	if (fits)
		run_line(sc, a.line, a.by);
	else
		say(sc, TONE_PLAIN, "No. Nothing was done.");
}

/* ":size ROWS COLS" sets the terminal's size and is no verb; everything else is a command of line mode. */
static bool is_size(struct screen *sc, const char *line)
{
	int rows = 0, cols = 0, n = sscanf(line, " size %d %d", &rows, &cols);

	line += strspn(line, " ");
	if (strncmp(line, "size", 4) || (line[4] && line[4] != ' '))
		return false;
	if (n > 0 && (n != 2 || rows < 1 || rows > 999 || cols < 1 || cols > 999)) {
		say(sc, TONE_WARN, "size: expected ROWS COLUMNS, 1 to 999 each");
		return true;
	}
	sc->term.rows = rows;
	sc->term.cols = cols;
	term_resize(&sc->term);
	sc->repaint = true;
	return true;
}

/* Until unlocked, verbs that change the kernel are refused, and batch, whose file may have such verbs. */
static bool locked(struct screen *sc, const char *line)
{
	char buf[512], *argv[MAX_ARGS + 1];
	const struct verb *v;

	snprintf(buf, sizeof(buf), "%s", line);
	if (sc->unlocked || split_line(buf, argv, MAX_ARGS) < 1)
		return false;
	v = verb_find(sc->s, argv[0]);
	return v && (v->flags & (VF_CHANGES | VF_BATCH));
}

static void enter(struct screen *sc)
{
	char line[sizeof(sc->ask.input)];
	enum ask_kind kind = sc->ask.kind;

	snprintf(line, sizeof(line), "%s", sc->ask.input);
	sc->ask.kind = ASK_NOTHING;
	if (kind == ASK_SEARCH || !line[strspn(line, " ")] || is_size(sc, line))
		return;
	if (locked(sc, line))
		say(sc, TONE_WARN, "read-only: w unlocks what changes the kernel");
	else
		run_line(sc, line, NULL);
}

static void edited(struct screen *sc)
{
	if (sc->ask.kind == ASK_SEARCH)
		symbols_search(sc, sc->ask.input);
}

static void edit(struct screen *sc, int key)
{
	struct ask *a = &sc->ask;
	size_t most = a->kind == ASK_SEARCH ? PATTERN_LEN - 1 : sizeof(a->input) - 1;

	if (key == '\b' || key == 0x7f || key == K_DELETE) {
		if (a->len)
			a->input[--a->len] = '\0';
		else
			a->kind = ASK_NOTHING;
	} else if (key == CONTROL('U')) {
		a->input[a->len = 0] = '\0';
	} else if (key >= ' ' && key < 0x7f && a->len < most) {
		a->input[a->len++] = key;
		a->input[a->len] = '\0';
	} else {
		return;
	}
	edited(sc);
}

static bool moves(int key)
{
	return key == K_UP || key == K_DOWN || key == K_PGUP || key == K_PGDN;
}

bool ask_key(struct screen *sc, int key)
{
	struct ask *a = &sc->ask;
	bool yes = key == 'y' || key == 'Y';
	bool end = key == '\r' || key == '\n', no = key == K_ESC || key == CONTROL('C');

	if (key == CONTROL('L')) {
		sc->repaint = true;
	} else if (a->kind == ASK_YES && yes && sc->hasty) {
		;	/* too fast for a person: dropped, the question stays */
	} else if (a->kind == ASK_YES) {
		answer(sc, yes);
	} else if (no && a->kind == ASK_NAME) {
		answer(sc, false);
	} else if (no) {
		a->kind = ASK_NOTHING;
	} else if (end && a->kind == ASK_NAME) {
		answer(sc, !strcmp(a->input, sc->patch));
	} else if (end) {
		enter(sc);
	} else if (a->kind == ASK_SEARCH && moves(key)) {
		a->kind = ASK_NOTHING;	/* now keys move in the list */
		return false;
	} else {
		edit(sc, key);
	}
	return true;
}
