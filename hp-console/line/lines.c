// SPDX-License-Identifier: GPL-2.0-only
/*
 * lines.c - see lines.h.  The prompt is printed only where somebody sees it: on a terminal.  Events
 * are printed before the prompt and nowhere else.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "command/dispatch.h"
#include "device/device.h"
#include "line/lines.h"
#include "report/event.h"

struct plain {
	struct line_source src;
	char *line;
	size_t size;
	bool prompt;
};

/*
 * Prompts until there is something to read; Ctrl-C makes a new prompt (the terminal itself drops
 * the line).  SIGINT is blocked except within ppoll(), so that none is lost in between.
 */
static void prompt_for_input(void)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	sigset_t sigint, before;
	int n;

	sigemptyset(&sigint);
	sigaddset(&sigint, SIGINT);
	sigprocmask(SIG_BLOCK, &sigint, &before);
	do {
		fputs(PROMPT, stdout);
		fflush(stdout);
		n = ppoll(&in, 1, NULL, &before);
		if (n < 0)
			fputs("\n", stdout);
	} while (n < 0 && errno == EINTR);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

static const char *plain_next(struct line_source *src)
{
	struct plain *p = (struct plain *)src;

	if (p->prompt)
		prompt_for_input();
	return getline(&p->line, &p->size, stdin) < 0 ? NULL : p->line;
}

static void plain_close(struct line_source *src)
{
	struct plain *p = (struct plain *)src;

	free(p->line);
	free(p);
}

static struct line_source *plain_open(void)
{
	struct plain *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->src.next = plain_next;
	p->src.close = plain_close;
	p->prompt = isatty(STDIN_FILENO);
	return &p->src;
}

/* Events of this console's own commands are not printed: the answers to the commands told them. */
static bool own(const struct hp_event *ev)
{
	return ev->pid == (uint32_t)getpid() && ev->kind != HP_EV_TIMEOUT &&
	       ev->kind != HP_EV_LOST;
}

static void print_events(struct session *s)
{
	struct hp_event ev;

	while (s->ready && s->dev->event(s->dev, &ev, 0) > 0)
		if (!own(&ev))
			show_event(s, &ev);
	fflush(s->out.to);
}

int lines_run(struct session *s)
{
	struct line_source *src = NULL;
	const char *line;
	int code = 0;

	s->person = isatty(STDIN_FILENO);
	if (s->person && isatty(STDOUT_FILENO))
		src = lineedit_open(s);
	if (!src)
		src = plain_open();
	if (!src)
		return failure(s, HPX_FAILED, "%s", strerror(ENOMEM));
	while (!s->quit) {
		print_events(s);
		if (ferror(s->out.to))	/* nobody reads the output any more */
			break;
		line = src->next(src);
		if (!line)
			break;
		session_interrupted = 0;
		if (line[strspn(line, " \t\r\n")])
			code = dispatch_line(s, line, FINISH_LINE);
	}
	if (!s->quit && s->person)
		fputs("\n", stdout);
	/* When the session's leader ends the kernel hangs up and drops output that still waits: drain it. */
	fflush(stdout);
	tcdrain(STDOUT_FILENO);
	src->close(src);
	return code;
}
