// SPDX-License-Identifier: GPL-2.0-only
/* base64.c - see base64.h. */
#include <string.h>

#include "format/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t base64_span(const char *s)
{
	return strspn(s, alphabet);
}

void base64_put(char *to, const uint8_t *from, size_t len)
{
	uint32_t bits = 0;
	unsigned have = 0;

	while (len--) {
		bits = bits << 8 | *from++;
		for (have += 8; have >= 6; have -= 6)
			*to++ = alphabet[bits >> (have - 6) & 63];
	}
	if (have)
		*to = alphabet[bits << (6 - have) & 63];
}

ssize_t base64_get(uint8_t *to, const char *from, size_t chars)
{
	const uint8_t *start = to;
	uint32_t bits = 0;
	unsigned have = 0;

	if (chars % 4 == 1)
		return -1;
	while (chars--) {
		const char *p = *from ? strchr(alphabet, *from++) : NULL;

		if (!p)
			return -1;
		bits = bits << 6 | (p - alphabet);
		have += 6;
		if (have >= 8) {
			have -= 8;
			*to++ = bits >> have;
		}
	}
	if (bits & ((1u << have) - 1))
		return -1;
	return to - start;
}
