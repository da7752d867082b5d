/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * patchinfo.h - what the lines of a patch's .modinfo say: its name, the kernel, the builds that it was made for, and what
 * its symbols stand for.  For patchparse.c.
 */
#ifndef HP_PATCHINFO_H
#define HP_PATCHINFO_H

#include "patch/patchread.h"

/* Fills r->info, and in pf what the section says; as patchfile_parse(). */
int patchinfo_read(struct reader *r, struct patchfile *pf);

/*
 * hotpatch_symbol=alias:name:file:module:position, if there is one for im->alias: fills im->ref.  Parts at its end may be
 * left out, each may be empty but the first two.
 */
int patchinfo_alias(struct reader *r, struct hp_import *im);

/* "", or a module's name, which becomes a part of paths: letters, digits, - and _. */
bool patchinfo_module(const char *s);

#endif
