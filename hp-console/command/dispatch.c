// SPDX-License-Identifier: GPL-2.0-only
/*
 * dispatch.c - see dispatch.h.  Knows neither terminal nor device: tests drive it with a list of
 * verbs and a transport of their own.
 */
#include <stdio.h>
#include <string.h>

#include "command/dispatch.h"
#include "device/connect.h"
#include "device/contract.h"
#include "history/history.h"

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Takes one word off *from, unquoted in place.  False when a quote stays open. */
static bool take_word(char **from)
{
	char *in = *from, *to = *from, quote = '\0';

	for (; *in && (quote || !blank(*in)); in++) {
		if (quote && *in == quote) {
			quote = '\0';
		} else if (!quote && (*in == '\'' || *in == '"')) {
			quote = *in;
		} else if (*in == '\\' && quote != '\'' && in[1]) {
			*to++ = *++in;
		} else {
			*to++ = *in;
		}
	}
	*from = *in ? in + 1 : in;
	*to = '\0';
	return !quote;
}

int split_line(char *line, char **argv, int max)
{
	int n = 0;

	for (;;) {
		while (blank(*line))
			line++;
		if (!*line || *line == '#')
			return n;
		if (n == max)
			return -2;
		argv[n++] = line;
		if (!take_word(&line))
			return -1;
	}
}

static int unknown_verb(struct session *s, const char *word)
{
	char quoted[64];

	snprintf(quoted, sizeof(quoted), "\"%.48s\"", word);
	return fail_found(s, HPX_USAGE, "unknown command", "a verb (see \"help\")", quoted);
}

const struct verb *verb_find(struct session *s, const char *word)
{
	const struct verb *v, *hit = NULL;
	char names[256] = "";
	size_t len = strlen(word), at = 0;
	unsigned hits = 0;

	for (v = s->verbs; v->name; v++)
		if (!strcmp(v->name, word) || (v->alias && !strcmp(v->alias, word)))
			return v;
	for (v = s->verbs; s->person && len && v->name; v++) {
		if (strncmp(v->name, word, len))
			continue;
		hit = v;
		hits++;
		at += snprintf(names + at, sizeof(names) - at, "%s%s", at ? ", " : "", v->name);
		if (at >= sizeof(names))
			at = sizeof(names) - 1;
	}
	if (!hits) {
		unknown_verb(s, word);
		return NULL;
	}
	if (hits > 1) {
		failure(s, HPX_USAGE, "\"%.48s\" is ambiguous: %s", word, names);
		return NULL;
	}
	if (hit->flags & VF_CHANGES) {
		failure(s, HPX_USAGE, "\"%.48s\" would change the kernel: expected \"%s\" in full",
			word, hit->name);
		return NULL;
	}
	return hit;
}

static int check_count(struct session *s, const struct verb *v, int n)
{
	char expected[48], found[16];

	if (n >= v->min && n <= v->max)
		return 0;
	if (v->min == v->max)
		snprintf(expected, sizeof(expected), "%d argument%s", v->min, &"s"[v->min == 1]);
	else
		snprintf(expected, sizeof(expected), "%d to %d arguments", v->min, v->max);
	snprintf(found, sizeof(found), "%d", n);
	fail_found(s, HPX_USAGE, v->name, expected, found);
	snprintf(s->text + strlen(s->text), sizeof(s->text) - strlen(s->text),
		 "; usage: %s%s%s", v->name, *v->args ? " " : "", v->args);
	return HPX_USAGE;
}

/* The one place that writes the history, so that no verb has to do it, and none can forget it. */
static int run_verb(struct session *s, const struct verb *v, int argc, char **argv)
{
	struct history_start start;
	int code;

	if (!(v->flags & (VF_CHANGES | VF_RECORD)))
		return v->run(s, argc, argv);
	history_start(s, &start);
	code = v->run(s, argc, argv);
	if (code != HPX_USAGE && !s->outcome.looked)
		history_add(s, &start, argc, argv, code);
	return code;
}

static int run(struct session *s, int argc, char **argv)
{
	const struct verb *v = verb_find(s, argv[0]);
	int ret;

	out_str(&s->out, "verb", v ? v->name : argv[0]);
	if (!v)
		return HPX_USAGE;
	ret = check_count(s, v, argc - 1);
	if (!ret && (v->flags & VF_DEVICE))
		ret = device_ready(s);
	if (!ret && (v->flags & VF_NEWEST) && contract_is_older(s))
		ret = contract_too_old(s, v->name);
	if (!ret && (v->flags & VF_DEVICE) && !(v->flags & VF_ALWAYS))
		ret = device_able(s);
	return ret ? ret : run_verb(s, v, argc, argv);
}

static void finish_json(struct session *s, int code, int depth)
{
	json_end_to(&s->out.j, depth + 1);
	out_bool(&s->out, "ok", code == HPX_DONE);
	out_int(&s->out, "code", code);
	if (code != HPX_DONE) {
		out_object(&s->out, "error");
		out_str(&s->out, "text", s->text);
		if (*s->expected) {
			out_str(&s->out, "expected", s->expected);
			out_str(&s->out, "found", s->found);
		}
		out_end(&s->out);
	}
	out_end(&s->out);
}

void dispatch_error(struct session *s, int code)
{
	out_object(&s->out, NULL);
	finish_json(s, code, 0);
}

static void finish_text(struct session *s, int code, enum finish finish)
{
	if (finish != FINISH_LINE)
		return;
	if (code == HPX_DONE)
		out_text(&s->out, "OK\n");
	else
		out_text(&s->out, "ERR %d %s\n", code, s->text);
}

int dispatch(struct session *s, int argc, char **argv, enum finish finish)
{
	int depth = s->out.j.depth;
	int code = HPX_USAGE;

	out_measure(&s->out);
	s->all = s->anyway = false;
	out_object(&s->out, NULL);
	if (argc > 0) {
		s->text[0] = s->expected[0] = s->found[0] = '\0';
		code = run(s, argc, argv);
	} else {	/* dispatch_line() could not split it, and s->text says why */
		out_str(&s->out, "verb", "");
	}
	if (s->out.json)
		finish_json(s, code, depth);
	else
		finish_text(s, code, finish);
	fflush(s->out.to);
	return code;
}

int dispatch_line(struct session *s, const char *line, enum finish finish)
{
	char buf[4096], *argv[MAX_ARGS + 1];
	int argc;

	if ((size_t)snprintf(buf, sizeof(buf), "%s", line) >= sizeof(buf)) {
		fail_found(s, HPX_USAGE, "the line is too long", "at most 4095 characters", "more");
		return dispatch(s, -1, NULL, finish);
	}
	argc = split_line(buf, argv, MAX_ARGS);
	if (!argc)
		return HPX_DONE;
	if (argc < 0)
		fail_found(s, HPX_USAGE, "the line cannot be read", argc == -1 ?
			   "a closing quote" : "at most 64 words", argc == -1 ? "none" : "more");
	argv[argc > 0 ? argc : 0] = NULL;
	return dispatch(s, argc, argv, finish);
}
