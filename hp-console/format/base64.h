/* SPDX-License-Identifier: GPL-2.0-only */
/* base64.h - bytes as text of A-Z a-z 0-9 + / (RFC 4648), without '=' at the end. */
#ifndef HP_BASE64_H
#define HP_BASE64_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define BASE64_CHARS(bytes) (((bytes) * 4 + 2) / 3)

/* How many characters at the start of s are of the alphabet. */
size_t base64_span(const char *s);

/* Writes BASE64_CHARS(len) characters, and no NUL. */
void base64_put(char *to, const uint8_t *from, size_t len);

/* Decodes chars characters.  The number of bytes; -1 for characters that base64_put() never writes. */
ssize_t base64_get(uint8_t *to, const char *from, size_t chars);

#endif
