/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * patch.h - what a patch replaces by what, and the types of its replacements, from its .ko with debug information.
 */
#ifndef IN_PATCH_H
#define IN_PATCH_H

#include <stddef.h>
#include <stdint.h>

#include "fail.h"

struct replacement {
	char name[128], file[128], object[56];	/* the target, see struct hotpatch_func */
	uint32_t pos;
	char by[128];			/* the name of what replaces it; "" not known */
	char type[512];			/* its type, as dwarf_function_type(); "" not known */
};

/* malloc in *r, *n of them.  0, or -1 with *f noted. */
int in_patch(const char *path, struct replacement **r, size_t *n, struct fail *f);

#endif
