/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sendplace.h - what is at the other end of a line, judged by what it prints.  A command typed at a login
 * prompt would be a failed login, in an editor it would be text, so hp-send types nothing but Ctrl-U and
 * Enter before it knows.  Pure.
 */
#ifndef HP_SENDPLACE_H
#define HP_SENDPLACE_H

#include <stddef.h>

enum place {
	PLACE_SILENT,		/* nothing was heard */
	PLACE_STRANGE,		/* something, but none of these */
	PLACE_CONSOLE,		/* the prompt of hp-console */
	PLACE_LOGIN,
	PLACE_QUESTION,		/* something else that waits for an answer */
	PLACE_SHELL,		/* a prompt, but not ours */
	PLACE_SCREEN,		/* a program that draws a full screen */
	PLACES
};

/*
 * heard: the bytes that came last, as they came.  quote: the last line of them that is not empty,
 * cleaned and without escape sequences.
 */
enum place place_of(const char *heard, size_t len, char *quote, size_t size);

/* What it is and what to do there, for "found ..."; NULL where hp-send may go on typing. */
const char *place_text(enum place place);

#endif
