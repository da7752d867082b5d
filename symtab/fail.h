/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fail.h - how the parts of hp-symtab report what went wrong: one line, printed by main only.
 */
#ifndef FAIL_H
#define FAIL_H

struct fail {
	char text[512];
};

/* Notes the line; returns -1, for "return fail(...)".  The first note stays. */
int fail(struct fail *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
