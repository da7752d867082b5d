// SPDX-License-Identifier: GPL-2.0-only
/*
 * match_unpack.c - takes the kernel's image out of the file that is booted.
 */
#include "match.h"

int match_unpack(const char *vmlinuz, const char *out, struct fail *f)
{
	return fail(f, "%s: unpacking to %s is not written yet", vmlinuz, out);
}
