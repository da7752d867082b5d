/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * report.h - the report of hp-cull: lines of fields with tabs between them, for hp-mkpatch.
 *
 *	replaced UNIT NAME WHY THROUGH		a function of the kernel that gets a new body; WHY is
 *		text		its own text changed
 *		inlined		that of THROUGH did, which is inlined into it
 *		data		it uses the constant THROUGH, which changed
 *		other		something else that it uses, or only the compiler's choice
 *	new UNIT NAME function|data		the fix brings it
 *	shared UNIT NAME KERNELNAME		data of the running kernel that is used, and its name there
 *	copied UNIT NAME SECTION		the patch has one of its own: constants, places of messages
 *	named UNIT NAME				not seen in the old code: the name alone must suffice
 *	left UNIT NAME				differs, and stays as it is, because the author said so
 *	unused UNIT NAME			new, and nothing in the patch uses it
 *	allowed UNIT NAME			its type changed, and the author has looked at that
 *	refuse UNIT NAME TEXT			it cannot be done
 */
#ifndef REPORT_H
#define REPORT_H

#include "cull/cull.h"

void report(const char *kind, const struct unit *u, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
void refuse(struct patch *p, const struct unit *u, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
