// SPDX-License-Identifier: GPL-2.0-only
/* entry.c - see entry.h: one table of fields, for writing and for reading. */
#include <stdio.h>
#include <string.h>

#include "history/entry.h"

enum kind { STRING, U32, U64, WHEN };

#define FIELD(name, kind) { #name, kind, offsetof(struct history_entry, name), \
			    sizeof(((struct history_entry *)0)->name) }

static const struct field {
	const char *key;
	enum kind kind;
	size_t at, size;
} fields[] = {
	{ "time", WHEN, offsetof(struct history_entry, when), sizeof(time_t) },
	FIELD(uid, U32),
	FIELD(login, U32),
	FIELD(sudo, STRING),
	FIELD(pid, U32),
	FIELD(tty, STRING),
	FIELD(verb, STRING),
	FIELD(patch, STRING),
	FIELD(sha256, STRING),
	FIELD(file, STRING),
	FIELD(code, U32),
	FIELD(depth, STRING),
	FIELD(stop_us, U64),
	FIELD(frozen_us, U64),
	FIELD(total_us, U64),
	FIELD(took_us, U64),
	FIELD(line, STRING),
	FIELD(text, STRING),
};

#define NFIELDS (sizeof(fields) / sizeof(fields[0]))

char *utc(char *buf, size_t size, time_t t)
{
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(buf, size, "%Y-%m-%dT%H:%M:%SZ", &tm))
		snprintf(buf, size, "-");
	return buf;
}

/* Writes at most four characters for each of s: history_entry_line() has room for that. */
static size_t put_string(char *to, const char *s)
{
	size_t n = 0;

	to[n++] = '"';
	for (; *s; s++) {
		if (*s < ' ' || *s > '~' || *s == '"' || *s == '\\')
			n += sprintf(to + n, "\\x%02x", (unsigned char)*s);
		else
			to[n++] = *s;
	}
	to[n++] = '"';
	return n;
}

static size_t put_value(char *to, const struct field *f, const void *value)
{
	char when[32];

	switch (f->kind) {
	case STRING:
		return put_string(to, value);
	case U32:
		return sprintf(to, "%u", *(const uint32_t *)value);
	case U64:
		return sprintf(to, "%llu", (unsigned long long)*(const uint64_t *)value);
	case WHEN:
		return put_string(to, utc(when, sizeof(when), *(const time_t *)value));
	}
	return 0;
}

size_t history_entry_line(const struct history_entry *r, char *buf, size_t size)
{
	size_t n = sprintf(buf, "hp1");

	/* Room for strings of which each character is escaped, and 32 for each key, sign and number. */
	_Static_assert(4 * (sizeof(r->sudo) + sizeof(r->tty) + sizeof(r->verb) + sizeof(r->line) +
			    sizeof(r->patch) + sizeof(r->sha256) + sizeof(r->file) + sizeof(r->text) +
			    sizeof(r->depth)) + 32 * NFIELDS <= HISTORY_ENTRY_MAX, "a line must fit");
	if (size < HISTORY_ENTRY_MAX)
		return 0;
	for (size_t i = 0; i < NFIELDS; i++) {
		n += sprintf(buf + n, " %s=", fields[i].key);
		n += put_value(buf + n, &fields[i], (const char *)r + fields[i].at);
	}
	buf[n++] = '\n';
	buf[n] = '\0';
	return n;
}

/* What is left to read. */
struct in {
	const char *p, *end;
};

static bool take(struct in *in, const char *what)
{
	size_t len = strlen(what);

	if ((size_t)(in->end - in->p) < len || memcmp(in->p, what, len))
		return false;
	in->p += len;
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One character of a string, escaped or not; 0 when it is none. */
static char take_char(struct in *in)
{
	char c = *in->p++;
	int hi, lo;

	if (c != '\\')
		return c >= ' ' && c <= '~' ? c : '\0';
	if (in->end - in->p < 3 || in->p[0] != 'x')
		return '\0';
	hi = hex_digit(in->p[1]);
	lo = hex_digit(in->p[2]);
	in->p += 3;
	return hi < 0 || lo < 0 ? '\0' : (char)(hi << 4 | lo);
}

/* The rest of a string behind its quote.  size 0: it is skipped. */
static bool take_string(struct in *in, char *to, size_t size)
{
	size_t n = 0;

	while (in->p < in->end && *in->p != '"') {
		char c = take_char(in);

		if (!c || (size && n + 1 >= size))
			return false;
		if (size)
			to[n++] = c;
	}
	if (size)
		to[n] = '\0';
	return take(in, "\"");
}

static bool take_number(struct in *in, uint64_t max, uint64_t *value)
{
	const char *start = in->p;

	for (*value = 0; in->p < in->end && *in->p >= '0' && *in->p <= '9'; in->p++) {
		unsigned digit = *in->p - '0';

		if (*value > (max - digit) / 10)
			return false;
		*value = 10 * *value + digit;
	}
	return in->p > start;
}

/* Takes only what utc() writes: the time is written once more and compared. */
static bool parse_when(const char *text, time_t *when)
{
	struct tm tm = { 0 };
	char again[32];

	if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2dZ", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
		   &tm.tm_hour, &tm.tm_min, &tm.tm_sec) != 6)
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	*when = timegm(&tm);
	return !strcmp(text, utc(again, sizeof(again), *when));
}

static bool take_value(struct in *in, const struct field *f, void *value)
{
	char when[24];
	uint64_t v;

	switch (f->kind) {
	case STRING:
		return take(in, "\"") && take_string(in, value, f->size);
	case WHEN:
		return take(in, "\"") && take_string(in, when, sizeof(when)) &&
		       parse_when(when, value);
	case U32:
		if (!take_number(in, UINT32_MAX, &v))
			return false;
		*(uint32_t *)value = v;
		return true;
	case U64:
		return take_number(in, UINT64_MAX, value);
	}
	return false;
}

static bool skip_value(struct in *in)
{
	uint64_t v;

	return take(in, "\"") ? take_string(in, NULL, 0) : take_number(in, UINT64_MAX, &v);
}

static const struct field *field_of(const char *key, size_t len)
{
	for (size_t i = 0; i < NFIELDS; i++)
		if (strlen(fields[i].key) == len && !memcmp(fields[i].key, key, len))
			return &fields[i];
	return NULL;
}

/* " KEY=VALUE"; each known key once. */
static bool take_field(struct in *in, struct history_entry *r, uint32_t *seen)
{
	const struct field *f;
	const char *key;

	if (!take(in, " "))
		return false;
	key = in->p;
	while (in->p < in->end && ((*in->p >= 'a' && *in->p <= 'z') || *in->p == '_' ||
				   (*in->p >= '0' && *in->p <= '9')))
		in->p++;
	f = field_of(key, in->p - key);
	if (in->p == key || !take(in, "="))
		return false;
	if (!f)
		return skip_value(in);
	if (*seen & 1u << (f - fields))
		return false;
	*seen |= 1u << (f - fields);
	return take_value(in, f, (char *)r + f->at);
}

bool history_entry_parse(const char *line, size_t len, struct history_entry *r)
{
	struct in in = { line, line + len };
	uint32_t seen = 0;

	memset(r, 0, sizeof(*r));
	r->login = HISTORY_NOBODY;
	if (!take(&in, "hp1"))
		return false;
	while (in.p < in.end)
		if (!take_field(&in, r, &seen))
			return false;
	/* The first field, time, must be there, and the last one: without it the line was cut off. */
	return (seen & 1) && (seen >> (NFIELDS - 1) & 1) && *r->verb;
}
