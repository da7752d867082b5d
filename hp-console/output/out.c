// SPDX-License-Identifier: GPL-2.0-only
/*
 * out.c - the writer behind all verbs.  Task names, file names and kernel log lines come from
 * anybody: every argument is cleaned (clean.h), so no verb can forget it.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "output/clean.h"
#include "output/out.h"

void out_init(struct out *o, FILE *to, bool json)
{
	memset(o, 0, sizeof(*o));
	o->to = to;
	o->json = json;
	o->j.to = to;
}

static unsigned number_of(const char *variable, unsigned otherwise)
{
	const char *text = getenv(variable);
	int n = text ? atoi(text) : 0;

	return n > 0 ? (unsigned)n : otherwise;
}

void out_measure(struct out *o)
{
	struct winsize w;
	int fd = fileno(o->to);

	if (fd < 0 || !isatty(fd))
		return;
	if (ioctl(fd, TIOCGWINSZ, &w))
		memset(&w, 0, sizeof(w));
	o->lines = w.ws_row ? w.ws_row : number_of("LINES", 24);	/* a serial line has no size */
	o->columns = w.ws_col ? w.ws_col : number_of("COLUMNS", 80);
}

void out_text(struct out *o, const char *fmt, ...)
{
	char *s;
	va_list ap;

	if (o->json)
		return;
	va_start(ap, fmt);
	s = clean_format(fmt, ap);
	va_end(ap);
	if (s)
		fputs(s, o->to);
	free(s);
}

void out_own(struct out *o, const char *text)
{
	if (!o->json)
		fputs(text, o->to);
}

void out_object(struct out *o, const char *key)
{
	if (o->json)
		json_object(&o->j, key);
}

void out_array(struct out *o, const char *key)
{
	if (o->json)
		json_array(&o->j, key);
}

void out_end(struct out *o)
{
	if (o->json)
		json_end(&o->j);
}

void out_str(struct out *o, const char *key, const char *s)
{
	if (o->json)
		json_str(&o->j, key, s);
}

void out_fmt(struct out *o, const char *key, const char *fmt, ...)
{
	char *s;
	va_list ap;

	if (!o->json)
		return;
	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) >= 0) {
		json_str(&o->j, key, s);
		free(s);
	}
	va_end(ap);
}

void out_int(struct out *o, const char *key, int64_t v)
{
	if (o->json)
		json_int(&o->j, key, v);
}

void out_uint(struct out *o, const char *key, uint64_t v)
{
	if (o->json)
		json_uint(&o->j, key, v);
}

void out_bool(struct out *o, const char *key, bool v)
{
	if (o->json)
		json_bool(&o->j, key, v);
}

void out_addr(struct out *o, const char *key, uint64_t v)
{
	out_fmt(o, key, "0x%llx", (unsigned long long)v);
}

char *hex_bytes(char *buf, size_t size, const uint8_t *b, unsigned n)
{
	size_t at = 0;

	*buf = '\0';
	for (unsigned i = 0; i < n && at + 4 <= size; i++)
		at += snprintf(buf + at, size - at, i ? " %02x" : "%02x", b[i]);
	return buf;
}

void out_bytes(struct out *o, const char *key, const uint8_t *b, unsigned n)
{
	char buf[64];

	out_str(o, key, hex_bytes(buf, sizeof(buf), b, n));
}
