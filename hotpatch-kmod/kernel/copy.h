/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * copy.h - copies a string into an array, and cuts it to the array's size.  strscpy() is not called
 * directly because the fortified one takes 45 bytes of code at each call.
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
