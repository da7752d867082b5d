// SPDX-License-Identifier: GPL-2.0-only
/*
 * handover.c - a verb that reads the line by itself (recv) gets the terminal as line mode has it,
 * and the screen comes back when it ends.  It runs in this process and not in a child: so the
 * terminal's signals are handled as in line mode, and no child has to become the foreground group.
 */
#include <stdlib.h>
#include <string.h>

#include "command/dispatch.h"
#include "screen/screen.h"

bool wants_input(struct screen *sc, const char *line)
{
	char buf[512], *argv[MAX_ARGS + 1];
	const struct verb *v;

	snprintf(buf, sizeof(buf), "%s", line);
	if (split_line(buf, argv, MAX_ARGS) < 2)
		return false;
	v = verb_find(sc->s, argv[0]);
	return v && (v->flags & VF_INPUT);
}

/* What is printed goes out at once, and is kept for the screen. */
static ssize_t print(void *capture, const char *buf, size_t size)
{
	fwrite(buf, 1, size, capture);
	fwrite(buf, 1, size, stdout);
	fflush(stdout);
	return size;
}

static int run_on_line(struct session *s, FILE *capture, const char *line)
{
	FILE *before = s->out.to;
	FILE *both = fopencookie(capture, "w", (cookie_io_functions_t){ .write = print });
	int code;

	if (!both)
		return failure(s, HPX_FAILED, "no memory for it");
	s->out.to = both;
	session_interrupted = 0;
	code = dispatch_line(s, line, FINISH_QUIET);
	session_interrupted = 0;
	s->out.to = before;
	fclose(both);
	return code;
}

void hand_over(struct screen *sc, const char *line)
{
	int code;

	rewind(sc->capture);
	term_close(&sc->term);
	code = run_on_line(sc->s, sc->capture, line);
	term_take_back(&sc->term);
	fputc('\0', sc->capture);
	fflush(sc->capture);
	job_was(&sc->job, sc->s, line, code, sc->captured ? sc->captured : "");
	sc->repaint = true;
}
