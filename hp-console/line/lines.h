/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lines.h - the line-mode front end.  The full screen (screen/screen.h) is its sibling: it gets the
 * same session and calls the same dispatcher.
 */
#ifndef HP_LINES_H
#define HP_LINES_H

#include "session/session.h"

#define PROMPT "hp> "

/* Reads and runs commands until quit or end of input.  An exit code: that of the last command. */
int lines_run(struct session *s);

/* Where lines come from. */
struct line_source {
	/* The next line, with or without its newline; NULL at the end. */
	const char *(*next)(struct line_source *src);
	void (*close)(struct line_source *src);
};

/* With editing; NULL when the terminal cannot do that (then plain lines do). */
struct line_source *lineedit_open(struct session *s);

#endif
