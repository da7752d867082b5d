/* SPDX-License-Identifier: GPL-2.0-only */
/* unpack.h - the image in the file that is booted. */
#ifndef MATCH_UNPACK_H
#define MATCH_UNPACK_H

#include "fail.h"

/* Writes the image that is in vmlinuz to the file out, whole or not at all.  0, or -1 with *f noted. */
int match_unpack(const char *vmlinuz, const char *out, struct fail *f);

#endif
