// SPDX-License-Identifier: GPL-2.0-only
/*
 * json.c - writes JSON, one value after the other, straight to a stream.  A library was rejected:
 * the static build has to stay small, and a writer needs nothing but escaping and commas.
 */
#include <stdbool.h>
#include <string.h>

#include "output/clean.h"
#include "output/json.h"

/* DEL and C1 controls are legal in JSON but not on a terminal, where it may end up. */
static bool plain(const unsigned char *s, int n)
{
	return !(s[0] < 0x20 || s[0] == 0x7f || s[0] == '"' || s[0] == '\\' ||
		 (n == 2 && s[0] == 0xc2 && s[1] < 0xa0));
}

static void escape_one(FILE *to, const unsigned char *s, int n)
{
	static const char shorts[] = "\bb\ff\nn\rr\tt\"\"\\\\";
	const char *p;

	for (p = shorts; *p; p += 2) {
		if (n == 1 && (unsigned char)*p == s[0]) {
			fprintf(to, "\\%c", p[1]);
			return;
		}
	}
	fprintf(to, "\\u%04x", n == 1 ? s[0] : (s[0] & 0x1f) << 6 | (s[1] & 0x3f));
}

void json_escape(FILE *to, const char *str)
{
	const unsigned char *s = (const unsigned char *)str;

	fputc('"', to);
	while (*s) {
		int n = utf8_len(s);

		if (!n) {
			fputs("\\ufffd", to);
			n = 1;
		} else if (plain(s, n)) {
			fwrite(s, 1, n, to);
		} else {
			escape_one(to, s, n);
		}
		s += n;
	}
	fputc('"', to);
}

static void before(struct json *j, const char *key)
{
	if (j->comma[j->depth])
		fputc(',', j->to);
	j->comma[j->depth] = true;
	if (key) {
		json_escape(j->to, key);
		fputc(':', j->to);
	}
}

static void open_with(struct json *j, const char *key, char open, char close)
{
	before(j, key);
	fputc(open, j->to);
	if (j->depth < JSON_DEPTH)
		j->depth++;
	j->comma[j->depth] = false;
	j->close[j->depth] = close;
}

void json_object(struct json *j, const char *key)
{
	open_with(j, key, '{', '}');
}

void json_array(struct json *j, const char *key)
{
	open_with(j, key, '[', ']');
}

void json_end(struct json *j)
{
	if (!j->depth)
		return;
	fputc(j->close[j->depth], j->to);
	if (!--j->depth) {
		j->comma[0] = false;	/* documents are separated by newlines */
		fputc('\n', j->to);
	}
}

void json_end_to(struct json *j, int depth)
{
	while (j->depth > depth)
		json_end(j);
}

void json_str(struct json *j, const char *key, const char *s)
{
	before(j, key);
	json_escape(j->to, s);
}

void json_int(struct json *j, const char *key, int64_t v)
{
	before(j, key);
	fprintf(j->to, "%lld", (long long)v);
}

void json_uint(struct json *j, const char *key, uint64_t v)
{
	before(j, key);
	fprintf(j->to, "%llu", (unsigned long long)v);
}

void json_bool(struct json *j, const char *key, bool v)
{
	before(j, key);
	fputs(v ? "true" : "false", j->to);
}
