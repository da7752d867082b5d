/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ask.h - one question or one line of input at the bottom.  The default answer is No; what was
 * typed before the question was read is thrown away, and so is a key that follows another too
 * closely for a person who answers: a serial line may bring anything.
 */
#ifndef HP_ASK_H
#define HP_ASK_H

#include <stdbool.h>
#include <stddef.h>

struct screen;

enum ask_kind { ASK_NOTHING, ASK_YES, ASK_NAME, ASK_LINE, ASK_SEARCH };

struct ask {
	enum ask_kind kind;
	char prompt[160];
	char input[512];
	size_t len;
	char line[256];			/* what is run when the answer fits */
	const struct binding *by;
};

/* Yes, or the name of the patch, and line is run. */
void ask_for(struct screen *sc, enum ask_kind kind, const struct binding *by, const char *prompt,
	     const char *line);
/* A command line or a search pattern. */
void ask_line(struct screen *sc, enum ask_kind kind, const char *prompt);
void ask_key(struct screen *sc, int key);

#endif
