/* SPDX-License-Identifier: GPL-2.0-only */
/* util.h - what the parts of hp-cull share: memory that does not run out, growing text, names to things. */
#ifndef MKPATCH_UTIL_H
#define MKPATCH_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* One line on stderr, and the end: status 2, for what is no fault of the fix. */
_Noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* They end the program where there is no memory. */
void *xalloc(size_t size);			/* zeroed */
void *xgrow(void *v, size_t n, size_t size);	/* room for one more than n elements; doubles */
char *xstrndup(const char *s, size_t n);
char *xprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Text that grows. */
struct text {
	char *s;		/* "" at least once something was added; NULL before */
	size_t len, room;
};
void text_add(struct text *t, const char *s, size_t n);
void text_printf(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Names to things; no name is removed.  Zeroed: empty. */
struct names {
	void *root;		/* of tsearch(3) */
};
/* The place of what name means, NULL in it at first; the name is not copied. */
void **names_add(struct names *names, const char *name);
void *names_find(const struct names *names, const char *name);	/* NULL: no such name */

/* The file as one text, which ends in a NUL besides. */
char *read_file(const char *path, size_t *len);

/* The next field of a line up to a tab or the end, which is cut off; NULL: there is none. */
char *next_field(char **line);

#endif
