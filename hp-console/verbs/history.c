// SPDX-License-Identifier: GPL-2.0-only
/*
 * history.c - history: the entries of the file, and between them what the kernel log knows
 * besides.  A log line that says what an entry says already is left out.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command/opwords.h"
#include "device/klog.h"
#include "files/statedir.h"
#include "history/history.h"
#include "output/times.h"
#include "verbs/verbs.h"

#define SHOWN	   20
#define MAX_SHOWN  5000
#define KEPT	   1024		/* entries at least, to recognise log lines that say the same */
#define MAX_LINES  512		/* of the kernel log, the newest */

/* One line of the list, from either source. */
struct item {
	bool from_log;
	struct history_entry r;	/* of a log line: when, uid, pid, patch alone */
	char text[512];		/* the log line */
};

/* The newest size items of all that were put in. */
struct ring {
	struct item *item;
	uint32_t size;
	uint64_t put;		/* how many were put in */
	const char *patch;	/* only of this one; NULL: all */
};

static bool ring_init(struct ring *g, uint32_t size, const char *patch)
{
	*g = (struct ring){ .item = calloc(size, sizeof(struct item)), .size = size,
			    .patch = patch };
	return g->item;
}

static uint32_t ring_count(const struct ring *g)
{
	return g->put < g->size ? g->put : g->size;
}

static struct item *ring_at(const struct ring *g, uint32_t i)
{
	return &g->item[(g->put - ring_count(g) + i) % g->size];
}

static struct item *ring_put(struct ring *g, const struct history_entry *r)
{
	struct item *it = &g->item[g->put % g->size];

	if (g->patch && strcmp(g->patch, r->patch))
		return NULL;
	g->put++;
	it->r = *r;
	it->from_log = false;
	return it;
}

static void put_record(void *ring, const struct history_entry *r)
{
	ring_put(ring, r);
}

/* Wall time of a log line; the log counts on a clock that stands still in suspend. */
static time_t wall(uint64_t usec)
{
	struct timespec mono, now;
	int64_t boot;

	clock_gettime(CLOCK_MONOTONIC, &mono);
	clock_gettime(CLOCK_REALTIME, &now);
	/* In microseconds: with whole seconds the same line would be shown with changing times. */
	boot = (int64_t)(now.tv_sec - mono.tv_sec) * 1000000 + (now.tv_nsec - mono.tv_nsec) / 1000;
	return (boot + (int64_t)usec) / 1000000;
}

static void put_line(struct ring *g, const struct klog_line *l)
{
	struct history_entry r = { .when = wall(l->usec) };
	char number[16] = "";
	struct item *it;

	klog_value(l->text, "patch", r.patch, sizeof(r.patch));
	if (klog_value(l->text, "uid", number, sizeof(number)))
		r.uid = strtoul(number, NULL, 10);
	if (klog_value(l->text, "pid", number, sizeof(number)))
		r.pid = strtoul(number, NULL, 10);
	it = ring_put(g, &r);
	if (!it)
		return;
	it->from_log = true;
	snprintf(it->text, sizeof(it->text), "%.511s", l->text);
}

/* 0, or -errno when the log breaks off; a log that cannot be opened is a note. */
static int read_log(struct session *s, struct ring *g)
{
	struct klog_line l;
	char event[32];
	int ret;

	if (!klog_open(s, false)) {
		note(s, "the kernel log cannot be read: what the kernel did by itself is not here");
		return 0;
	}
	while ((ret = klog_next(s, &l)) > 0)
		if (l.kernel && !strncmp(l.text, "hotpatch: ", 10) &&
		    klog_value(l.text, "event", event, sizeof(event)))
			put_line(g, &l);
	return ret;
}

/* Was the line written on behalf of the command of an entry?  Clocks may be a second apart. */
static bool covers(const struct history_entry *r, const struct item *line)
{
	time_t end = r->when + (time_t)(r->took_us / 1000000) + 2;

	return r->pid == line->r.pid && line->r.when >= r->when - 1 && line->r.when <= end;
}

static bool covered(const struct ring *records, const struct item *line)
{
	for (uint32_t i = 0; i < ring_count(records); i++)
		if (covers(&ring_at(records, i)->r, line))
			return true;
	return false;
}

/*
 * "hold, stop 87 us, tasks held 2 ms": a depth that was reached says that it was done.  A time of 0 is
 * left out: where the clock is only the timer tick (a box without TSC and HPET) it is what was measured.
 */
static void how_text(const char *depth, uint64_t stop_us, uint64_t frozen_us, char *buf, size_t size)
{
	char stop[32], held[32];

	snprintf(buf, size, "%s%s%s%s%s", depth, stop_us ? ", stop " : "",
		 stop_us ? duration(stop, sizeof(stop), stop_us * 1000) : "",
		 frozen_us ? ", tasks held " : "",
		 frozen_us ? duration(held, sizeof(held), frozen_us * 1000) : "");
}

enum { EVENT, COMM, DEPTH, FREEZE, STOP, REASON, RESULT, KEYS };
static const char *const log_keys[KEYS] = {
	"event", "comm", "depth", "freeze_us", "stop_us", "reason", "result"
};

/* How it was done, or the reason why not, or the error; the log has numbers for the last two. */
static void result_text(char v[KEYS][64], char *buf, size_t size)
{
	int err = atoi(v[RESULT]), why = atoi(v[REASON]);

	if (why)
		snprintf(buf, size, "%s", text_reason(why));
	else if (err)
		snprintf(buf, size, "%s", strerror(abs(err)));
	else if (strcmp(v[DEPTH], "-"))
		how_text(v[DEPTH], strtoull(v[STOP], NULL, 10), strtoull(v[FREEZE], NULL, 10), buf, size);
	else
		snprintf(buf, size, "%s", strcmp(v[RESULT], "-") ? "done" : "");
}

static void json_log(struct session *s, const struct item *it, char v[KEYS][64])
{
	out_str(&s->out, "event", v[EVENT]);
	out_str(&s->out, "comm", v[COMM]);
	out_str(&s->out, "depth", v[DEPTH]);
	out_uint(&s->out, "frozen_us", strtoull(v[FREEZE], NULL, 10));
	out_uint(&s->out, "stop_us", strtoull(v[STOP], NULL, 10));
	out_str(&s->out, "reason", word_reason(strtoul(v[REASON], NULL, 10)));
	out_int(&s->out, "error", atoi(v[RESULT]));
	out_str(&s->out, "line", it->text);
}

static void show_log(struct session *s, const struct item *it, const char *when)
{
	char v[KEYS][64], result[192], who[96] = "kernel";
	const char *event = v[EVENT], *patch = it->r.patch;

	for (int i = 0; i < KEYS; i++)
		if (!klog_value(it->text, log_keys[i], v[i], sizeof(v[i])))
			strcpy(v[i], "-");
	json_log(s, it, v);
	result_text(v, result, sizeof(result));
	if (it->r.pid)
		snprintf(who, sizeof(who), "uid %u %s[%u]", it->r.uid, v[COMM], it->r.pid);
	if (!strncmp(event, "failed-", 7))
		event += 7;
	if (!strcmp(event, word_event(HP_EV_TIMEOUT))) {	/* the time ran out, nobody did it */
		out_text(&s->out, "%s  %s: %s: %s\n", when, who, patch,
			 text_event(HP_EV_TIMEOUT));
		return;
	}
	out_text(&s->out, "%s  %s: %s%s%s%s: %s\n", when, who, event == v[EVENT] ? "" : "not ",
		 event, *patch && *patch != '-' ? " " : "", *patch != '-' ? patch : "", result);
}

static void json_record(struct session *s, const struct history_entry *r)
{
	if (r->login != HISTORY_NOBODY)
		out_uint(&s->out, "login", r->login);
	out_str(&s->out, "sudo_user", r->sudo);
	out_str(&s->out, "tty", r->tty);
	out_str(&s->out, "command", r->verb);
	out_str(&s->out, "line", r->line);
	out_int(&s->out, "result", r->code);
	out_str(&s->out, "text", r->text);
	out_str(&s->out, "sha256", r->sha256);
	out_str(&s->out, "file", r->file);
	out_str(&s->out, "depth", *r->depth ? r->depth : "-");
	out_uint(&s->out, "stop_us", r->stop_us);
	out_uint(&s->out, "frozen_us", r->frozen_us);
	out_uint(&s->out, "total_us", r->total_us);
	out_uint(&s->out, "took_us", r->took_us);
}

/* "uid 0 (login uid 1000) for bob ttyS0 hp-console[77]": what is known, and nothing twice. */
static void who_text(const struct history_entry *r, char *buf, size_t size)
{
	char login[32] = "";

	if (r->login != HISTORY_NOBODY && r->login != r->uid)
		snprintf(login, sizeof(login), " (login uid %u)", r->login);
	snprintf(buf, size, "uid %u%s%s%s%s%s hp-console[%u]", r->uid, login, *r->sudo ? " for " : "", r->sudo,
		 *r->tty ? " " : "", r->tty + (strncmp(r->tty, "/dev/", 5) ? 0 : 5), r->pid);
}

static void show_record(struct session *s, const struct history_entry *r, const char *when)
{
	char who[160], how[128] = "";

	json_record(s, r);
	who_text(r, who, sizeof(who));
	if (!r->code && *r->depth)
		how_text(r->depth, r->stop_us, r->frozen_us, how, sizeof(how));
	out_text(&s->out, "%s  %s: %s%s%s\n", when, who, r->line, r->code ? "" : ": ",
		 *how || r->code ? how : "done");
	if (r->code)
		out_text(&s->out, "    ERR %u %s\n", r->code, r->text);
	if (*r->sha256)
		out_text(&s->out, "    sha256 %s%s%s\n", r->sha256, *r->file ? " " : "", r->file);
}

static void show_item(struct session *s, const struct item *it)
{
	char when[32];

	out_object(&s->out, NULL);
	out_str(&s->out, "time", utc(when, sizeof(when), it->r.when));
	out_str(&s->out, "source", it->from_log ? "kernel-log" : "file");
	out_uint(&s->out, "uid", it->r.uid);
	out_uint(&s->out, "pid", it->r.pid);
	out_str(&s->out, "patch", it->r.patch);
	date(when, sizeof(when), it->r.when);
	if (it->from_log)
		show_log(s, it, when);
	else
		show_record(s, &it->r, when);
	out_end(&s->out);
}

/* Newest last, because without a pager the end is what stays on the screen. */
static uint32_t merge(const struct ring *records, const struct ring *log, struct item **list)
{
	uint32_t i = 0, k = 0, n = 0;

	while (i < ring_count(records) || k < ring_count(log)) {
		struct item *line = k < ring_count(log) ? ring_at(log, k) : NULL;
		struct item *rec = i < ring_count(records) ? ring_at(records, i) : NULL;

		if (line && (!rec || line->r.when < rec->r.when)) {
			k++;
			if (!covered(records, line))
				list[n++] = line;
		} else {
			i++;
			list[n++] = rec;
		}
	}
	return n;
}

static void show(struct session *s, const struct ring *records, const struct ring *log,
		 uint32_t count)
{
	struct item **list = calloc(ring_count(records) + ring_count(log) + 1, sizeof(*list));
	uint32_t n = list ? merge(records, log, list) : 0;

	out_array(&s->out, "history");
	for (uint32_t i = n > count ? n - count : 0; i < n; i++)
		show_item(s, list[i]);
	out_end(&s->out);
	if (!n)
		out_text(&s->out, "nothing was done%s%s\n", records->patch ? " with " : "",
			 records->patch ? records->patch : "");
	free(list);
}

static int history(struct session *s, struct ring *records, struct ring *log, uint32_t count)
{
	uint64_t unreadable;
	int ret = history_each(put_record, records, &unreadable);

	if (ret)
		return fail_found(s, HPX_FAILED, statedir_path(), "a readable file \"history\"",
				  ret == -ENOTSUP ? "something else" : strerror(-ret));
	ret = read_log(s, log);
	out_str(&s->out, "directory", statedir_path());
	out_uint(&s->out, "unreadable", unreadable);
	show(s, records, log, count);
	if (unreadable)
		out_text(&s->out, "note: %llu lines of %s/history cannot be read\n",
			 (unsigned long long)unreadable, statedir_path());
	return ret < 0 ? failure(s, HPX_FAILED, "the kernel log broke off: %s", strerror(-ret)) : 0;
}

VERB(history)
{
	uint32_t count = SHOWN;
	bool counted = argc > 1 && argv[1][strspn(argv[1], "0123456789")] == '\0';
	const char *patch = argc > 1 + counted ? argv[1 + counted] : NULL;
	struct ring records = { .item = NULL }, log = { .item = NULL };
	int ret = HPX_FAILED;

	if (argc > 2 && !counted)
		return fail_found(s, HPX_USAGE, "history", "a number before the name", argv[1]);
	if (counted && !parse_number(s, "history", argv[1], 1, MAX_SHOWN, "entries", &count))
		return HPX_USAGE;
	if (ring_init(&records, count > KEPT ? count : KEPT, patch) &&
	    ring_init(&log, MAX_LINES, patch))
		ret = history(s, &records, &log, count);
	else
		failure(s, HPX_FAILED, "%s", strerror(ENOMEM));
	free(records.item);
	free(log.item);
	return ret;
}
