// SPDX-License-Identifier: GPL-2.0-only
/* wire.c - see wire.h. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "delivery/wire.h"
#include "format/base64.h"

#define CRC_START 0xb704ceu
#define CRC_POLY  0x1864cfbu
#define CRC_CHARS BASE64_CHARS(3)
#define SHA_CHARS BASE64_CHARS(32)
#define HEAD      "#hp1:"
#define ANSWER    "recv: "

static uint32_t crc24(uint32_t crc, const void *data, size_t len)
{
	const uint8_t *p = data;

	while (len--) {
		crc ^= (uint32_t)*p++ << 16;
		for (int i = 0; i < 8; i++) {
			crc <<= 1;
			if (crc & 0x1000000)
				crc ^= CRC_POLY;
		}
	}
	return crc;
}

static void put_crc(char *to, uint32_t crc)
{
	const uint8_t bytes[3] = { crc >> 16, crc >> 8, crc };

	base64_put(to, bytes, sizeof(bytes));
	to[CRC_CHARS] = '\0';
}

static bool good_crc(const char *text, size_t len, uint32_t start)
{
	char crc[CRC_CHARS + 1];

	put_crc(crc, crc24(start, text, len));
	return !strncmp(text + len, crc, CRC_CHARS);
}

static uint32_t crc_start(const struct wire_head *h)
{
	return crc24(CRC_START, h->sha256, sizeof(h->sha256));
}

uint32_t wire_lines(const struct wire_head *h)
{
	return (h->packed + WIRE_DATA - 1) / WIRE_DATA;
}

bool wire_same(const struct wire_head *a, const struct wire_head *b)
{
	return a->size == b->size && a->packed == b->packed &&
	       !memcmp(a->sha256, b->sha256, sizeof(a->sha256));
}

const char *wire_id(const struct wire_head *h, char id[WIRE_ID + 1])
{
	base64_put(id, h->sha256, WIRE_ID / 4 * 3);
	id[WIRE_ID] = '\0';
	return id;
}

static size_t data_len(const struct wire_head *h, uint32_t nr)
{
	return nr < wire_lines(h) ? WIRE_DATA : h->packed - (nr - 1) * WIRE_DATA;
}

void wire_put_head(char line[WIRE_LINE], const struct wire_head *h)
{
	size_t at = snprintf(line, WIRE_LINE, HEAD "%u:%u:", h->size, h->packed);

	base64_put(line + at, h->sha256, sizeof(h->sha256));
	at += SHA_CHARS;
	put_crc(line + at, crc24(CRC_START, line, at));
}

void wire_put_data(char line[WIRE_LINE], const struct wire_head *h, uint32_t nr,
		   const uint8_t *data)
{
	size_t at = snprintf(line, WIRE_LINE, "#%u:", nr), len = data_len(h, nr);

	base64_put(line + at, data + (nr - 1) * WIRE_DATA, len);
	at += BASE64_CHARS(len);
	put_crc(line + at, crc24(crc_start(h), line, at));
}

/* A number from 1 to max, as we write it, and the colon behind it. */
static bool number(const char **text, uint32_t max, uint32_t *value)
{
	const char *p = *text;

	*value = 0;
	for (; isdigit((unsigned char)*p); p++) {
		*value = *value * 10 + (*p - '0');
		if (!*value || *value > max)
			return false;
	}
	if (!*value || *p != ':')
		return false;
	*text = p + 1;
	return true;
}

static bool head_at(const char *text, struct wire_head *h)
{
	const char *p = text + sizeof(HEAD) - 1;

	return !strncmp(text, HEAD, sizeof(HEAD) - 1) &&
	       number(&p, WIRE_MAX_FILE, &h->size) && number(&p, WIRE_MAX_FILE, &h->packed) &&
	       base64_span(p) >= SHA_CHARS + CRC_CHARS &&
	       good_crc(text, p + SHA_CHARS - text, CRC_START) &&
	       base64_get(h->sha256, p, SHA_CHARS) == sizeof(h->sha256);
}

bool wire_get_head(const char *text, struct wire_head *h)
{
	while ((text = strchr(text, '#')))
		if (head_at(text++, h))
			return true;
	return false;
}

static uint32_t data_at(const char *text, const struct wire_head *h, uint8_t *data, size_t *len)
{
	const char *p = text + 1;
	size_t chars;
	uint32_t nr;

	if (!number(&p, wire_lines(h), &nr))
		return 0;
	*len = data_len(h, nr);
	chars = BASE64_CHARS(*len);
	if (base64_span(p) < chars + CRC_CHARS || !good_crc(text, p + chars - text, crc_start(h)))
		return 0;
	return base64_get(data, p, chars) < 0 ? 0 : nr;
}

uint32_t wire_get_data(const char *text, const struct wire_head *h, uint8_t data[WIRE_DATA],
		       size_t *len)
{
	while ((text = strchr(text, '#'))) {
		uint32_t nr = data_at(text++, h, data, len);

		if (nr)
			return nr;
	}
	return 0;
}

/* It has no CRC: noise that looks like it only makes the receiver name the missing lines once more. */
bool wire_get_end(const char *text)
{
	return strstr(text, WIRE_END);
}

void wire_put_answer(char answer[WIRE_ANSWER], const char *words)
{
	size_t at = snprintf(answer, WIRE_ANSWER - CRC_CHARS - 1, ANSWER "%.*s ~",
			     WIRE_WORDS - 1, words);

	put_crc(answer + at, crc24(CRC_START, answer, at));
}

static bool answer_at(const char *text, char words[WIRE_WORDS])
{
	const char *p = text + sizeof(ANSWER) - 1, *end = strstr(p, " ~");

	if (!end || end - p >= WIRE_WORDS || !good_crc(text, end + 2 - text, CRC_START))
		return false;
	memcpy(words, p, end - p);
	words[end - p] = '\0';
	return true;
}

bool wire_get_answer(const char *text, char words[WIRE_WORDS])
{
	while ((text = strstr(text, ANSWER)))
		if (answer_at(text++, words))
			return true;
	return false;
}
