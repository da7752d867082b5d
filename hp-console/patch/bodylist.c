// SPDX-License-Identifier: GPL-2.0-only
/* bodylist.c - see bodylist.h. */
#include <string.h>

#include "patch/bodylist.h"

size_t bodylist_room(size_t size)
{
	return size / 2;	/* two numbers of at least a byte each */
}

void bodylist_start(struct bodylist *l, const uint8_t *data, size_t size, struct hp_left_out *room)
{
	l->at = data;
	l->end = data + size;
	l->room = room;
}

/* A number up to most. */
static bool take_number(struct bodylist *l, uint32_t most, uint32_t *n)
{
	uint64_t sum = 0;

	for (unsigned shift = 0; shift < 35 && l->at < l->end; shift += 7) {
		uint8_t byte = *l->at++;

		sum |= (uint64_t)(byte & 0x7f) << shift;
		if (byte & 0x80)
			continue;
		*n = sum;
		return sum <= most;
	}
	return false;
}

static bool take_digest(struct bodylist *l, uint64_t *digest)
{
	if (l->end - l->at < 8)
		return false;
	*digest = 0;
	for (int i = 0; i < 8; i++)
		*digest |= (uint64_t)*l->at++ << 8 * i;
	return true;
}

bool bodylist_next(struct bodylist *l, struct pf_body *body)
{
	uint32_t left;

	memset(body, 0, sizeof(*body));
	if (!take_number(l, HP_MAX_BODY, &body->size))
		return false;
	if (!body->size)
		return true;
	if (!take_digest(l, &body->digest) || !take_number(l, HP_MAX_LEFT_OUT, &body->nleft_out))
		return false;
	body->left_out = l->room;
	left = body->size;
	for (uint32_t i = 0; i < body->nleft_out; i++, l->room++) {
		if (!take_number(l, left, &l->room->gap))
			return false;
		left -= l->room->gap;
		if (!take_number(l, left, &l->room->len))
			return false;
		left -= l->room->len;
	}
	return true;
}
