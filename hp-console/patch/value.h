/* SPDX-License-Identifier: GPL-2.0-only */
/* value.h - the constant a stub returns, as a person writes it and reads it. */
#ifndef HP_VALUE_H
#define HP_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct value {
	bool negative;
	uint64_t magnitude;
};

/*
 * A number (decimal, 0x hexadecimal, either with '-') or the name of an errno, which with or without
 * '-' is the negative one, as kernel functions return it.  NULL, or what was expected instead of text.
 */
const char *value_parse(const char *text, struct value *v);

/* As the register holds it. */
int64_t value_bits(const struct value *v);

/* Does an integer of so many bits hold it?  Unsigned ones of 64 bits take errnos too: kernel functions
 * return addresses or errnos in them. */
bool value_fits(const struct value *v, unsigned bits, bool is_signed);

/* "-1 (EPERM)", "42" */
char *value_text(char *buf, size_t size, int64_t v);

/* "0 to 255": what value_fits() lets through. */
char *value_range_text(char *buf, size_t size, unsigned bits, bool is_signed);

#endif
