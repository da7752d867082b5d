/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sendplace.h - where at the other end of a line one has come to, from what it says.  Typed at a login
 * prompt a command would be a failed login, in an editor it would be text, so hp-send types nothing
 * but an Enter before it knows.  Pure.
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
	PLACE_SCREEN,		/* it writes to places of a screen */
	PLACES
};

/*
 * heard: the bytes that came last, as they came.  quote: the last line of them that is not empty,
 * cleaned and without escape sequences.
 */
enum place place_of(const char *heard, size_t len, char *quote, size_t size);

/* What it is and what to do there, for "found ..."; NULL where typing on does no harm. */
const char *place_text(enum place place);

#endif
