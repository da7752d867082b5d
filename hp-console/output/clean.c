// SPDX-License-Identifier: GPL-2.0-only
/* clean.c - see clean.h. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "output/clean.h"

static bool printable(char c)
{
	return c >= ' ' && c <= '~';	/* never true from 0x80 on, whether char is signed or not */
}

char *clean_text(char *s)
{
	for (char *p = s; *p; p++)
		if (!printable(*p))
			*p = '?';
	return s;
}

bool clean_already(const char *s)
{
	while (printable(*s))
		s++;
	return !*s;
}

static uint32_t code_point(const unsigned char *s, int n)
{
	uint32_t c = n == 1 ? s[0] : s[0] & (0x7f >> n);

	for (int i = 1; i < n; i++)
		c = c << 6 | (s[i] & 0x3f);
	return c;
}

int utf8_len(const unsigned char *s)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	int n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 :
		s[0] < 0xf5 ? 4 : 0;
	uint32_t c;

	for (int i = 1; i < n; i++)	/* stops at the NUL, which is no continuation byte */
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	c = n ? code_point(s, n) : 0;
	return c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? 0 : n;
}

/* C0, DEL, C1, line and paragraph separators, marks of writing direction, and the byte order mark. */
static bool is_control(uint32_t c)
{
	return c < ' ' || (c >= 0x7f && c < 0xa0) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f || c == 0xfeff;
}

char *clean_kept(char *s)
{
	unsigned char *p = (unsigned char *)s;

	while (*p) {
		int n = utf8_len(p);

		if (n && !is_control(code_point(p, n))) {
			p += n;
			continue;
		}
		for (n = n ? n : 1; n; n--)
			*p++ = '?';
	}
	return s;
}

/*
 * Formats twice, the second time with blanks in place of the format's newlines.  A newline that is a
 * blank in the second text is one of the format and stays; any other one came in an argument.
 */
char *clean_format(const char *fmt, va_list ap)
{
	char *blank = strdup(fmt), *s = NULL, *other = NULL;
	va_list again;

	if (!blank)
		return NULL;
	for (char *p = blank; (p = strchr(p, '\n')); )
		*p = ' ';
	va_copy(again, ap);
	if (vasprintf(&s, fmt, ap) < 0)
		s = NULL;
	if (!s || vasprintf(&other, blank, again) < 0) {
		free(s);
		s = other = NULL;
	}
	va_end(again);
	for (char *p = s, *o = other; s && *p; p++, o++)
		if (!printable(*p) && !(*p == '\n' && *o == ' '))
			*p = '?';
	free(other);
	free(blank);
	return s;
}

void clean_print(FILE *to, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = clean_format(fmt, ap);
	va_end(ap);
	if (s)
		fputs(s, to);
	free(s);
}
