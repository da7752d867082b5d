// SPDX-License-Identifier: GPL-2.0-only
/*
 * screen_work.c KALLSYMS - presses every key on a big box (200 blockers, 40 patches, the symbols of
 * KALLSYMS) and has callgrind count the instructions each one takes, painting included.
 *
 * Counted and not timed: the figures are the same on any machine, however busy.
 */
#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <valgrind/callgrind.h>

#include "rig/fake.h"
#include "device/connect.h"
#include "files/search.h"
#include "screen/screen.h"
#include "verbs/verbs.h"

extern const char *screen_kallsyms;

static void big_box(struct fake *f)
{
	char name[32];

	fake_init(f);
	for (int i = 0; i < FAKE_PATCHES; i++) {
		sprintf(name, "patch%02d", i);
		fake_patch(f, name, i ? HP_APPLIED : HP_UNCONFIRMED);
	}
	f->blocked = 200;
	for (int i = 0; i < FAKE_BLOCKERS; i++) {
		f->blockers[i].pid = 1000 + i;
		f->blockers[i].nframes = HP_FRAMES;
		for (int k = 0; k < HP_FRAMES; k++)
			f->blockers[i].frames[k] = 0xffffffff81000000ull + k * 64 + i;
	}
}

static void press(struct screen *sc, int key, const char *name)
{
	CALLGRIND_ZERO_STATS;
	act_on_key(sc, key);
	paint(sc);
	CALLGRIND_DUMP_STATS_AT(name);
}

static void press_all(struct screen *sc)
{
	static const char keys[] = "?jqGgk2G3/vfs_read\b\b\b\b\b\b\b\b\r\rjG4 G5 6 1wcnaA";

	for (const char *k = keys; *k; k++) {
		char name[32];

		snprintf(name, sizeof(name), "key %c (%zu)", *k < ' ' ? '^' : *k, k - keys);
		press(sc, *k, name);
	}
}

int main(int argc, char **argv)
{
	static struct fake f;
	static struct session s;
	static struct screen sc;
	FILE *null = fopen("/dev/null", "r+");
	SCREEN *screen = null ? newterm("vt100", null, null) : NULL;

	if (argc != 2 || !screen)
		return 1;
	set_term(screen);
	resizeterm(24, 80);
	screen_kallsyms = argv[1];
	big_box(&f);
	session_init(&s, &f.t, stdout, false);
	s.verbs = verbs;
	searchlist_set(&s, "/nonexistent");
	if (!screen_begin(&sc, &s))
		return 1;
	s.out.to = sc.capture;
	if (device_ready(&s))
		return 1;
	status_read(&sc);
	show_view(&sc, VIEW_SYMBOLS);
	while (symbols_read_on(&sc))
		;
	show_view(&sc, VIEW_PATCHES);
	paint(&sc);
	press_all(&sc);
	endwin();
	screen_end(&sc);
	device_close(&s);
	searchlist_end(&s);
	return 0;
}
