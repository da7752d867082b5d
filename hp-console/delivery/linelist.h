/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * linelist.h - which lines of a transfer are wanted, as people and programs hand it on:
 * "0,3,17,40-42" or "all".  Line 0 is the head.  A list that ends in ",..." had no room for the
 * rest, which will be asked for later.
 */
#ifndef HP_LINELIST_H
#define HP_LINELIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* flags: one byte for each line 0..lines.  Writes those that are set; "" when none is. */
void linelist_format(const uint8_t *flags, uint32_t lines, char *buf, size_t size);

/* Sets the flags of the lines that text names; blanks separate as well as commas.  False when it
 * is no list, or names a line above lines. */
bool linelist_parse(const char *text, uint8_t *flags, uint32_t lines);

#endif
