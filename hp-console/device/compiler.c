// SPDX-License-Identifier: GPL-2.0-only
/*
 * compiler.c - see compiler.h.  The line is "Linux version RELEASE (WHO@WHERE) (COMPILER, LINKER) NUMBER DATE".
 * Of who built it anything may be in there, so only what stands in the second pair of parentheses counts.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/compiler.h"
#include "files/read.h"

/* The ')' that belongs to the '(' here; NULL: none. */
static char *closing(char *p)
{
	unsigned depth = 0;

	for (; *p; p++) {
		depth += *p == '(';
		if (*p == ')' && !--depth)
			return p;
	}
	return NULL;
}

/* Moves on to the next word that is in no parentheses; its length, 0: there is none before the linker's. */
static size_t next_word(char **p)
{
	while (*p += strspn(*p, " "), **p == '(') {
		char *end = closing(*p);

		if (!end)
			return 0;
		*p = end + 1;
	}
	return strcspn(*p, " (,");
}

static bool is_gcc(const char *name, size_t len)
{
	/* "gcc-16": Debian's names have the version */
	while (len && (isdigit((unsigned char)name[len - 1]) || strchr(".-", name[len - 1])))
		len--;
	if (len == 2)
		return !strncmp(name, "cc", 2);
	return len > 2 && (!strncmp(name + len - 3, "gcc", 3) || !strncmp(name + len - 3, "-cc", 3));
}

/* "x86_64-linux-gnu-gcc-16 (Debian 16.2.0-4) 16.2.0", "gcc version 8.3.0 (...)", "Debian clang version 19.1.7 (3)" */
static bool parse(char *p, struct compiler *c)
{
	bool gcc = false;
	size_t len;

	c->clang = false;
	for (; (len = next_word(&p)); p += len) {
		if (isdigit((unsigned char)*p))
			break;
		gcc |= is_gcc(p, len);
		c->clang |= len == 5 && !strncmp(p, "clang", 5);
	}
	if (!len || gcc == c->clang)
		return false;
	c->major = strtoul(p, NULL, 10);
	snprintf(c->text, sizeof(c->text), "%s %.*s", c->clang ? "clang" : "gcc",
		 (int)strspn(p, "0123456789."), p);
	return true;
}

bool compiler_of_kernel(struct session *s, struct compiler *c)
{
	char path[256], line[512], *p, *end;

	snprintf(path, sizeof(path), "%s/proc/version", s->kernel_root);
	if (file_read_small(path, line, sizeof(line)) <= 0)
		return false;
	p = strchr(line, '(');
	end = p ? closing(p) : NULL;
	if (!end || strncmp(end, ") (", 3))
		return false;
	p = end + 2;
	end = closing(p);
	if (!end)
		return false;
	*end = '\0';
	return parse(p + 1, c);
}

/*
 * gcc's -fipa-vrp, part of -O2, does so with the ranges of what is returned since 14; clang does with constants
 * (doc/patch-author.md, "Half fixes").
 */
bool compiler_trusts_returns(const struct compiler *c)
{
	return c->clang || c->major >= 14;
}
