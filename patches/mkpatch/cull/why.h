/* SPDX-License-Identifier: GPL-2.0-only */
/* why.h - why a function's code differs: what of the fix is in it. */
#ifndef CULL_WHY_H
#define CULL_WHY_H

#include "cull/cull.h"

/* A function that the source defines, also one that is only inlined. */
struct source_function {
	char *name, *file;
	unsigned int line;
};

/* Reads what "hp-debuginfo functions" has said. */
void read_functions(struct unit *u, const char *path);

/* text, inlined, data or other, see cull/report.h; *through is "" where there is nothing to name. */
const char *why_changed(const struct patch *p, const struct unit *u, const struct piece *q, const char **through);

#endif
