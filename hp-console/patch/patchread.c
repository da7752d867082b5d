// SPDX-License-Identifier: GPL-2.0-only
/* patchread.c - see patchread.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "output/clean.h"
#include "patch/patchread.h"

int refuse_file(struct reader *r, int code, const char *what, const char *expected, const char *found, ...)
{
	va_list ap;

	snprintf(r->err->what, sizeof(r->err->what), "%s", what);
	snprintf(r->err->expected, sizeof(r->err->expected), "%s", expected);
	va_start(ap, found);
	vsnprintf(r->err->found, sizeof(r->err->found), found, ap);
	va_end(ap);
	clean_kept(r->err->found);	/* it may quote the file */
	return code;
}

int file_damaged(struct reader *r, const char *what)
{
	return refuse_file(r, -EBADMSG, "the file is damaged or truncated", what,
		      "one that runs out of the file's %zu bytes", r->v.len);
}
