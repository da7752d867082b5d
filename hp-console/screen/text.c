// SPDX-License-Identifier: GPL-2.0-only
/* text.c - see text.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/clean.h"
#include "screen/text.h"

#define WIDEST 1024

void text_clear(struct text *t)
{
	t->n = 0;
	t->used = 0;
}

void text_free(struct text *t)
{
	free(t->bytes);
	free(t->line);
	memset(t, 0, sizeof(*t));
}

static bool make_room(struct text *t, size_t bytes)
{
	if (t->used + bytes > t->room) {
		size_t room = (t->used + bytes) * 2 + 4096;
		char *p = realloc(t->bytes, room);

		if (!p)
			return false;
		t->bytes = p;
		t->room = room;
	}
	if (t->n == t->max) {
		unsigned max = t->max * 2 + 64;
		struct line *p = realloc(t->line, max * sizeof(*p));

		if (!p)
			return false;
		t->line = p;
		t->max = max;
	}
	return true;
}

static void append(struct text *t, int item, enum tone tone, const char *s, size_t len)
{
	if (!make_room(t, len + 1))
		return;
	t->line[t->n++] = (struct line){ .start = t->used, .item = item, .tone = tone };
	memcpy(t->bytes + t->used, s, len);
	t->bytes[t->used + len] = '\0';
	clean_text(t->bytes + t->used);
	t->used += len + 1;
}

void text_add(struct text *t, int item, enum tone tone, const char *fmt, ...)
{
	char buf[WIDEST];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	append(t, item, tone, buf, strcspn(buf, "\n"));
}

/* Lines with these words get a colour, so that they are not overlooked in a page of text. */
static enum tone tone_of(const char *s, size_t len)
{
	if (memmem(s, len, "REFUSED", 7) || memmem(s, len, "OVERWRITTEN", 11) ||
	    memmem(s, len, "HALF FIX", 8) || memmem(s, len, "WRONG TYPE", 10))
		return TONE_BAD;
	return TONE_PLAIN;
}

/* How much of s goes into columns: up to a blank, if there is one behind the indentation. */
static size_t fitting(const char *s, size_t len, size_t indent, size_t columns)
{
	size_t n = columns;

	if (len <= columns)
		return len;
	while (n > indent + 8 && s[n] != ' ')
		n--;
	return s[n] == ' ' ? n : columns;
}

/* One line; what does not fit goes on below, indented by two more. */
static void append_wrapped(struct text *t, const char *s, size_t len, size_t columns)
{
	enum tone tone = tone_of(s, len);
	size_t indent = strspn(s, " "), n;
	char buf[WIDEST];

	indent = indent < 20 ? indent + 2 : 2;
	n = fitting(s, len, indent, columns);
	append(t, NO_ITEM, tone, s, n);
	for (s += n, len -= n; len; s += n, len -= n) {
		while (len && *s == ' ') {
			s++;
			len--;
		}
		n = fitting(s, len, 0, columns - indent);
		snprintf(buf, sizeof(buf), "%*s%.*s", (int)indent, "", (int)n, s);
		append(t, NO_ITEM, tone, buf, strlen(buf));
	}
}

void text_add_all(struct text *t, const char *s, unsigned columns)
{
	while (*s) {
		size_t len = strcspn(s, "\n");

		append_wrapped(t, s, len, columns);
		s += len + (s[len] == '\n');
	}
}

void text_drop(struct text *t, unsigned n)
{
	unsigned start;

	if (n >= t->n) {
		text_clear(t);
		return;
	}
	start = t->line[n].start;
	memmove(t->bytes, t->bytes + start, t->used - start);
	t->used -= start;
	t->n -= n;
	memmove(t->line, t->line + n, t->n * sizeof(*t->line));
	for (unsigned i = 0; i < t->n; i++)
		t->line[i].start -= start;
}

const char *text_at(const struct text *t, unsigned i)
{
	return i < t->n ? t->bytes + t->line[i].start : "";
}
