// SPDX-License-Identifier: GPL-2.0-only
/* view_symbols.c - searches the kernel's symbols while one types. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files/read.h"
#include "files/search.h"
#include "screen/screen.h"

#define SHOWN 500		/* of the hits; for others more letters have to be typed */

const char *screen_kallsyms = NAMES_KALLSYMS;	/* tests have one of their own */

static void open_names(struct screen *sc)
{
	char *path = file_search(sc->s, sc->s->release, ".hpsym");
	void *data = NULL;
	size_t len = 0;
	int fd = path ? file_open_whole(sc->s, path, HP_MAX_TABLE, &data, &len) : -1;

	if (fd >= 0)
		close(fd);
	else
		data = NULL;
	free(path);
	names_open(&sc->names, screen_kallsyms, data, len);
	sc->names_open = true;
}

static void symbols_read(struct screen *sc, struct view *v)
{
	char type;

	if (!sc->names_open)
		open_names(sc);
	names_find(&sc->names, sc->pattern);
	text_clear(&v->text);
	v->at = v->top = 0;
	for (uint32_t i = 0; i < sc->names.nhits && i < SHOWN; i++) {
		const char *name = names_hit(&sc->names, i, &type);

		text_add(&v->text, i, TONE_PLAIN, " %c %s", type, name);
	}
}

bool symbols_read_on(struct screen *sc)
{
	if (!sc->names_open || sc->names_done)
		return false;
	sc->names_done = !names_read(&sc->names);
	if (sc->names_done || !sc->views[VIEW_SYMBOLS].text.n)
		symbols_read(sc, &sc->views[VIEW_SYMBOLS]);
	return !sc->names_done;
}

void symbols_search(struct screen *sc, const char *pattern)
{
	snprintf(sc->pattern, sizeof(sc->pattern), "%s", pattern);
	symbols_read(sc, &sc->views[VIEW_SYMBOLS]);
}

static void symbols_head(struct screen *sc, struct view *v, char *buf, size_t size)
{
	const struct names *n = &sc->names;

	if (!sc->names_done)
		snprintf(buf, size, "symbols: reading the names ...");
	else if (*sc->pattern)
		snprintf(buf, size, "symbols with \"%s\": %u%s of %u%s", sc->pattern, n->nhits,
			 n->nhits == HITS_MOST ? " and more" : "", n->n,
			 n->nhits > v->text.n ? ", not all are listed" : "");
	else
		snprintf(buf, size, "symbols: %u; / searches", n->n);
}

static enum view_id symbols_open(struct screen *sc, int item, char *line, size_t size)
{
	const char *name;
	char type, *end;

	name = names_hit(&sc->names, item, &type);
	if (!name)
		return VIEWS;
	snprintf(line, size, "sym %.100s", name);
	end = strchr(line + 4, ' ');	/* " [module]" */
	if (end)
		*end = '\0';
	return VIEWS;
}

void view_symbols(struct view *v)
{
	*v = (struct view){ .name = "symbols", .flags = VW_LIST, .read = symbols_read,
			    .head = symbols_head, .open = symbols_open };
}
