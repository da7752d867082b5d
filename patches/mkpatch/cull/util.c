// SPDX-License-Identifier: GPL-2.0-only
/* util.c - what the parts of hp-cull share: memory, growing text, names to things, files. */
#include <errno.h>
#include <search.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cull/util.h"

void die(const char *fmt, ...)
{
	va_list ap;

	fputs("hp-cull: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(2);
}

void *xalloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (!p)
		die("out of memory");
	return p;
}

void *xgrow(void *v, size_t n, size_t size)
{
	if (n & (n - 1))		/* room is always a power of two */
		return v;
	v = reallocarray(v, n ? 2 * n : 1, size);
	if (!v)
		die("out of memory");
	return v;
}

char *xstrndup(const char *s, size_t n)
{
	char *copy = strndup(s, n);

	if (!copy)
		die("out of memory");
	return copy;
}

char *xprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		die("out of memory");
	va_end(ap);
	return s;
}

void text_add(struct text *t, const char *s, size_t n)
{
	if (t->len + n + 1 > t->room) {
		t->room = 2 * (t->len + n + 1);
		t->s = realloc(t->s, t->room);
		if (!t->s)
			die("out of memory");
	}
	memcpy(t->s + t->len, s, n);
	t->len += n;
	t->s[t->len] = 0;
}

void text_printf(struct text *t, const char *fmt, ...)
{
	va_list ap;
	char *s;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	if (n < 0)
		die("out of memory");
	text_add(t, s, n);
	free(s);
}

struct name_entry {
	const char *name;
	void *value;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct name_entry *)a)->name, ((const struct name_entry *)b)->name);
}

void **names_add(struct names *names, const char *name)
{
	struct name_entry *e = xalloc(sizeof(*e)), **found;

	e->name = name;
	found = tsearch(e, &names->root, by_name);
	if (!found)
		die("out of memory");
	if (*found != e)
		free(e);
	return &(*found)->value;
}

void *names_find(const struct names *names, const char *name)
{
	struct name_entry e = { .name = name }, **found = tfind(&e, (void **)&names->root, by_name);

	return found ? (*found)->value : NULL;
}

char *read_file(const char *path, size_t *len)
{
	FILE *f = fopen(path, "r");
	struct text t = { 0 };
	char buf[65536];
	size_t n;

	if (!f)
		die("%s: %s", path, strerror(errno));
	text_add(&t, "", 0);
	while ((n = fread(buf, 1, sizeof(buf), f)) > 0)
		text_add(&t, buf, n);
	if (ferror(f))
		die("%s: %s", path, strerror(errno));
	fclose(f);
	*len = t.len;
	return t.s;
}

char *next_field(char **line)
{
	char *s = *line, *end;

	if (!s)
		return NULL;
	end = strchr(s, '\t');
	*line = end ? end + 1 : NULL;
	if (end)
		*end = 0;
	return s;
}
