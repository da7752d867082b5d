/* SPDX-License-Identifier: GPL-2.0-only */
/* text.h - the lines a view consists of: plain ASCII.  Made anew they keep their memory, without malloc. */
#ifndef HP_TEXT_H
#define HP_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Colour, where the terminal has it; what it means is said in words as well. */
enum tone { TONE_PLAIN, TONE_GOOD, TONE_WARN, TONE_BAD };

#define NO_ITEM (-1)

struct line {
	unsigned start;		/* in .bytes, NUL-terminated */
	int item;		/* what the line stands for: NO_ITEM for none */
	enum tone tone;
};

struct text {
	char *bytes;
	size_t used, room;
	struct line *line;
	unsigned n, max;
};

void text_clear(struct text *t);
void text_free(struct text *t);

/* Appends a line; without memory it is left out. */
void text_add(struct text *t, int item, enum tone tone, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Appends all lines of what a verb printed, each no wider than columns: the rest goes on below. */
void text_add_all(struct text *t, const char *lines, unsigned columns);

/* Drops the first n lines. */
void text_drop(struct text *t, unsigned n);

const char *text_at(const struct text *t, unsigned i);

#endif
