// SPDX-License-Identifier: GPL-2.0-only
/* view_log.c - the kernel log in a view. */
#include <stdio.h>

#include "device/device.h"
#include "device/klog.h"
#include "screen/screen.h"

#define KEPT	1000		/* lines; when twice as many are there, the older half goes */
#define PIECE	2000		/* read at a time */

static void log_read(struct screen *sc, struct view *v)
{
	unsigned rows = body_rows();
	bool at_end = v->top + rows >= v->text.n;
	struct klog_line l;

	if (!sc->log_open) {
		text_clear(&v->text);
		sc->log_open = klog_open(sc->s, false);
		if (!sc->log_open)
			text_add(&v->text, NO_ITEM, TONE_WARN, "the kernel log cannot be read");
		at_end = true;
	}
	for (int i = 0; sc->log_open && i < PIECE && klog_next(sc->s, &l) > 0; i++)
		text_add(&v->text, NO_ITEM, TONE_PLAIN, "[%5llu.%06llu] %s",
			 (unsigned long long)l.usec / 1000000, (unsigned long long)l.usec % 1000000,
			 l.text);
	if (v->text.n > 2 * KEPT) {
		unsigned gone = v->text.n - KEPT;

		text_drop(&v->text, gone);
		v->top = v->top > gone ? v->top - gone : 0;
	}
	if (at_end)
		v->top = v->text.n;
}

static void log_head(struct screen *sc, struct view *v, char *buf, size_t size)
{
	(void)sc;
	snprintf(buf, size, "kernel log, %u lines", v->text.n);
}

void view_log(struct view *v)
{
	*v = (struct view){ .name = "log", .flags = VW_LIVE | VW_TAIL, .read = log_read,
			    .head = log_head };
}
