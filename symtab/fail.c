// SPDX-License-Identifier: GPL-2.0-only
/*
 * fail.c - one line about what went wrong, carried from where it was seen to main.
 */
#include <stdarg.h>
#include <stdio.h>

#include "output/clean.h"
#include "fail.h"

int fail(struct fail *f, const char *fmt, ...)
{
	va_list ap;

	if (f->text[0])
		return -1;
	va_start(ap, fmt);
	vsnprintf(f->text, sizeof(f->text), fmt, ap);
	va_end(ap);
	clean_text(f->text);	/* it names files and symbols */
	return -1;
}
