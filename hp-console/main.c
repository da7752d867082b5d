// SPDX-License-Identifier: GPL-2.0-only
/* main.c - options, signals, and the choice of the front end. */
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/dispatch.h"
#include "device/connect.h"
#include "device/device.h"
#include "files/search.h"
#include "line/complete.h"
#include "line/lines.h"
#include "screen/screen.h"
#include "session/input.h"
#include "verbs/verbs.h"

#define VERSION "1"

static void on_interrupt(int sig)
{
	(void)sig;
	session_interrupted = 1;
}

/*
 * SIGINT never ends an operation halfway: ioctls are restarted, loops look at the flag.  SIGPIPE is
 * ignored for the same reason: a reader that goes away must not keep LOAD_END from happening.
 */
static void set_signals(void)
{
	struct sigaction sa = { .sa_handler = on_interrupt, .sa_flags = SA_RESTART };

	sigaction(SIGINT, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int usage(void)
{
	fputs("usage: hp-console [-hjsV] [-p DIRS] [VERB [ARGUMENT ...]]\n"
	      "       hp-console -C LINE\n"
	      "  -h  the list of verbs    -j  JSON    -V  version\n"
	      "  -C  what LINE can be gone on with, for shells\n"
	      "  -s  full screen, on a terminal that can do it; else line mode\n"
	      "  -p  search list for patches and tables, separated by ':'\n", stderr);
	return HPX_USAGE;
}

static int one_shot(struct session *s, int argc, char **argv)
{
	int code = dispatch(s, argc, argv, FINISH_QUIET);

	if (code && !s->out.json)
		fprintf(stderr, "hp-console: %s\n", s->text);
	return code;
}

/* Without a device nothing can be done interactively: it says why in one line, and ends. */
static int interactive(struct session *s, bool screen)
{
	int code = device_ready(s);

	if (!code && screen && !s->out.json) {
		code = screen_run(s);
		if (!code)
			return 0;
		note(s, "%s: line mode", s->text);
		code = 0;
	}
	if (!code)
		return lines_run(s);
	if (s->out.json)
		dispatch_error(s, code);
	else
		fprintf(stderr, "hp-console: %s\n", s->text);
	return code;
}

/* Only the words may be printed, so what the session says meanwhile goes to /dev/null. */
static int print_completions(struct session *s, const char *line)
{
	struct matches m;

	s->out.to = fopen("/dev/null", "we");
	if (!s->out.to)
		return HPX_FAILED;
	complete(s, line, &m);
	for (unsigned i = 0; i < m.n; i++)
		puts(m.word[i]);
	matches_free(&m);
	fclose(s->out.to);
	s->out.to = stdout;
	return 0;
}

/* What the options say; the verb and its arguments remain. */
struct options {
	const char *dirs;
	const char *line;	/* to complete */
	bool json, help, screen, version;
};

static bool parse(int argc, char **argv, struct options *o)
{
	int opt;

	while ((opt = getopt(argc, argv, "+C:hjp:sV")) != -1) {
		switch (opt) {
		case 'C':
			o->line = optarg;
			break;
		case 'h':
			o->help = true;
			break;
		case 'j':
			o->json = true;
			break;
		case 'p':
			o->dirs = optarg;
			break;
		case 's':
			o->screen = true;
			break;
		case 'V':
			o->version = true;
			break;
		default:
			return false;
		}
	}
	return true;
}

static int run(struct session *s, const struct options *o, int argc, char **argv)
{
	char help[] = "help", *help_argv[] = { help, NULL };

	searchlist_set(s, o->dirs);
	if (o->line)
		return print_completions(s, o->line);
	if (o->help)
		return one_shot(s, 1, help_argv);
	return argc ? one_shot(s, argc, argv) : interactive(s, o->screen);
}

int main(int argc, char **argv)
{
	static struct session s;
	struct options o = { 0 };
	int code;

	if (!parse(argc, argv, &o))
		return usage();
	if (o.version) {
		printf("hp-console %s, contract %d\n", VERSION, HP_VERSION);
		return 0;
	}
	setlocale(LC_CTYPE, "");
	set_signals();
	session_init(&s, device_transport(), stdout, o.json);
	s.verbs = verbs;
	s.in = input_stdin();
	s.full_screen = screen_run;
	code = run(&s, &o, argc - optind, argv + optind);
	device_close(&s);
	searchlist_end(&s);
	if (fflush(stdout) && !code)
		code = HPX_FAILED;
	return code;
}
