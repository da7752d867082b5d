// SPDX-License-Identifier: GPL-2.0-only
/*
 * screen.c - the loop: waits for a key, a child's output, a signal or the next tick, and paints.
 *
 * A tick reads what may have changed: once a second, on slow lines every five seconds, except while a
 * command runs or a timer has its last seconds; while paused not at all.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device/connect.h"
#include "device/contract.h"
#include "device/device.h"
#include "screen/screen.h"

#define TICK_MS		1000
#define SLOW_TICK_MS	5000
#define PROGRESS_MS	250
#define LAST_SECONDS	15
#define ANSWER_MS	250	/* nobody reads a question and answers it within that time */
#define ESC_MS		150	/* an Esc that nothing follows for so long is a key of its own */

/* Tests let time pass faster: a divisor of what lies between two ticks. */
unsigned screen_haste = 1;

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000ll + t.tv_nsec / 1000000;
}

static int tick_ms(const struct screen *sc)
{
	bool slow = sc->term.slow;
	int ms = slow ? SLOW_TICK_MS : TICK_MS;

	if (sc->job.pid)
		ms = slow ? TICK_MS : PROGRESS_MS;
	else if (slow && *sc->s->info.pending && sc->s->info.pending_left_s <= LAST_SECONDS)
		ms = TICK_MS;
	return ms / (int)screen_haste + 1;
}

static void read_progress(struct screen *sc)
{
	struct hp_progress p = { 0 };

	if (!sc->job.pid || contract_call(sc->s, HP_IOC_PROGRESS, &p))
		memset(&p, 0, sizeof(p));
	sc->progress = p;
	sc->progress.patch[sizeof(p.patch) - 1] = '\0';
	if (sc->giving_up)
		run_give_up(sc);
}

static void tick(struct screen *sc)
{
	struct view *v = &sc->views[sc->view];

	read_progress(sc);
	status_read(sc);
	if (!sc->busy && (v->stale || (v->flags & VW_LIVE))) {
		v->stale = false;
		v->read(sc, v);
	}
}

/* Is there a question?  take_keys() drops what was read behind the key that led to it: it is no answer. */
static bool asks(const struct screen *sc)
{
	return sc->ask.kind == ASK_YES || sc->ask.kind == ASK_NAME;
}

static void take_keys(struct screen *sc)
{
	unsigned char buf[64];
	ssize_t n = read(STDIN_FILENO, buf, sizeof(buf));
	int64_t now = now_ms();
	bool asked = asks(sc);
	int keys[2];

	sc->hasty = now - sc->last_input < ANSWER_MS;
	sc->last_input = now;

	if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
		term_gone = 1;
	for (ssize_t i = 0; i < n; i++) {
		int count = keys_feed(&sc->keydec, buf[i], keys);

		for (int k = 0; k < count; k++)
			act_on_key(sc, keys[k]);
		sc->hasty = true;
		if (asks(sc) && !asked)
			break;
		asked = asks(sc);
	}
}

/* Waits for at most ms.  True: nothing came. */
static bool wait_for_input(struct screen *sc, int ms)
{
	struct pollfd p[2] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = sc->job.pid ? sc->job.out : -1, .events = POLLIN },
	};
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000l };
	int n = ppoll(p, 2, &t, &sc->term.mask);

	if (n <= 0)
		return n == 0;
	if (p[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		term_gone = 1;
	else if (p[0].revents)
		take_keys(sc);
	if (p[1].revents && job_read(&sc->job))
		run_ended(sc);
	return false;
}

static void loop(struct screen *sc)
{
	int64_t next = now_ms();

	while (!sc->done && !term_gone) {
		int64_t left = next - now_ms();
		bool reading = sc->view == VIEW_SYMBOLS && symbols_read_on(sc);
		bool esc = sc->keydec.n, shortened;

		if (left <= 0 && !sc->paused)
			tick(sc);
		if (left <= 0)
			left = tick_ms(sc);
		if (left > tick_ms(sc))		/* a command runs now: ticks come earlier */
			left = tick_ms(sc);
		next = now_ms() + left;
		paint(sc);
		shortened = reading || (esc && left > ESC_MS);
		if (wait_for_input(sc, reading ? 0 : shortened ? ESC_MS : (int)left) && esc) {
			int key = keys_timeout(&sc->keydec);

			if (key)
				act_on_key(sc, key);
		}
		if (term_resized) {
			term_resize(&sc->term);
			sc->repaint = true;
		}
	}
}

bool screen_begin(struct screen *sc, struct session *s)
{
	memset(sc, 0, sizeof(*sc));
	sc->s = s;
	sc->job.out = -1;
	sc->capture = open_memstream(&sc->captured, &sc->captured_size);
	sc->scan_files = true;
	views_init(sc);
	return sc->capture;
}

void screen_end(struct screen *sc)
{
	for (int i = 0; i < VIEWS; i++)
		text_free(&sc->views[i].text);
	view_patches_end();
	names_close(&sc->names);
	job_forget(&sc->job);
	free(sc->loaded);
	fclose(sc->capture);
	free(sc->captured);
}

/* Closes the device for a new open(): the screen's own calls must not wait, those of line mode do again. */
static void open_anew(struct session *s, bool nowait)
{
	device_close(s);
	s->dev->nowait = nowait;
}

int screen_run(struct session *s)
{
	static struct screen sc;
	FILE *to = s->out.to;
	bool person = s->person;
	const char *wrong;
	int ret;

	if (!screen_begin(&sc, s))
		return failure(s, HPX_FAILED, "%s", strerror(ENOMEM));
	wrong = term_open(&sc.term);
	if (wrong) {
		screen_end(&sc);
		return fail_found(s, HPX_FAILED, "full screen", "a capable terminal", wrong);
	}
	s->out.to = sc.capture;
	s->person = true;
	open_anew(s, true);
	ret = device_ready(s);
	fflush(sc.capture);
	if (sc.captured_size)		/* a table was refused */
		say(&sc, TONE_WARN, "%s", sc.captured);
	if (!ret)
		loop(&sc);
	s->out.to = to;
	s->person = person;
	term_close(&sc.term);
	open_anew(s, false);
	if (term_gone)
		s->quit = true;
	screen_end(&sc);
	return ret;
}
