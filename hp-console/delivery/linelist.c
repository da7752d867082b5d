// SPDX-License-Identifier: GPL-2.0-only
/* linelist.c - see linelist.h. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "delivery/linelist.h"

#define MORE "..."

void linelist_format(const uint8_t *flags, uint32_t lines, char *buf, size_t size)
{
	const size_t spare = sizeof("," MORE);
	size_t at = 0;

	*buf = '\0';
	for (uint32_t i = 0; i <= lines; i++) {
		char item[32];
		uint32_t from = i;

		if (!flags[i])
			continue;
		while (i < lines && flags[i + 1])
			i++;
		snprintf(item, sizeof(item), from == i ? "%s%u" : "%s%u-%u", at ? "," : "", from,
			 i);
		if (at + strlen(item) + spare > size) {
			snprintf(buf + at, size - at, "," MORE);
			return;
		}
		at += snprintf(buf + at, size - at, "%s", item);
	}
}

/* Digits only: strtoul() would take blanks and signs. */
static bool number(const char **text, uint32_t max, uint32_t *value)
{
	const char *p = *text;

	*value = 0;
	for (; isdigit((unsigned char)*p); p++) {
		*value = *value * 10 + (*p - '0');
		if (*value > max)
			return false;
	}
	if (p == *text)
		return false;
	*text = p;
	return true;
}

static bool range(const char **text, uint8_t *flags, uint32_t lines)
{
	uint32_t from, to;

	if (!number(text, lines, &from))
		return false;
	to = from;
	if (**text == '-') {
		++*text;
		if (!number(text, lines, &to) || to < from)
			return false;
	}
	memset(flags + from, 1, to - from + 1);
	return true;
}

bool linelist_parse(const char *text, uint8_t *flags, uint32_t lines)
{
	bool some = false;

	if (!strcmp(text, "all")) {
		memset(flags, 1, lines + 1);
		return true;
	}
	for (;;) {
		text += strspn(text, ", ");
		if (!*text || (some && !strcmp(text, MORE)))
			return some;
		if (!range(&text, flags, lines))
			return false;
		if (*text && *text != ',' && *text != ' ')
			return false;
		some = true;
	}
}
