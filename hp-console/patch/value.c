// SPDX-License-Identifier: GPL-2.0-only
/* value.c - see value.h. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "patch/value.h"

#define MAX_ERRNO	133	/* the largest that has a name in user space */
#define MAX_ERR_VALUE	4095	/* the kernel's IS_ERR_VALUE() */

/* Names of numbers that strerrorname_np() knows by another name. */
static const struct {
	const char *name;
	int number;
} aliases[] = {
	{ "EWOULDBLOCK", EWOULDBLOCK }, { "ENOTSUP", ENOTSUP }, { "EOPNOTSUPP", EOPNOTSUPP },
	{ "EDEADLOCK", EDEADLOCK },
};

static int errno_of(const char *name)
{
	for (int i = 1; i <= MAX_ERRNO; i++) {
		const char *known = strerrorname_np(i);

		if (known && !strcmp(known, name))
			return i;
	}
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++)
		if (!strcmp(aliases[i].name, name))
			return aliases[i].number;
	return 0;
}

const char *value_parse(const char *text, struct value *v)
{
	static const char right[] = "a number (decimal or 0x...) or the name of an errno";
	bool minus = *text == '-';
	const char *word = text + minus;
	bool hex = word[0] == '0' && (word[1] == 'x' || word[1] == 'X');
	char *end;

	if (*word == 'E') {
		v->magnitude = errno_of(word);
		v->negative = true;
		return v->magnitude ? NULL : right;
	}
	if (!isdigit((unsigned char)*word) || (hex && !isxdigit((unsigned char)word[2])))
		return right;
	errno = 0;
	v->magnitude = strtoull(word, &end, hex ? 16 : 10);
	v->negative = minus && v->magnitude;
	if (*end)
		return right;
	if (errno || (minus && v->magnitude > 1ull << 63))
		return "a number of at most 64 bits";
	return NULL;
}

int64_t value_bits(const struct value *v)
{
	return (int64_t)(v->negative ? -v->magnitude : v->magnitude);
}

bool value_fits(const struct value *v, unsigned bits, bool is_signed)
{
	uint64_t half = bits >= 64 ? 1ull << 63 : 1ull << (bits - 1);

	if (is_signed)
		return v->negative ? v->magnitude <= half : v->magnitude < half;
	if (v->negative)
		return bits >= 64 && v->magnitude <= MAX_ERR_VALUE;
	return bits >= 64 || v->magnitude < half * 2;
}

char *value_text(char *buf, size_t size, int64_t v)
{
	const char *name = v < 0 && v >= -MAX_ERRNO ? strerrorname_np((int)-v) : NULL;

	snprintf(buf, size, "%lld%s%s%s", (long long)v, name ? " (" : "", name ? name : "",
		 name ? ")" : "");
	return buf;
}

char *value_range_text(char *buf, size_t size, unsigned bits, bool is_signed)
{
	uint64_t half = bits >= 64 ? 1ull << 63 : 1ull << (bits - 1);

	if (is_signed)
		snprintf(buf, size, "-%llu to %llu", (unsigned long long)half,
			 (unsigned long long)half - 1);
	else
		snprintf(buf, size, "%s0 to %llu", bits >= 64 ? "an errno, or " : "",
			 (unsigned long long)(half - 1 + half));
	return buf;
}
