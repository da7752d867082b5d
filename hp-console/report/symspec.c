// SPDX-License-Identifier: GPL-2.0-only
/* symspec.c - see symspec.h. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/clean.h"
#include "report/symspec.h"

static bool copy(char *to, size_t size, const char *from, size_t len)
{
	if (!len || len >= size)
		return false;
	memcpy(to, from, len);
	to[len] = '\0';
	return true;
}

static const char *parse_addr(const char *text, struct symspec *spec)
{
	char *end;

	errno = 0;
	spec->is_addr = true;
	spec->addr = strtoull(text, &end, 16);
	return errno || *end || !text[2] ? "a hexadecimal address of 64 bits" : NULL;
}

const char *symspec_parse(const char *text, struct symspec *spec)
{
	const char *colon, *hash, *at;
	char *end;

	memset(spec, 0, sizeof(*spec));
	if (!clean_already(text))	/* it goes on into the kernel's log */
		return "letters that can be printed";
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		return parse_addr(text, spec);
	if (strlen(text) == 16 && strspn(text, "0123456789abcdefABCDEF") == 16)
		return parse_addr(text, spec);	/* as an oops and /proc/kallsyms print it */
	at = strchr(text, '@');
	colon = memchr(text, ':', at ? (size_t)(at - text) : strlen(text));
	if (colon) {
		if (!copy(spec->ref.object, sizeof(spec->ref.object), text, colon - text))
			return "a module name of 1 to 55 letters before ':'";
		text = colon + 1;
	}
	hash = strrchr(text, '#');
	if (hash) {
		unsigned long pos = strtoul(hash + 1, &end, 10);

		if (!isdigit((unsigned char)hash[1]) || *end || !pos || pos > UINT32_MAX)
			return "a position from 1 on after '#'";
		spec->ref.pos = pos;
	} else {
		hash = text + strlen(text);
	}
	if (at && at < hash) {
		if (!copy(spec->ref.file, sizeof(spec->ref.file), at + 1, hash - at - 1))
			return "a source file of 1 to 127 letters after '@'";
		hash = at;
	} else if (at) {
		return "NAME@FILE#POS, not NAME#POS@FILE";
	}
	if (!copy(spec->ref.name, sizeof(spec->ref.name), text, hash - text))
		return "a name of 1 to 127 letters";
	return NULL;
}

char *ref_text(char *buf, size_t size, const struct hp_symref *ref)
{
	char pos[16] = "";

	if (ref->pos)
		snprintf(pos, sizeof(pos), "#%u", ref->pos);
	snprintf(buf, size, "%s%s%s%s%s%s", ref->object, *ref->object ? ":" : "", ref->name,
		 *ref->file ? "@" : "", ref->file, pos);
	return buf;
}
