// SPDX-License-Identifier: GPL-2.0-only
/*
 * fake_device.c - takes the place of device/device.c in hp-console-fake, for tests on a terminal.
 *
 * The device is memory that all processes of the console share, as they share the real one.  What
 * it is like, and how fast time passes, says the environment.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <time.h>

#include "rig/fake.h"

extern unsigned screen_haste;		/* of the screen */
extern const char *screen_kallsyms;

static unsigned number(const char *name)
{
	const char *s = getenv(name);

	return s ? atoi(s) : 0;
}

static void block(struct fake *f, unsigned n)
{
	f->blocked = n;
	f->op_error = -16;	/* EBUSY */
	f->verdict.reason = HP_R_BLOCKED;
	for (unsigned i = 0; i < FAKE_BLOCKERS; i++) {
		struct hp_blocker *b = &f->blockers[i];

		b->pid = 123 + i;
		b->kind = HP_TASK_KTHREAD;
		b->never = 1;
		b->state = 'S';
		strcpy(b->comm, "kworker/0:1");
		b->nframes = 1;
		b->frames[0] = b->hit = 0xffffffff81000010ull;
	}
}

static void many_patches(struct fake *f, unsigned n)
{
	char name[32];

	for (unsigned i = 0; i < n && f->npatches < FAKE_PATCHES; i++) {
		sprintf(name, "patch%02u", i);
		fake_patch(f, name, HP_APPLIED);
	}
}

/* FAKE_TIMER=SECONDS: meminfo waits for confirmation. */
static void timer(struct fake *f, unsigned seconds)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	f->patches[0].state = HP_UNCONFIRMED;
	f->second_ms = 1000 / screen_haste + 1;
	f->confirm_end_ms = t.tv_sec * 1000ll + t.tv_nsec / 1000000 + seconds * f->second_ms;
}

struct transport *device_transport(void)
{
	struct fake *f = mmap(NULL, sizeof(*f), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			      -1, 0);

	if (f == MAP_FAILED)
		exit(1);
	fake_init(f);
	f->info.symbols = 127398;
	fake_patch(f, "meminfo", HP_APPLIED);
	f->events[0] = (struct hp_event){ .kind = HP_EV_REVERTED, .patch = "other", .pid = 1,
					  .comm = "a\x1b[2J" };
	f->nevents = 1;
	if (number("FAKE_HASTE"))
		screen_haste = number("FAKE_HASTE");
	if (getenv("FAKE_KALLSYMS"))
		screen_kallsyms = getenv("FAKE_KALLSYMS");
	if (number("FAKE_BLOCKED"))
		block(f, number("FAKE_BLOCKED"));
	if (number("FAKE_TIMER"))
		timer(f, number("FAKE_TIMER"));
	if (number("FAKE_STUCK"))
		f->patches[0].state = HP_STUCK;
	if (number("FAKE_OTHER")) {
		f->body = HP_R_OTHER;
		f->body_found = 0xfedc;
	}
	f->slow = number("FAKE_SLOW");
	if (number("FAKE_UNDERWAY"))
		f->progress = (struct hp_progress){ .phase = HP_PHASE_NUDGE, .patch = "meminfo" };
	many_patches(f, number("FAKE_PATCHES"));
	return &f->t;
}
