// SPDX-License-Identifier: GPL-2.0-only
/* console.c - what concerns the console itself: help, screen, quit. */
#include <string.h>

#include "command/help.h"
#include "verbs/verbs.h"

VERB(help)
{
	const struct verb *v;

	if (argc < 2) {
		help_all(&s->out, s->verbs);
		return 0;
	}
	if (!strcmp(argv[1], "--mdoc")) {
		help_mdoc(&s->out, s->verbs);
		return 0;
	}
	v = verb_find(s, argv[1]);
	if (!v)	/* "help app" fails too: what changes the kernel has no abbreviations */
		return HPX_USAGE;
	help_one(&s->out, v);
	return 0;
}

VERB(quit)
{
	(void)argc;
	(void)argv;
	s->quit = true;
	return 0;
}

VERB(screen)
{
	(void)argc;
	(void)argv;
	if (s->full_screen && !s->out.json)
		return s->full_screen(s);
	return fail_found(s, HPX_FAILED, "screen", "a person at a terminal",
			  s->out.json ? "JSON" : "a program without a screen");
}
