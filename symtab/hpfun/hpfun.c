// SPDX-License-Identifier: GPL-2.0-only
/*
 * hpfun.c - see hpfun.h.  The text is cut into strings where it lies; what is asked walks over all of it, a few
 * milliseconds for a kernel.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "hpfun/hpfun.h"
#include "hpfun/format.h"

/* --- opening --------------------------------------------------------------------------------- */

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int hex_bytes(const char *s, uint8_t *to, size_t n)
{
	for (; n; n--, s += 2) {
		int high = hex_digit(s[0]), low = hex_digit(s[1]);

		if (high < 0 || low < 0)
			return -EBADMSG;
		*to++ = high << 4 | low;
	}
	return 0;
}

static int check_head(struct hpfun *h, const char *text, size_t len)
{
	uint8_t crc[4];
	uint32_t want;

	if (len < HPFUN_H_SIZE || memcmp(text, HPFUN_MAGIC, HPFUN_H_CRC))
		return -EINVAL;
	if (hex_bytes(text + HPFUN_H_CRC, crc, sizeof(crc)) || text[HPFUN_H_BUILD_ID - 1] != ' ' ||
	    hex_bytes(text + HPFUN_H_BUILD_ID, h->build_id, sizeof(h->build_id)) || text[HPFUN_H_SIZE - 1] != '\n')
		return -EBADMSG;
	want = (uint32_t)crc[0] << 24 | crc[1] << 16 | crc[2] << 8 | crc[3];
	if (crc32_z(0, (const uint8_t *)text + HPFUN_H_BUILD_ID, len - HPFUN_H_BUILD_ID) != want)
		return -EBADMSG;
	return 0;
}

/* All bytes are such as are meant to be printed, and the last line ends; how many lines. */
static int check_bytes(const char *p, size_t len, size_t *lines)
{
	const char *end = p + len;

	*lines = 0;
	if (!len || end[-1] != '\n')
		return -EBADMSG;
	for (; p < end; p++) {
		if (*p == '\n')
			++*lines;
		else if (*p != HPFUN_FIELD && (*p < ' ' || *p > '~'))
			return -EBADMSG;
	}
	return 0;
}

/* Cuts off at the first c: what is behind it, or NULL. */
static char *cut(char *s, char c)
{
	char *at = strchr(s, c);

	if (!at)
		return NULL;
	*at = '\0';
	return at + 1;
}

/* A number from 1 to max. */
static int number(const char *s, uint32_t max, uint32_t *to)
{
	uint64_t n = 0;
	const char *p;

	for (p = s; *p >= '0' && *p <= '9' && n <= max; p++)
		n = 10 * n + (*p - '0');
	if (p == s || *p || !n || n > max)
		return -EBADMSG;
	*to = n;
	return 0;
}

/* Has each of the names a letter, and each number behind one a file?  With external, a '+' may be before it. */
static int check_names(const struct hpfun *h, const char *s, bool external)
{
	char digits[12];

	while (*s) {
		size_t n, name;
		uint32_t nr;

		if (external && *s == HPFUN_EXTERNAL)
			s++;
		n = strcspn(s, " ");
		name = strcspn(s, " :");
		if (!name)
			return -EBADMSG;
		if (name < n) {
			if (n - name > sizeof(digits))
				return -EBADMSG;
			memcpy(digits, s + name + 1, n - name - 1);
			digits[n - name - 1] = '\0';
			if (number(digits, h->nfiles, &nr))
				return -EBADMSG;
		}
		s += n;
		if (*s && !*++s)
			return -EBADMSG;
	}
	return 0;
}

static int parse_body(struct hpfun *h, char *line, const char *unit)
{
	struct hpfun_body *b = &h->bodies[h->nbodies];
	char *type = cut(line, HPFUN_FIELD), *inlined = type ? cut(type, HPFUN_FIELD) : NULL, *file, *pos;
	char *called = inlined ? cut(inlined, HPFUN_FIELD) : NULL;
	bool external = *line == HPFUN_EXTERNAL;
	uint32_t nr;

	if (!called || strchr(called, HPFUN_FIELD) || !unit)
		return -EBADMSG;
	line += external;
	*b = (struct hpfun_body){
		.name = line, .unit = unit, .path = unit, .type = type, .inlined = inlined, .called = called, .external = external,
	};
	file = cut(line, HPFUN_FILE);
	pos = cut(line, HPFUN_POS);
	if (!*line || strchr(line, ' ') || (pos && number(pos, UINT32_MAX, &b->pos)))
		return -EBADMSG;
	if (file) {
		if (number(file, h->nfiles, &nr))
			return -EBADMSG;
		b->path = h->files[nr - 1];
	}
	if ((*type && !strchr(type, HPFUN_NAME)) || check_names(h, inlined, false) || check_names(h, called, true))
		return -EBADMSG;
	h->nbodies++;
	return 0;
}

/* The lines, each cut off at its end. */
static int parse(struct hpfun *h, char *p, size_t len)
{
	const char *unit = NULL, *end = p + len;
	bool in_files = true;
	char *next;

	for (; p < end; p = next) {
		next = memchr(p, '\n', end - p);
		*next++ = '\0';
		if (in_files && !*p)
			in_files = false;
		else if (in_files)
			h->files[h->nfiles++] = p;
		else if (*p == HPFUN_UNIT)
			unit = p + 1;
		else if (parse_body(h, p, unit))
			return -EBADMSG;
	}
	return in_files ? -EBADMSG : 0;
}

int hpfun_open_text(struct hpfun *h, char *text, size_t len)
{
	size_t lines = 0;
	int ret;

	*h = (struct hpfun){ .text = text };
	ret = check_head(h, text, len);
	if (!ret)
		ret = check_bytes(text + HPFUN_H_SIZE, len - HPFUN_H_SIZE, &lines);
	if (!ret) {
		h->bodies = calloc(lines, sizeof(*h->bodies));
		h->files = calloc(lines, sizeof(*h->files));
		ret = h->bodies && h->files ? parse(h, text + HPFUN_H_SIZE, len - HPFUN_H_SIZE) : -ENOMEM;
	}
	if (ret)
		hpfun_close(h);
	return ret;
}

int hpfun_open(struct hpfun *h, const void *file, size_t len)
{
	size_t text_len;
	char *text;
	int ret = hpfun_unpack(file, len, &text, &text_len);

	return ret ? ret : hpfun_open_text(h, text, text_len);
}

void hpfun_close(struct hpfun *h)
{
	free(h->bodies);
	free(h->files);
	free(h->text);
	*h = (struct hpfun){ 0 };
}

/* --- asking ---------------------------------------------------------------------------------- */

const struct hpfun_body *hpfun_find(const struct hpfun *h, const char *name, size_t *i)
{
	while (*i < h->nbodies) {
		const struct hpfun_body *b = &h->bodies[(*i)++];

		if (!strcmp(b->name, name))
			return b;
	}
	return NULL;
}

bool hpfun_is_meant(const struct hpfun_body *b, const char *file, uint32_t pos)
{
	if (*file && !hpsym_file_matches(b->unit, file))
		return false;
	/* of those of a file the position counts anew: the file says enough */
	return !pos || *file || pos == (b->pos ? b->pos : 1);
}

/* What the source calls the function: the symbol's name without what the compiler has added. */
static size_t source_len(const char *symbol)
{
	return strcspn(symbol, ".");
}

/* Is the function that is written in path (NULL: in any file) among the names, which are b's? */
static bool is_named(const struct hpfun *h, const struct hpfun_body *b, const char *names, const char *name, size_t len, const char *path)
{
	const char *s = names, *own;

	while (*s) {
		size_t n = strcspn(s, " ");

		if (n >= len && !memcmp(s, name, len) && (n == len || s[len] == HPFUN_FILE)) {
			own = n == len ? b->unit : h->files[strtoul(s + len + 1, NULL, 10) - 1];
			if (!path || !strcmp(own, path))
				return true;
		}
		s += n + (s[n] == HPFUN_NEXT);
	}
	return false;
}

const struct hpfun_body *hpfun_also(const struct hpfun *h, const struct hpfun_body *b, size_t *i, enum hpfun_how *how)
{
	size_t len = source_len(b->name);

	while (*i < h->nbodies) {
		const struct hpfun_body *other = &h->bodies[(*i)++];

		if (other == b)
			continue;
		if (source_len(other->name) == len && !memcmp(other->name, b->name, len) && !strcmp(other->path, b->path)) {
			*how = strcmp(other->unit, b->unit) ? HPFUN_COPY : HPFUN_CLONE;
			return other;
		}
		if (is_named(h, other, other->inlined, b->name, len, b->path)) {
			*how = HPFUN_INLINED;
			return other;
		}
	}
	return NULL;
}

const struct hpfun_body *hpfun_with(const struct hpfun *h, const char *name, size_t *i)
{
	while (*i < h->nbodies) {
		const struct hpfun_body *b = &h->bodies[(*i)++];

		if (is_named(h, b, b->inlined, name, strlen(name), NULL))
			return b;
	}
	return NULL;
}

const struct hpfun_body *hpfun_caller(const struct hpfun *h, const struct hpfun_body *b, size_t *i)
{
	size_t len = source_len(b->name);
	char external[HPSYM_NAME_LEN + 1];

	snprintf(external, sizeof(external), "%c%.*s", HPFUN_EXTERNAL, (int)len, b->name);
	while (*i < h->nbodies) {
		const struct hpfun_body *other = &h->bodies[(*i)++];

		if (b->external ? is_named(h, other, other->called, external, strlen(external), NULL) :
		    !strcmp(other->unit, b->unit) && is_named(h, other, other->called, b->name, len, b->path))
			return other;
	}
	return NULL;
}

bool hpfun_is_among(const struct hpfun_body *b, const struct hpfun_target *t, size_t n)
{
	for (; n; n--, t++)
		if (!strcmp(b->name, t->name) && hpfun_is_meant(b, t->file, t->pos))
			return true;
	return false;
}

#define NAMED	6			/* of those that are listed: a line has to stay one */

/* A list for people, "g, h@unit (3 more)", as it grows. */
struct list {
	char *buf;
	size_t size, len, found;
};

static void list_add(struct list *l, const struct hpfun_body *b, const char *unit)
{
	bool foreign = strcmp(b->unit, unit);

	if (l->found++ < NAMED && l->len < l->size)
		l->len += snprintf(l->buf + l->len, l->size - l->len, "%s%s%s%s", l->found > 1 ? ", " : "", b->name,
				   foreign ? "@" : "", foreign ? b->unit : "");
}

static size_t list_end(struct list *l)
{
	if (l->found > NAMED && l->len < l->size)
		snprintf(l->buf + l->len, l->size - l->len, " (%zu more)", l->found - NAMED);
	return l->found;
}

size_t hpfun_left_out(const struct hpfun *h, const struct hpfun_body *b, const struct hpfun_target *t, size_t n,
		      enum hpfun_how how, char *buf, size_t size)
{
	struct list l = { .buf = buf, .size = size };
	const struct hpfun_body *other;
	enum hpfun_how its;
	size_t i = 0;

	buf[0] = '\0';
	while ((other = hpfun_also(h, b, &i, &its)))
		if (its == how && !hpfun_is_among(other, t, n))
			list_add(&l, other, b->unit);
	return list_end(&l);
}

size_t hpfun_callers(const struct hpfun *h, const struct hpfun_body *b, char *buf, size_t size)
{
	struct list l = { .buf = buf, .size = size };
	const struct hpfun_body *other;
	size_t i = 0;

	buf[0] = '\0';
	while ((other = hpfun_caller(h, b, &i)))
		list_add(&l, other, b->unit);
	return list_end(&l);
}

char *hpfun_type_text(const struct hpfun_body *b, const char *name, char *buf, size_t size)
{
	const char *at = strchr(b->type, HPFUN_NAME);

	if (size)
		buf[0] = '\0';
	if (at)
		snprintf(buf, size, "%.*s%s%s", (int)(at - b->type), b->type, name, at + 1);
	return buf;
}
