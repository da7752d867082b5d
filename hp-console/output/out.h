/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * out.h - where verbs write.  Each verb writes for people and for programs: out_text() and out_own()
 * print nothing in JSON mode, the others print nothing in text mode.  A front end that shows the
 * output elsewhere than on stdout passes a stream of its own.
 */
#ifndef HP_OUT_H
#define HP_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "output/json.h"

struct out {
	FILE *to;
	bool json;
	struct json j;
	unsigned lines, columns;	/* of the terminal it goes to; 0: to none */
};

void out_init(struct out *o, FILE *to, bool json);

/* Asks how large the terminal is, which may have changed.  Where it does not know, LINES and COLUMNS count,
 * else 24 x 80. */
void out_measure(struct out *o);

/* Text for people: printable ASCII, and newlines of fmt only, whatever the arguments hold. */
void out_text(struct out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Text that is clean already, of any number of lines: it is printed as it is. */
void out_own(struct out *o, const char *text);

/* Fields for programs.  key is NULL inside arrays. */
void out_object(struct out *o, const char *key);
void out_array(struct out *o, const char *key);
void out_end(struct out *o);
void out_str(struct out *o, const char *key, const char *s);
void out_fmt(struct out *o, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void out_int(struct out *o, const char *key, int64_t v);
void out_uint(struct out *o, const char *key, uint64_t v);
void out_bool(struct out *o, const char *key, bool v);
void out_addr(struct out *o, const char *key, uint64_t v);	/* "0x...": no 53-bit loss */
void out_bytes(struct out *o, const char *key, const uint8_t *b, unsigned n);

/* "0f 1f 44 00 00" into buf. */
char *hex_bytes(char *buf, size_t size, const uint8_t *b, unsigned n);

#endif
