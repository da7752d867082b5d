// SPDX-License-Identifier: GPL-2.0-only
/* gather.c - see gather.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "delivery/gather.h"
#include "delivery/linelist.h"

void gather_start(struct gather *g)
{
	memset(g, 0, sizeof(*g));
}

static void forget_transfer(struct gather *g)
{
	free(g->missing);
	free(g->data);
	g->missing = g->data = NULL;
	g->lines = g->have = 0;
	g->headed = false;
}

static void forget_early(struct gather *g)
{
	free(g->early);
	g->early = NULL;
	g->early_len = 0;
}

void gather_free(struct gather *g)
{
	forget_transfer(g);
	forget_early(g);
}

/* Keeps a line that came before the head.  If there is no room it is lost, and asked for again later. */
static void keep_early(struct gather *g, const char *text)
{
	size_t len = strlen(text) + 1;

	if (!g->early)
		g->early = malloc(GATHER_EARLY);
	if (!g->early || len > GATHER_EARLY - g->early_len)
		return;
	memcpy(g->early + g->early_len, text, len);
	g->early_len += len;
}

static enum gathered take_data(struct gather *g, const char *text, uint32_t *nr)
{
	uint8_t data[WIRE_DATA];
	size_t len;

	*nr = wire_get_data(text, &g->head, data, &len);
	if (!*nr) {
		g->bad += !!strchr(text, '#');
		return GATHERED_NOTHING;
	}
	if (!g->missing[*nr]) {
		g->twice++;
		return GATHERED_NOTHING;
	}
	memcpy(g->data + (*nr - 1) * WIRE_DATA, data, len);
	g->missing[*nr] = 0;
	g->have++;
	return GATHERED_DATA;
}

static enum gathered take_head(struct gather *g, const struct wire_head *h)
{
	enum gathered ret = g->headed ? GATHERED_OTHER : GATHERED_HEAD;
	uint32_t nr;

	if (g->headed && wire_same(&g->head, h)) {
		g->twice++;
		return GATHERED_NOTHING;
	}
	forget_transfer(g);
	g->lines = wire_lines(h);
	g->missing = malloc(g->lines + 1);
	g->data = malloc(h->packed);
	if (!g->missing || !g->data) {
		forget_transfer(g);
		return GATHERED_NO_MEMORY;
	}
	memset(g->missing, 1, g->lines + 1);
	g->missing[0] = 0;
	g->head = *h;
	g->headed = true;
	for (size_t at = 0; at < g->early_len; at += strlen(g->early + at) + 1)
		take_data(g, g->early + at, &nr);
	forget_early(g);
	return ret;
}

enum gathered gather_take(struct gather *g, const char *text, uint32_t *nr)
{
	struct wire_head h;

	*nr = 0;
	if (!strchr(text, '#'))
		return GATHERED_NOTHING;
	if (wire_get_head(text, &h))
		return take_head(g, &h);
	if (wire_get_end(text))
		return GATHERED_END;
	if (g->headed)
		return take_data(g, text, nr);
	keep_early(g, text);
	return GATHERED_NOTHING;
}

bool gather_whole(const struct gather *g)
{
	return g->headed && g->have == g->lines;
}

void gather_missing(const struct gather *g, char *buf, size_t size)
{
	if (g->headed)
		linelist_format(g->missing, g->lines, buf, size);
	else	/* only the head where lines have come early: they may be all the rest */
		snprintf(buf, size, g->early_len ? "0" : "all");
}
