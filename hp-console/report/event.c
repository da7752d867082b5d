// SPDX-License-Identifier: GPL-2.0-only
/* event.c - see event.h. */
#include <stdlib.h>
#include <string.h>

#include "output/enumtext.h"
#include "output/times.h"
#include "report/event.h"

static void json_event(struct session *s, const struct hp_event *ev)
{
	out_object(&s->out, NULL);
	out_uint(&s->out, "seq", ev->seq);
	out_uint(&s->out, "time_ns", ev->time_ns);
	out_str(&s->out, "event", word_event(ev->kind));
	if (ev->kind == HP_EV_FAILED) {
		out_str(&s->out, "action", word_event(ev->action));
		out_int(&s->out, "error", ev->error);
		out_str(&s->out, "reason", word_reason(ev->reason));
		out_uint(&s->out, "blocked", ev->blocked);
	}
	out_fmt(&s->out, "patch", "%.*s", HP_OBJECT_LEN, ev->patch);
	out_uint(&s->out, "uid", ev->uid);
	out_uint(&s->out, "pid", ev->pid);
	out_fmt(&s->out, "comm", "%.*s", HP_COMM_LEN, ev->comm);
	out_str(&s->out, "depth", word_depth(ev->depth));
	out_uint(&s->out, "frozen_ns", ev->frozen_ns);
	out_uint(&s->out, "stop_ns", ev->stop_ns);
	out_end(&s->out);
}

void show_event(struct session *s, const struct hp_event *ev)
{
	char when[32], who[96] = "";

	if (s->out.json) {
		json_event(s, ev);
		return;
	}
	if (ev->pid)	/* 0: the module itself did it */
		snprintf(who, sizeof(who), " (uid %u, pid %u, %.*s)", ev->uid, ev->pid,
			 HP_COMM_LEN, ev->comm);
	date(when, sizeof(when), ev->time_ns / 1000000000);
	if (ev->kind == HP_EV_FAILED)
		out_text(&s->out, "* %s %.*s: not %s: %s%s\n", when, HP_OBJECT_LEN, ev->patch,
			 word_event(ev->action), ev->reason ? text_reason(ev->reason) :
			 strerror(abs(ev->error)), who);
	else
		out_text(&s->out, "* %s %.*s%s%s%s\n", when, HP_OBJECT_LEN, ev->patch,
			 *ev->patch ? ": " : "", text_event(ev->kind), who);
}
