/* SPDX-License-Identifier: GPL-2.0-only */
/* types.h - what types changed, and who would not know of it. */
#ifndef CULL_TYPES_H
#define CULL_TYPES_H

#include "cull/cull.h"

/* Refuses what the lines of "hp-debuginfo types" in path make wrong, unless the author allowed it. */
void check_types(struct patch *p, struct unit *u, const char *path);

#endif
