/* SPDX-License-Identifier: GPL-2.0-only */
/* compiler.h - what the running kernel was compiled with, by its /proc/version. */
#ifndef HP_COMPILER_H
#define HP_COMPILER_H

#include "session/session.h"

struct compiler {
	bool clang;		/* else it is gcc */
	unsigned long major;
	char text[32];		/* "gcc 16.2.0" */
};

/* false: not known. */
bool compiler_of_kernel(struct session *s, struct compiler *c);

/* Does it compile a caller for the values that a function of the same source file could return? */
bool compiler_trusts_returns(const struct compiler *c);

#endif
