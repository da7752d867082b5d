// SPDX-License-Identifier: GPL-2.0-only
/*
 * status.c - the two lines above: kernel, build-id, table, taint, patches; timer and last result.
 *
 * The timer's seconds stand in the same columns as those of its patch in the list: from one to the
 * other the cursor has to go down only, which costs fewer bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "device/device.h"
#include "device/info.h"
#include "files/read.h"
#include "output/clean.h"
#include "output/times.h"
#include "patch/find.h"
#include "screen/screen.h"

static void read_taint(struct screen *sc)
{
	char buf[32];

	if (file_read_small("/proc/sys/kernel/tainted", buf, sizeof(buf)) > 0)
		sc->taint = strtoull(buf, NULL, 10);
}

/* The last apply or revert, of whatever process, whether it failed or not, is the last result. */
static void read_events(struct screen *sc)
{
	struct hp_event ev;

	for (int i = 0; i < 64 && sc->s->dev->event(sc->s->dev, &ev, 0) > 0; i++) {
		uint32_t kind = ev.kind == HP_EV_FAILED ? ev.action : ev.kind;

		ev.patch[sizeof(ev.patch) - 1] = '\0';
		if (kind == HP_EV_APPLIED || kind == HP_EV_REVERTED)
			sc->last = ev;
		sc->scan_files |= kind == HP_EV_LOADED || kind == HP_EV_UNLOADED;
		sc->views[VIEW_FUNCTION].stale = true;
	}
}

static void read_patches(struct screen *sc)
{
	struct hp_patch *list;
	uint32_t n;

	if (patch_list(sc->s, &list, &n))
		return;
	free(sc->loaded);
	sc->loaded = list;
	sc->nloaded = n;
}

void status_read(struct screen *sc)
{
	struct session *s = sc->s;

	sc->busy = device_info(s);
	read_taint(sc);
	read_events(sc);
	if (!(s->info.flags & HP_NEEDS_TABLE))
		read_patches(sc);
}

/* The letters of Documentation/admin-guide/tainted-kernels.rst. */
static const char *taint_text(uint64_t taint, char *buf, size_t size)
{
	static const char letters[] = "PFSRMBUDAWCIOELKXTN";
	size_t at = 0;

	if (!taint)
		return "none";
	for (size_t i = 0; i < sizeof(letters) - 1 && at + 1 < size; i++)
		if (taint & 1ull << i)
			buf[at++] = letters[i];
	buf[at] = '\0';
	return buf;
}

static void last_text(const struct hp_event *e, char *buf, size_t size)
{
	char frozen[32], stop[32];

	if (!e->kind)
		snprintf(buf, size, "nothing was done yet");
	else if (e->kind == HP_EV_FAILED)
		snprintf(buf, size, "%s not %s: %s", e->patch, word_event(e->action),
			 e->reason ? text_reason(e->reason) : strerror(abs(e->error)));
	else
		snprintf(buf, size, "%s %s, freeze %s, stop %s", e->patch, word_event(e->kind),
			 e->frozen_ns ? duration(frozen, sizeof(frozen), e->frozen_ns) : "none",
			 duration(stop, sizeof(stop), e->stop_ns));
}

/* What to say if a patch needs a person, in place of the lock's state; else NULL. */
static const char *alarm_of(const struct screen *sc)
{
	for (uint32_t i = 0; i < sc->nloaded; i++) {
		if (sc->loaded[i].state == HP_ABANDONED)
			continue;
		if (sc->loaded[i].changed)
			return "ENTRY OVERWRITTEN";
		if (sc->loaded[i].state == HP_REVERTING || sc->loaded[i].state == HP_STUCK)
			return "REVERT STALLS";
	}
	return NULL;
}

void status_lines(struct screen *sc, char *first, char *second, size_t size)
{
	const struct hp_info *i = &sc->s->info;
	char taint[32], last[160], rest[128];
	const char *alarm = alarm_of(sc);

	/* "build-id ok" wherever there is a table, because the module refuses one of another kernel. */
	snprintf(rest, sizeof(rest), "  %s  taint %s  %u of %u applied  %s",
		 i->flags & HP_HAS_TABLE ? "build-id ok  table ok" : "no table",
		 taint_text(sc->taint, taint, sizeof(taint)), i->applied, i->patches,
		 alarm ? alarm : sc->unlocked ? "UNLOCKED" : "read-only");
	snprintf(first, size, "%.*s%s", (int)(HOME_COLS - 1 - strlen(rest)),
		 *i->release ? i->release : sc->s->release, rest);
	last_text(&sc->last, last, sizeof(last));
	if (*i->pending)
		snprintf(second, size, " %4u s to revert %.20s; last: %s", i->pending_left_s,
			 i->pending, last);
	else
		snprintf(second, size, "no timer runs; last: %s", last);
}

void say(struct screen *sc, enum tone tone, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(sc->message, sizeof(sc->message), fmt, ap);
	va_end(ap);
	clean_text(sc->message);
	if (strlen(sc->message) >= HOME_COLS)
		strcpy(sc->message + HOME_COLS - 15, " ... (o: all)");
	sc->message_tone = tone;
}
