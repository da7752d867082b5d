// SPDX-License-Identifier: GPL-2.0-only
/* views.c - which view is shown, and the views that show a verb's output and no more: functions, blockers,
 * history. */
#include <stdio.h>
#include <string.h>

#include "command/dispatch.h"
#include "device/device.h"
#include "screen/screen.h"

#define COLUMNS 79

/* Runs a verb that only asks, in this process.  Returns what it printed, valid until the next call. */
static const char *run_here(struct screen *sc, const char *verb, const char *arg, int *code)
{
	char words[2][80], *argv[3] = { words[0], words[1], NULL };

	snprintf(words[0], sizeof(words[0]), "%s", verb);
	snprintf(words[1], sizeof(words[1]), "%s", arg ? arg : "");
	rewind(sc->capture);
	*code = dispatch(sc->s, arg ? 2 : 1, argv, FINISH_QUIET);
	fputc('\0', sc->capture);
	fflush(sc->capture);
	return sc->captured ? sc->captured : "";
}

static void plain_head(struct screen *sc, struct view *v, char *buf, size_t size)
{
	if (*sc->patch)
		snprintf(buf, size, "%s of %s", v->name, sc->patch);
	else
		snprintf(buf, size, "%s: no patch is marked", v->name);
}

/* A verb's output; and if it has failed, why. */
static void add_verb(struct screen *sc, struct view *v, const char *verb, const char *arg)
{
	int code;
	const char *text = run_here(sc, verb, arg, &code);

	text_add_all(&v->text, text, COLUMNS);
	if (code && *sc->s->text) {
		char why[sizeof(sc->s->text)];

		snprintf(why, sizeof(why), "%s", sc->s->text);
		text_add_all(&v->text, why, COLUMNS);
	}
}

/* For an applied patch its details and who is inside; for one that is not applied a dry run. */
static void function_read(struct screen *sc, struct view *v)
{
	bool applied = sc->patch_state && sc->patch_state != HP_LOADED;

	text_clear(&v->text);
	if (!*sc->patch)
		return;
	add_verb(sc, v, applied ? "show" : "check", sc->patch);
	if (!applied)
		return;
	text_add(&v->text, NO_ITEM, TONE_PLAIN, "in use:");
	add_verb(sc, v, "blocking", sc->patch);
}

void view_function(struct view *v)
{
	*v = (struct view){ .name = "functions", .read = function_read, .head = plain_head };
}

static void blockers_read(struct screen *sc, struct view *v)
{
	int code;
	const char *text;

	text_clear(&v->text);
	if (!*sc->patch)
		return;
	text = run_here(sc, "blocking", sc->patch, &code);
	if (code == HPX_AGAIN)
		text_add(&v->text, NO_ITEM, TONE_WARN, "%s", strstr(text, "never leaves") ?
			 "Who never leaves cannot be sent out: this patch must wait for a reboot." :
			 "They may leave by themselves; or t try again, n wake them, F freeze all.");
	text_add_all(&v->text, text, COLUMNS);
	if (code && code != HPX_AGAIN)
		text_add_all(&v->text, sc->s->text, COLUMNS);
}

void view_blockers(struct view *v)
{
	*v = (struct view){ .name = "blockers", .flags = VW_LIVE, .read = blockers_read,
			    .head = plain_head };
}

/* The verb reads the kernel log through the same open file as the log's view, which then must begin anew. */
static void history_read(struct screen *sc, struct view *v)
{
	text_clear(&v->text);
	add_verb(sc, v, "history", NULL);
	sc->log_open = false;
}

static void history_head(struct screen *sc, struct view *v, char *buf, size_t size)
{
	(void)sc;
	(void)v;
	snprintf(buf, size, "what was done on this box");
}

void view_history(struct view *v)
{
	*v = (struct view){ .name = "history", .flags = VW_TAIL, .read = history_read,
			    .head = history_head };
}

void views_init(struct screen *sc)
{
	view_patches(&sc->views[VIEW_PATCHES]);
	view_function(&sc->views[VIEW_FUNCTION]);
	view_symbols(&sc->views[VIEW_SYMBOLS]);
	view_blockers(&sc->views[VIEW_BLOCKERS]);
	view_log(&sc->views[VIEW_LOG]);
	view_history(&sc->views[VIEW_HISTORY]);
}

void read_view(struct screen *sc)
{
	struct view *v = &sc->views[sc->view];

	if (sc->busy) {		/* read at a later tick */
		v->stale = true;
		return;
	}
	v->stale = false;
	v->read(sc, v);
}

void show_view(struct screen *sc, enum view_id id)
{
	struct view *v = &sc->views[id];
	bool first = !v->text.n;

	if (sc->view == VIEW_PATCHES)
		patches_mark(sc);
	sc->view = id;
	if (v->stale || first || (v->flags & VW_LIVE))
		read_view(sc);
	if (first && (v->flags & VW_TAIL))
		v->top = v->text.n;
}

static void text_head(struct screen *sc, struct view *v, char *buf, size_t size)
{
	(void)sc;
	snprintf(buf, size, "%s", v->name);
}

static void text_read(struct screen *sc, struct view *v)
{
	(void)sc;
	(void)v;
}

void show_text(struct screen *sc, const char *name, const char *text)
{
	struct view *v = &sc->views[VIEW_TEXT];
	static char title[128];

	if (!text)
		text = sc->job.text ? sc->job.text : "";
	snprintf(title, sizeof(title), "%s", name);
	v->name = title;
	v->read = text_read;
	v->head = text_head;
	v->top = 0;
	text_clear(&v->text);
	text_add_all(&v->text, text, 79);
	if (sc->job.code && text == sc->job.text) {
		text_add(&v->text, NO_ITEM, TONE_PLAIN, "%s", "");
		text_add_all(&v->text, sc->job.failure, 79);
	}
	if (sc->view != VIEW_TEXT)
		sc->back = sc->view;
	sc->view = VIEW_TEXT;
}
