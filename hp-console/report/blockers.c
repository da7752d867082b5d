// SPDX-License-Identifier: GPL-2.0-only
/* blockers.c - see blockers.h. */
#include <stdlib.h>
#include <string.h>

#include "device/contract.h"
#include "device/device.h"
#include "report/blockers.h"
#include "report/calls.h"

#define BESIDES 7	/* lines of a screen for what stands before and behind a list of blockers */

char *symbolize(struct session *s, uint64_t addr, char *buf, size_t size)
{
	struct hp_symbolize q = { .addr = addr };
	const struct hp_sym *y = &q.sym;

	if (contract_call(s, HP_IOC_SYMBOLIZE, &q) || !*y->name)
		snprintf(buf, size, "0x%llx", (unsigned long long)addr);
	else
		snprintf(buf, size, "%s+0x%llx%s%s%s%s%s", y->name, (unsigned long long)q.offset,
			 *y->object ? " [" : "", y->object, *y->object ? "]" : "",
			 *y->file ? " " : "", y->file);
	return buf;
}

static const char *func_name(const struct hp_blocker *b, const struct hp_target *funcs, uint32_t n)
{
	return b->why == HP_WHY_FOUND && funcs && b->func < n ? funcs[b->func].ref.name : "";
}

static char state_letter(const struct hp_blocker *b)
{
	return b->state > ' ' && b->state < 0x7f ? (char)b->state : '?';
}

static void json_blocker(struct session *s, const struct hp_blocker *b, const char *func)
{
	uint32_t n = b->nframes < HP_FRAMES ? b->nframes : HP_FRAMES;
	char name[384];

	out_object(&s->out, NULL);
	out_uint(&s->out, "pid", b->pid);
	out_uint(&s->out, "tgid", b->tgid);
	out_fmt(&s->out, "comm", "%.*s", HP_COMM_LEN, b->comm);
	out_str(&s->out, "kind", word_task_kind(b->kind));
	out_fmt(&s->out, "state", "%c", state_letter(b));
	out_uint(&s->out, "cpu", b->cpu);
	out_bool(&s->out, "never", b->never);
	if (b->call) {
		out_str(&s->out, "call", call_name(name, sizeof(name), b->call));
		out_str(&s->out, "nudge",
			word_call_effect(call_effect_on(s, b->call, b->pid)));
	}
	out_str(&s->out, "why", word_why(b->why));
	out_str(&s->out, "function", func);
	out_addr(&s->out, "hit", b->hit);
	out_str(&s->out, "hit_name", symbolize(s, b->hit, name, sizeof(name)));
	out_array(&s->out, "stack");
	for (uint32_t i = 0; i < n; i++)
		out_str(&s->out, NULL, symbolize(s, b->frames[i], name, sizeof(name)));
	out_end(&s->out);
	out_end(&s->out);
}

static void text_blocker(struct session *s, const struct hp_blocker *b, const char *func)
{
	uint32_t n = b->nframes < HP_FRAMES ? b->nframes : HP_FRAMES;
	char name[384];

	out_text(&s->out, "  %s %u \"%.*s\" (%c, cpu %u)%s%s%s", text_task_kind(b->kind), b->pid,
		 HP_COMM_LEN, b->comm, state_letter(b), b->cpu, *func ? " is in " : "", func,
		 b->never ? ", which it never leaves" : "");
	if (b->why != HP_WHY_FOUND)
		out_text(&s->out, ": %s %s", text_why(b->why),
			 symbolize(s, b->hit, name, sizeof(name)));
	out_text(&s->out, "\n");
	if (b->call && !b->never)
		out_text(&s->out, "    in %s: %s\n", call_name(name, sizeof(name), b->call),
			 text_call_effect(call_effect_on(s, b->call, b->pid)));
	for (uint32_t i = 0; i < n; i++)
		out_text(&s->out, "    %s%s\n", symbolize(s, b->frames[i], name, sizeof(name)),
			 b->frames[i] == b->hit ? "  <--" : "");
	if (!n && b->hit)	/* without .hit it is listed only because it would not freeze */
		out_text(&s->out, "    found on its stack: %s\n",
			 symbolize(s, b->hit, name, sizeof(name)));
}

/* The text of one blocker (malloc), so that its length is known before it is printed. */
static char *render(struct session *s, const struct hp_blocker *b, const char *func)
{
	FILE *to = s->out.to;
	char *text = NULL;
	size_t size;

	s->out.to = open_memstream(&text, &size);
	if (s->out.to) {
		text_blocker(s, b, func);
		fclose(s->out.to);
	}
	s->out.to = to;
	return text;
}

/* How many lines of the terminal the text takes: a long line takes several. */
static unsigned lines_of(const char *text, unsigned columns)
{
	unsigned lines = 0;

	while (*text) {
		size_t len = strcspn(text, "\n");

		lines += len > columns ? (len + columns - 1) / columns : 1;
		text += len + (text[len] == '\n');
	}
	return lines;
}

/* Prints as many blockers as fit the screen as a whole, but at least one.  Returns how many. */
static uint32_t text_blockers(struct session *s, const struct hp_blocker *b, uint32_t n,
			      const struct hp_target *funcs, uint32_t nfuncs)
{
	bool limited = s->out.lines && !s->all;
	unsigned room = s->out.lines > BESIDES ? s->out.lines - BESIDES : 0, need;
	uint32_t i, most = s->all || n < HP_MAX_BLOCKERS ? n : HP_MAX_BLOCKERS;

	for (i = 0; i < most; i++) {
		char *text = render(s, &b[i], func_name(&b[i], funcs, nfuncs));

		if (!text)
			break;
		need = limited ? lines_of(text, s->out.columns) : 0;
		if (i && need > room) {
			free(text);
			break;
		}
		out_own(&s->out, text);
		free(text);
		room -= need < room ? need : room;
	}
	return i;
}

static void show_tasks(struct session *s, const char *head, const struct hp_blocker *b, uint32_t n,
		       uint32_t total, const struct hp_target *funcs, uint32_t nfuncs,
		       const char *more)
{
	uint32_t shown = n;

	out_uint(&s->out, "blocked", total);
	out_array(&s->out, "blockers");
	if (total)
		out_text(&s->out, "%s: %u\n", head, total);
	if (!s->out.json)
		shown = text_blockers(s, b, n, funcs, nfuncs);
	for (uint32_t i = 0; s->out.json && i < n; i++)
		json_blocker(s, &b[i], func_name(&b[i], funcs, nfuncs));
	out_end(&s->out);
	if (shown < total)
		out_text(&s->out, "... and %u more%s%s\n", total - shown, s->all ? "" : ": ",
			 s->all ? ", which cannot be named" : more);
}

void show_blockers(struct session *s, const struct hp_blocker *b, uint32_t n, uint32_t total,
		   const struct hp_target *funcs, uint32_t nfuncs, const char *more)
{
	show_tasks(s, "inside now", b, n, total, funcs, nfuncs, more);
}

/* These tasks have moved on since, so only what was recorded of them is shown: /proc is not asked. */
void show_spared(struct session *s, const char *name, const struct hp_blocker *b, uint32_t n)
{
	char call[64];

	out_uint(&s->out, "spared", n);
	out_array(&s->out, "waited_for");
	if (n)
		out_text(&s->out, "%s: waited for %u task%s, which a nudge might have disturbed:\n", name,
			 n, &"s"[n == 1]);
	for (uint32_t i = 0; i < n; i++) {
		call_name(call, sizeof(call), b[i].call);
		out_object(&s->out, NULL);
		out_uint(&s->out, "pid", b[i].pid);
		out_fmt(&s->out, "comm", "%.*s", HP_COMM_LEN, b[i].comm);
		out_str(&s->out, "call", call);
		out_end(&s->out);
		out_text(&s->out, "  %u \"%.*s\" in %s\n", b[i].pid, HP_COMM_LEN, b[i].comm, call);
	}
	out_end(&s->out);
}

void show_unfrozen(struct session *s, const struct hp_blocker *b, uint32_t n, uint32_t total)
{
	show_tasks(s, "would not freeze", b, n, total, NULL, 0, "see -j");
}

char *blockers_text(char *buf, size_t size, const struct hp_blocker *b, uint32_t n, uint32_t total,
		    const struct hp_target *funcs, uint32_t nfuncs)
{
	size_t at = snprintf(buf, size, "%u", total);

	for (uint32_t i = 0; i < n && i < 3 && at < size; i++) {
		const char *func = func_name(&b[i], funcs, nfuncs);

		at += snprintf(buf + at, size - at, "%s %s %u \"%.*s\"%s%.40s%s%s", i ? "," : ":",
			       text_task_kind(b[i].kind), b[i].pid, HP_COMM_LEN, b[i].comm,
			       *func ? " in " : "", func,
			       b[i].never ? ", which it never leaves" : "",
			       b[i].why == HP_WHY_FOUND ? "" : " (cannot be told)");
	}
	if (n > 3 && at < size)
		snprintf(buf + at, size - at, ", ...");
	return buf;
}
