/* SPDX-License-Identifier: GPL-2.0-only */
/* json.h - a small JSON writer: one line per document, always valid. */
#ifndef HP_JSON_H
#define HP_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define JSON_DEPTH 16

struct json {
	FILE *to;
	int depth;
	bool comma[JSON_DEPTH + 1];	/* a value was written at this depth: a comma goes before the next */
	char close[JSON_DEPTH + 1];	/* what closes this depth */
};

/* key is NULL inside an array and for the outermost object. */
void json_object(struct json *j, const char *key);
void json_array(struct json *j, const char *key);
void json_end(struct json *j);
void json_end_to(struct json *j, int depth);	/* closes whatever is open above depth */
void json_str(struct json *j, const char *key, const char *s);
void json_int(struct json *j, const char *key, int64_t v);
void json_uint(struct json *j, const char *key, uint64_t v);
void json_bool(struct json *j, const char *key, bool v);

/* Writes s as a JSON string: every byte sequence becomes valid UTF-8 (invalid ones: U+FFFD). */
void json_escape(FILE *to, const char *s);

#endif
