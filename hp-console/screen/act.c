// SPDX-License-Identifier: GPL-2.0-only
/* act.c - what keys do. */
#include <stdio.h>
#include <string.h>

#include "screen/screen.h"

/* Moves the marker to the next line that has an item; if there is none it stays. */
static void step(struct view *v, int by)
{
	unsigned i = v->at;

	do {
		if ((by < 0 && !i) || (by > 0 && i + 1 >= v->text.n))
			return;
		i += by;
	} while (v->text.line[i].item == NO_ITEM);
	v->at = i;
}

static void move(struct view *v, int by, unsigned times)
{
	if (v->flags & VW_LIST) {
		while (times--)
			step(v, by);
		return;
	}
	if (by < 0)
		v->top = v->top > times ? v->top - times : 0;
	else if (v->top + times < v->text.n)
		v->top += times;
}

static void ask_pattern(struct screen *sc)
{
	show_view(sc, VIEW_SYMBOLS);
	ask_line(sc, ASK_SEARCH, "/");
	symbols_search(sc, "");
}

static void back(struct screen *sc)
{
	if (sc->view == VIEW_TEXT)
		show_view(sc, sc->back);
	else if (sc->job.pid)
		say(sc, TONE_WARN, "%.60s is under way: x gives it up", sc->job.line);
	else if (sc->view != VIEW_PATCHES)
		show_view(sc, VIEW_PATCHES);
	else
		sc->done = true;
}

static void help(struct screen *sc)
{
	rewind(sc->capture);
	keys_help(&sc->s->out);
	fputc('\0', sc->capture);
	fflush(sc->capture);
	show_text(sc, "keys", sc->captured);
}

/* The words of a line, or of a question, with the patch's name for each %s. */
static void fill_in(const char *format, const char *name, char *buf, size_t size)
{
	const char *at;
	size_t len = 0;

	for (; (at = strstr(format, "%s")) && len < size; format = at + 2)
		len += snprintf(buf + len, size - len, "%.*s%s", (int)(at - format), format, name);
	if (len < size)
		snprintf(buf + len, size - len, "%s", format);
}

/* Copies line without depths and time limits: the words of the new try set them. */
static void without_limits(const char *line, char *buf, size_t size)
{
	static const char * const limits[] = { "depth", "mindepth", "within",
						"standstill" };
	char copy[sizeof(((struct screen *)0)->again)], *rest = copy, *word;
	bool value = false;

	snprintf(copy, sizeof(copy), "%s", line);
	*buf = '\0';
	while ((word = strsep(&rest, " "))) {
		bool limit = false;

		for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
			limit |= !strcmp(word, limits[i]);
		if (*word && !limit && !value)
			snprintf(buf + strlen(buf), size - strlen(buf), "%s ", word);
		value = limit;
	}
}

/* The line for another try: the one that was blocked, else a revert or an apply, by the patch's state. */
static void line_again(struct screen *sc, const char *words, char *buf, size_t size)
{
	if (sc->again[0] && strstr(sc->again, sc->patch))
		without_limits(sc->again, buf, size);
	else if (sc->patch_state == HP_APPLIED || sc->patch_state == HP_UNCONFIRMED)
		snprintf(buf, size, "revert %s ", sc->patch);
	else
		snprintf(buf, size, "apply %s confirmed 120 ", sc->patch);
	snprintf(buf + strlen(buf), size - strlen(buf), "%s", words);
}

static void do_verb(struct screen *sc, const struct binding *b)
{
	char line[256], question[160];

	if (sc->view == VIEW_PATCHES)
		patches_mark(sc);
	if (binding_changes(b) && !sc->unlocked) {
		say(sc, TONE_WARN, "read-only: w unlocks what changes the kernel");
		return;
	}
	if (sc->job.pid) {
		say(sc, TONE_WARN, "%.60s is under way: x gives it up", sc->job.line);
		return;
	}
	if (!*sc->patch && strstr(b->verb, "%s")) {
		say(sc, TONE_WARN, "there is no patch here: put its file into the search list");
		return;
	}
	if (b->act == ACT_RETRY)
		line_again(sc, b->verb, line, sizeof(line));
	else
		fill_in(b->verb, sc->patch, line, sizeof(line));
	if (b->asked == ASKED_NOT) {
		run_line(sc, line, b);
		return;
	}
	fill_in(b->question, sc->patch, question, sizeof(question));
	ask_for(sc, b->asked == ASKED_NAME ? ASK_NAME : ASK_YES, b, question, line);
}

/* A command under way can be given up while locked too; to revert a waiting patch needs the unlocking. */
static void give_up(struct screen *sc, const struct binding *b)
{
	if (sc->job.pid) {
		run_give_up(sc);
	} else if (!*sc->s->info.pending) {
		say(sc, TONE_PLAIN, "nothing is under way, and no timer runs");
	} else if (!sc->unlocked) {
		say(sc, TONE_WARN, "read-only: w unlocks what changes the kernel");
	} else {
		ask_for(sc, ASK_YES, b, b->question, b->verb);
	}
}

static void unlock(struct screen *sc)
{
	sc->unlocked = !sc->unlocked;
	say(sc, TONE_PLAIN, sc->unlocked ? "unlocked: keys that change the kernel ask first" :
	    "read-only again");
}

static void read_anew(struct screen *sc)
{
	sc->scan_files = true;
	status_read(sc);
	read_view(sc);
}

static void open_line(struct screen *sc, struct view *v)
{
	int item = v->at < v->text.n ? v->text.line[v->at].item : NO_ITEM;
	char line[128] = "";
	enum view_id to;

	if (!v->open || item == NO_ITEM)
		return;
	to = v->open(sc, item, line, sizeof(line));
	if (to != VIEWS)
		show_view(sc, to);
	else if (*line)
		run_line(sc, line, NULL);
}

static void act(struct screen *sc, const struct binding *b)
{
	struct view *v = &sc->views[sc->view];
	unsigned page = body_rows() - 1;

	switch (b->act) {
	case ACT_VIEW:		show_view(sc, b->arg); break;
	case ACT_NEXT_VIEW:	show_view(sc, (sc->view + 1) % VIEW_TEXT); break;
	case ACT_UP:		move(v, -1, 1); break;
	case ACT_DOWN:		move(v, 1, 1); break;
	case ACT_PAGE_UP:	move(v, -1, page); break;
	case ACT_PAGE_DOWN:	move(v, 1, page); break;
	case ACT_FIRST:		move(v, -1, v->text.n); v->top = 0; break;
	case ACT_LAST:		move(v, 1, v->text.n); v->top = v->text.n; break;
	case ACT_OPEN:		open_line(sc, v); break;
	case ACT_BACK:		back(sc); break;
	case ACT_UNLOCK:	unlock(sc); break;
	case ACT_COMMAND:	ask_line(sc, ASK_LINE, ":"); break;
	case ACT_SEARCH:	ask_pattern(sc); break;
	case ACT_PAUSE:		sc->paused = !sc->paused; break;
	case ACT_REPAINT:	sc->repaint = true; break;
	case ACT_HELP:		help(sc); break;
	case ACT_OUTPUT:	show_text(sc, sc->job.line, NULL); break;
	case ACT_READ:		read_anew(sc); break;
	case ACT_VERB:
	case ACT_RETRY:		do_verb(sc, b); break;
	case ACT_GIVE_UP:	give_up(sc, b); break;
	case ACT_NONE:		break;
	}
	if (sc->view == VIEW_PATCHES)
		patches_mark(sc);
}

/* On a screen that is too small nothing of the views is seen, so only keys that need none of it work. */
static bool blind(enum act act)
{
	return too_small() && act != ACT_COMMAND && act != ACT_BACK && act != ACT_REPAINT;
}

void act_on_key(struct screen *sc, int key)
{
	const struct binding *b;

	if (sc->ask.kind && ask_key(sc, key))
		return;
	b = binding_of(key, sc->view);
	if (!b || blind(b->act))
		return;
	sc->message[0] = '\0';
	act(sc, b);
}
