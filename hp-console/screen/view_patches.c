// SPDX-License-Identifier: GPL-2.0-only
/* view_patches.c - all patches: loaded ones with their states, and files at hand. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "patch/find.h"
#include "screen/screen.h"

#define MOST_FILES  256
#define MOST_LOADED 256

/* Files are read when something may have changed, not at each tick, because each has to be parsed. */
static struct file {
	char name[HP_OBJECT_LEN];
	unsigned nfuncs;
	char description[48];
} files[MOST_FILES];
static unsigned nfiles;

static bool take_file(void *arg, const char *path, const struct patchfile *pf)
{
	struct file *f = &files[nfiles];

	(void)arg;
	(void)path;
	snprintf(f->name, sizeof(f->name), "%.55s", pf->name);
	snprintf(f->description, sizeof(f->description), "%.47s", pf->description);
	f->nfuncs = pf->nfuncs;
	return ++nfiles < MOST_FILES;
}

/* How long it has been applied, in a unit so coarse that it seldom changes and has to be sent. */
static const char *age(uint64_t applied_ns, char *buf, size_t size)
{
	struct timespec now;
	int64_t min;

	if (!applied_ns)
		return "-";
	clock_gettime(CLOCK_BOOTTIME, &now);
	min = (now.tv_sec - (int64_t)(applied_ns / 1000000000)) / 60;
	if (min < 1)
		return "< 1 min";
	if (min < 120)
		snprintf(buf, size, "%d min", (int)min);
	else if (min < 48 * 60)
		snprintf(buf, size, "%d h", (int)(min / 60));
	else
		snprintf(buf, size, "%d days", (int)(min / 60 / 24));
	return buf;
}

static void add_loaded(struct view *v, int item, const struct hp_patch *p)
{
	char since[24], hits[24] = "-", left[24] = "   -";
	enum tone tone = TONE_PLAIN;
	const char *state = word_state(p->state);

	if (p->state == HP_UNCONFIRMED) {
		snprintf(left, sizeof(left), "%4u s", p->confirm_left_s);
		tone = TONE_WARN;
	} else if (p->state == HP_APPLIED) {
		tone = TONE_GOOD;
	}
	if (p->counting || p->hits)
		snprintf(hits, sizeof(hits), "%llu", (unsigned long long)p->hits);
	if (p->changed && p->state != HP_ABANDONED)
		state = "OVERWRITTEN";
	if (p->changed || p->state == HP_REVERTING || p->state == HP_STUCK)
		tone = TONE_BAD;
	text_add(&v->text, item, tone, "%-8s %-24.55s %-12s %5u  %8s %9s", left, p->name, state,
		 p->nfuncs, age(p->applied_ns, since, sizeof(since)), hits);
}

/* The patches of the lines, by item.  sc->loaded may be newer than the lines, so it cannot be used. */
static struct row {
	char name[HP_OBJECT_LEN];
	uint32_t state;		/* 0: a file */
} rows[MOST_FILES + MOST_LOADED];
static int nrows;

static int add_row(const char *name, uint32_t state)
{
	struct row *r = &rows[nrows];

	snprintf(r->name, sizeof(r->name), "%.55s", name);
	r->state = state;
	return nrows++;
}

static bool is_loaded(const struct screen *sc, const char *name)
{
	for (uint32_t i = 0; i < sc->nloaded; i++)
		if (!strcmp(sc->loaded[i].name, name))
			return true;
	return false;
}

static void patches_read(struct screen *sc, struct view *v)
{
	if (sc->scan_files) {
		sc->scan_files = false;
		nfiles = 0;
		patch_each_file(sc->s, take_file, NULL);
	}
	text_clear(&v->text);
	nrows = 0;
	for (uint32_t i = 0; i < sc->nloaded && i < MOST_LOADED; i++)
		add_loaded(v, add_row(sc->loaded[i].name, sc->loaded[i].state), &sc->loaded[i]);
	for (unsigned i = 0; i < nfiles; i++)
		if (!is_loaded(sc, files[i].name))
			text_add(&v->text, add_row(files[i].name, 0), TONE_PLAIN,
				 "%-8s %-24.55s %-12s %5u  %.26s", "   -", files[i].name, "file",
				 files[i].nfuncs, files[i].description);
	if (!v->text.n)
		text_add(&v->text, NO_ITEM, TONE_PLAIN, "         no patch is loaded, and no file "
			 "is in the search list");
	for (unsigned i = 0; i < v->text.n; i++)	/* the marker stays with its patch */
		if (nrows && !strcmp(rows[v->text.line[i].item].name, sc->patch))
			v->at = i;
	patches_mark(sc);
}

void patches_mark(struct screen *sc)
{
	struct view *v = &sc->views[VIEW_PATCHES];
	int item = v->at < v->text.n ? v->text.line[v->at].item : NO_ITEM;
	const char *name = item >= 0 ? rows[item].name : "";

	if (strcmp(sc->patch, name)) {
		sc->views[VIEW_FUNCTION].stale = true;
		sc->views[VIEW_FUNCTION].top = sc->views[VIEW_BLOCKERS].top = 0;
	}
	snprintf(sc->patch, sizeof(sc->patch), "%s", name);
	sc->patch_state = item >= 0 ? rows[item].state : 0;
}

static void patches_head(struct screen *sc, struct view *v, char *buf, size_t size)
{
	(void)sc;
	(void)v;
	snprintf(buf, size, " %-8s %-24s %-12s %5s  %8s %9s", "CONFIRM", "PATCH", "STATE", "FUNCS",
		 "AGE", "HITS");
}

static enum view_id patches_open(struct screen *sc, int item, char *line, size_t size)
{
	(void)sc;
	(void)item;
	(void)line;
	(void)size;
	return VIEW_FUNCTION;
}

void view_patches(struct view *v)
{
	*v = (struct view){ .name = "patches", .flags = VW_LIST | VW_LIVE, .read = patches_read,
			    .head = patches_head, .open = patches_open };
}

void view_patches_end(void)
{
	nfiles = 0;
	nrows = 0;
}
