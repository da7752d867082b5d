// SPDX-License-Identifier: GPL-2.0-only
/* run.c - runs a typed line or a key's: in a child, or here with the terminal if it reads from that. */
#include <string.h>

#include "device/contract.h"
#include "screen/screen.h"

#define LONG_OUTPUT 3		/* so many lines of output are shown at once */

static bool is_operation(const char *line)
{
	return !strncmp(line, "apply ", 6) || !strncmp(line, "revert ", 7);
}

bool run_line(struct screen *sc, const char *line, const struct binding *by)
{
	if (sc->job.pid) {
		say(sc, TONE_WARN, "%.60s is under way: x gives it up", sc->job.line);
		return false;
	}
	if (wants_input(sc, line)) {
		sc->job_by = by;
		hand_over(sc, line);
		run_ended(sc);
		return true;
	}
	if (!job_start(&sc->job, sc->s, &sc->term, line)) {
		say(sc, TONE_BAD, "no process could be made for it");
		return false;
	}
	sc->job_by = by;
	sc->giving_up = false;
	memset(&sc->progress, 0, sizeof(sc->progress));
	if (is_operation(line) && !(by && by->act == ACT_RETRY))
		snprintf(sc->again, sizeof(sc->again), "%.127s", line);
	return true;
}

/*
 * Tells the module to give up.  An operation that has not begun yet is told again at the next tick; for one
 * that has ended meanwhile there is nothing to do.
 */
void run_give_up(struct screen *sc)
{
	struct hp_name n = { 0 };

	sc->giving_up = sc->job.pid;
	memcpy(n.patch, sc->progress.patch, sizeof(n.patch) - 1);
	if (*n.patch)
		contract_call(sc->s, HP_IOC_ABORT, &n);
}

static unsigned lines_in(const char *s)
{
	unsigned n = 0;

	for (; *s; s++)
		n += *s == '\n';
	return n;
}

static void say_result(struct screen *sc)
{
	const struct job *j = &sc->job;
	const char *text = j->text ? j->text : "";
	const char *more = lines_in(text) ? "  (o: all it said)" : "";

	if (j->code)
		say(sc, j->code == HPX_AGAIN ? TONE_WARN : TONE_BAD, "ERR %d %s", j->code,
		    j->failure);
	else if (lines_in(text) == 1 || is_operation(j->line))
		say(sc, TONE_GOOD, "OK %.*s%s", (int)strcspn(text, "\n"), text,
		    lines_in(text) > 1 ? more : "");
	else
		say(sc, TONE_GOOD, "OK %s%s", j->line, more);
}

/* Shows the blockers if an operation was blocked, and output that is long or was asked for. */
static void go_where_needed(struct screen *sc)
{
	const struct job *j = &sc->job;
	bool op = is_operation(j->line) || !strncmp(j->line, "cancel", 6);

	if (op && j->code == HPX_AGAIN) {
		show_view(sc, VIEW_BLOCKERS);
		return;
	}
	if (!j->text || (op && !j->code))
		return;
	if (lines_in(j->text) >= LONG_OUTPUT || (!sc->job_by && lines_in(j->text) > 1) ||
	    strlen(j->failure) > 70)
		show_text(sc, j->line, NULL);
}

void run_ended(struct screen *sc)
{
	sc->giving_up = false;
	sc->scan_files = true;
	sc->done = sc->job.quits;
	status_read(sc);
	for (int i = 0; i < VIEWS; i++)
		sc->views[i].stale = i != VIEW_TEXT && i != VIEW_LOG;
	say_result(sc);
	go_where_needed(sc);
	if (!sc->busy && sc->views[sc->view].stale) {
		sc->views[sc->view].stale = false;
		sc->views[sc->view].read(sc, &sc->views[sc->view]);
	}
}
