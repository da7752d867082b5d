/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * clean.h - the one rule for text that others wrote: task names, file names, strings of patches and
 * tables, kernel log lines, what comes over the line, the environment.
 *
 * A script reads OK at the start of a line, and a terminal obeys escape sequences.  So no byte of
 * such text is printed unless it is printable ASCII; others are shown as '?'.  A newline is printed
 * only where our own format has one.  JSON has its own escapes (json.h) and keeps all valid UTF-8.
 * Pure, without I/O; hp-console, hp-send and hp-symtab share it.
 */
#ifndef HP_CLEAN_H
#define HP_CLEAN_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

/* For a terminal or a line of text: printable ASCII alone, in place. */
char *clean_text(char *s);

/*
 * For a string that is kept and may go into JSON later: control characters of ASCII and of Unicode
 * (C1, line separators, changes of direction), and bytes that are no UTF-8, become '?', in place.
 */
char *clean_kept(char *s);

/* Is there nothing in it that clean_text() would change? */
bool clean_already(const char *s);

/* As vasprintf(): newlines of the format stay, its arguments are cleaned.  NULL: out of memory. */
char *clean_format(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));

/* As fprintf(), in the same way. */
void clean_print(FILE *to, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Length of the valid UTF-8 sequence at s (no surrogates, no overlong forms), else 0. */
int utf8_len(const unsigned char *s);

#endif
