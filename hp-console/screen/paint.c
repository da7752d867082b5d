// SPDX-License-Identifier: GPL-2.0-only
/*
 * paint.c - puts the lines on the terminal.  All is drawn each time; curses sends what differs.
 *
 * To send few bytes it uses a marker instead of a bar of reverse video, and no frames, and leaves the
 * cursor at the last change.  Question and progress lie on a panel over the two lines at the bottom.
 */
#include <curses.h>
#include <panel.h>
#include <stdio.h>
#include <string.h>

#include "output/clean.h"
#include "screen/screen.h"

static PANEL *bottom;		/* question or progress */

unsigned body_rows(void)
{
	return LINES > BODY_ROW + BOTTOM_ROWS ? LINES - BODY_ROW - BOTTOM_ROWS : 1;
}

bool too_small(void)
{
	return LINES < HOME_ROWS || COLS < HOME_COLS;
}

/* Cleans the text, some of which comes from the module: a newline would go on in the next line. */
static void put(WINDOW *w, int row, int col, const char *s)
{
	char text[512];

	snprintf(text, sizeof(text), "%s", s);
	wmove(w, row, col);
	/* The last column stays empty: a character in the bottom corner would scroll the screen. */
	waddnstr(w, clean_text(text), COLS - col - 1);
	wclrtoeol(w);
}

static void set_tone(const struct screen *sc, WINDOW *w, enum tone tone)
{
	if (sc->term.colour)
		wattrset(w, tone == TONE_PLAIN ? A_NORMAL : (attr_t)COLOR_PAIR(tone));
}

/* Keeps the marked line on the screen, and no rows empty at the bottom while lines are above the top. */
static void settle(struct view *v, unsigned rows)
{
	if (v->flags & VW_LIST) {
		if (v->at >= v->text.n)
			v->at = v->text.n ? v->text.n - 1 : 0;
		if (v->at < v->top)
			v->top = v->at;
		if (v->at >= v->top + rows)
			v->top = v->at - rows + 1;
	}
	if (v->top + rows > v->text.n)
		v->top = v->text.n > rows ? v->text.n - rows : 0;
}

static void paint_body(struct screen *sc, struct view *v)
{
	unsigned rows = body_rows();
	int indent = v->flags & VW_LIST ? 1 : 0;

	for (unsigned y = 0; y < rows; y++) {
		unsigned i = v->top + y;
		bool marked = indent && i == v->at && i < v->text.n &&
			      v->text.line[i].item != NO_ITEM;

		if (indent)
			mvaddch(BODY_ROW + y, 0, marked ? '>' : ' ');
		set_tone(sc, stdscr, i < v->text.n ? v->text.line[i].tone : TONE_PLAIN);
		put(stdscr, BODY_ROW + y, indent, text_at(&v->text, i));
		set_tone(sc, stdscr, TONE_PLAIN);
	}
}

/* "1 patches [2 functions] 3 symbols ..." */
static void view_names(const struct screen *sc, char *buf, size_t size)
{
	size_t at = 0;

	for (int i = 0; i < VIEW_TEXT && at < size; i++)
		at += snprintf(buf + at, size - at, "%c%d %s%c", i == (int)sc->view ? '[' : ' ',
			       i + 1, sc->views[i].name, i == (int)sc->view ? ']' : ' ');
	if (at < size)
		snprintf(buf + at, size - at, "%s", sc->paused ? "   PAUSED" : "");
}

static void paint_all(struct screen *sc)
{
	struct view *v = &sc->views[sc->view];
	char first[256], second[256], head[256] = "", hints[256], names[128];

	status_lines(sc, first, second, sizeof(first));
	view_names(sc, names, sizeof(names));
	v->head(sc, v, head, sizeof(head));
	settle(v, body_rows());
	if (!(v->flags & VW_LIST) && v->top + body_rows() < v->text.n)
		strcat(head, "  (Space: more)");
	keys_hints(sc->view, sc->unlocked, hints, COLS < 255 ? COLS : 255);
	put(stdscr, 0, 0, first);
	put(stdscr, 1, 0, second);
	put(stdscr, 2, 0, names);
	put(stdscr, 3, 0, head);
	paint_body(sc, v);
	set_tone(sc, stdscr, sc->message_tone);
	put(stdscr, LINES - 2, 0, sc->message);
	set_tone(sc, stdscr, TONE_PLAIN);
	put(stdscr, LINES - 1, 0, hints);
}

static void paint_too_small(void)
{
	char text[80];

	erase();
	snprintf(text, sizeof(text), "The screen needs 80x24, here is %dx%d.", COLS, LINES);
	put(stdscr, 0, 0, text);
	if (LINES > 2)
		put(stdscr, 2, 0, "Enlarge it, or q and line mode.");
	if (LINES > 3)
		put(stdscr, 3, 0, "Wrong? type :size ROWS COLUMNS");
}

/* "apply meminfo: nudge, sending tasks out; 1.2 of 10.0 s, 3 inside" */
static void progress_text(const struct screen *sc, char *buf, size_t size)
{
	const struct hp_progress *p = &sc->progress;

	if (p->phase == HP_PHASE_IDLE)
		snprintf(buf, size, "%.200s ...", sc->job.line);
	else
		snprintf(buf, size, "%s %s: depth %s, %s; %llu of %llu s, %u inside",
			 p->action == HP_EV_APPLIED ? "apply" : p->action == HP_EV_REVERTED ?
			 "revert" : word_event(p->action), p->patch, word_depth(p->depth),
			 text_phase(p->phase), (unsigned long long)p->elapsed_ns / 1000000000,
			 (unsigned long long)p->deadline_ns / 1000000000, p->blocked);
}

/* As much of the end as fits: of a long input that is where one types. */
static const char *tail_of(const char *s, size_t room)
{
	size_t len = strlen(s);

	return len > room ? s + len - room : s;
}

static void paint_ask(const struct ask *a, WINDOW *w)
{
	size_t len = strlen(a->prompt);

	put(w, 0, 0, a->prompt);
	wmove(w, 1, 0);
	wclrtoeol(w);
	if (a->kind == ASK_YES) {
		put(w, 1, 0, "Type y, or any other key for No. ");
	} else {
		if (a->kind == ASK_NAME)
			mvwaddstr(w, 1, 0, "Esc is No.");
		mvwaddstr(w, 0, len, tail_of(a->input, COLS > (int)len + 2 ? COLS - len - 2 : 1));
	}
}

/* What lies over the bottom: a question, progress, or nothing. */
static bool paint_bottom(struct screen *sc)
{
	char text[256];
	WINDOW *w;

	if (!bottom)	/* update_panels() paints stdscr only if there is a panel */
		bottom = new_panel(newwin(BOTTOM_ROWS, COLS, LINES - BOTTOM_ROWS, 0));
	if (!sc->ask.kind && !sc->job.pid) {
		hide_panel(bottom);
		return false;
	}
	w = panel_window(bottom);
	wresize(w, BOTTOM_ROWS, COLS);
	move_panel(bottom, LINES - BOTTOM_ROWS, 0);
	show_panel(bottom);
	if (sc->ask.kind) {
		paint_ask(&sc->ask, w);
	} else {
		progress_text(sc, text, sizeof(text));
		put(w, 0, 0, text);
		put(w, 1, 0, sc->giving_up ? "giving up ..." :
		    *sc->message ? sc->message : "x give up");
	}
	leaveok(w, !sc->ask.kind);
	return sc->ask.kind;
}

void paint(struct screen *sc)
{
	bool cursor;

	leaveok(stdscr, TRUE);
	idlok(stdscr, TRUE);
	if (LINES < BOTTOM_ROWS + 1 || COLS < 10)
		return;
	if (too_small())
		paint_too_small();
	else
		paint_all(sc);
	cursor = paint_bottom(sc);
	curs_set(cursor);
	if (sc->repaint)
		clearok(curscr, TRUE);
	sc->repaint = false;
	update_panels();
	doupdate();
}
