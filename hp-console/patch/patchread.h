/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * patchread.h - a patch's .ko while it is read: its sections, and why it is refused.  For the files that patchparse.c is
 * made of.
 */
#ifndef HP_PATCHREAD_H
#define HP_PATCHREAD_H

#include "format/elfview.h"
#include "patch/patchfile.h"

struct reader {
	struct elfview v;
	struct elfpart info, syms, names;
	struct pf_error *err;
};

/* Fills r->err, found as printf() has it and cleaned, because it may quote the file.  code. */
__attribute__((format(printf, 5, 6)))
int refuse_file(struct reader *r, int code, const char *what, const char *expected, const char *found, ...);

/* -EBADMSG: what runs out of the file. */
int file_damaged(struct reader *r, const char *what);

#endif
