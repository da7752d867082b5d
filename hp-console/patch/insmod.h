/* SPDX-License-Identifier: GPL-2.0-only */
/* insmod.h - loading and unloading a patch file, and the dry run of it. */
#ifndef HP_INSMOD_H
#define HP_INSMOD_H

#include "patch/find.h"

/* Loads p's file.  On success p->loaded is set.  An exit code. */
int load_patch(struct session *s, struct patch *p);

/* Would all its symbols be found?  Shows how many; with all, each of them and where it came from. */
int load_check(struct session *s, struct patch *p, bool all);

int unload_patch(struct session *s, const char *name);

#endif
