/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * copy.h - copies a string into an array, cut where it is full.  Not strscpy() itself: fortified, it is
 * 45 bytes of code at each place.
 */
#ifndef HP_COPY_H
#define HP_COPY_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/types.h>

/* to: an array, not a pointer */
#define hp_copy(to, from)	hp_copy_string(to, sizeof(to) + __must_be_array(to), from)

void hp_copy_string(char *to, size_t size, const char *from);

#endif
