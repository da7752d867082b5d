// SPDX-License-Identifier: GPL-2.0-only
/* opwords.c - see opwords.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "command/opwords.h"
#include "report/calls.h"

const struct opword opwords[] = {
	{
		.name = "confirmed", .verbs = OPWORDS_APPLY, .values = "[SECONDS]",
		.text = "revert by itself after SECONDS (120) unless confirm comes; said again, "
			"the time starts anew",
	},
	{
		.name = "depth", .verbs = OPWORDS_APPLY | OPWORDS_REVERT,
		.values = "hold|nudge|freeze",
		.text = "go no deeper than this (freeze)",
	},
	{
		.name = "mindepth", .verbs = OPWORDS_APPLY | OPWORDS_REVERT,
		.values = "hold|nudge|freeze",
		.text = "begin with this (hold)",
	},
	{
		.name = "within", .verbs = OPWORDS_APPLY | OPWORDS_REVERT | OPWORDS_HITS,
		.values = "MS",
		.text = "give up after so many milliseconds (" WITHIN_ENV ", else 1000); then "
			"nothing has changed",
	},
	{
		.name = "standstill", .verbs = OPWORDS_APPLY | OPWORDS_REVERT,
		.values = "MS",
		.text = "the freezer holds the box for so many milliseconds at the most (2000)",
	},
	{
		.name = "patiently", .verbs = OPWORDS_APPLY | OPWORDS_REVERT, .values = "",
		.text = "nudge nobody who might notice: such tasks are waited for, and named; no "
			"deeper than nudge",
	},
	{ .name = NULL }
};

bool parse_number(struct session *s, const char *what, const char *word, uint32_t lo, uint32_t hi,
		  const char *unit, uint32_t *value)
{
	char expected[48], found[64], *end;
	unsigned long v = strtoul(word, &end, 10);

	if (isdigit((unsigned char)*word) && !*end && v >= lo && v <= hi) {
		*value = v;
		return true;
	}
	snprintf(expected, sizeof(expected), "%u to %u %s", lo, hi, unit);
	snprintf(found, sizeof(found), "\"%.48s\"", word);
	fail_found(s, HPX_USAGE, what, expected, found);
	return false;
}

static bool parse_depth(struct session *s, const char *what, const char *word, uint32_t *value)
{
	int d = depth_of_word(word);
	char found[64];

	if (d >= 0) {
		*value = d;
		return true;
	}
	snprintf(found, sizeof(found), "\"%.48s\"", word);
	fail_found(s, HPX_USAGE, what, "hold, nudge or freeze", found);
	return false;
}

static const struct opword *find(unsigned verb, const char *word)
{
	for (const struct opword *w = opwords; w->name; w++)
		if ((w->verbs & verb) && !strcmp(w->name, word))
			return w;
	return NULL;
}

static int not_a_word(struct session *s, unsigned verb, const char *word)
{
	char expected[80] = "", found[64];
	size_t at = 0;

	for (const struct opword *w = opwords; w->name; w++)
		if (w->verbs & verb)
			at += snprintf(expected + at, sizeof(expected) - at, "%s%s", at ? ", " : "",
				       w->name);
	snprintf(found, sizeof(found), "\"%.48s\"", word);
	return fail_found(s, HPX_USAGE, "unknown option", expected, found);
}

static bool parse_value(struct session *s, const char *name, const char *value, struct hp_op *op)
{
	if (!strcmp(name, "confirmed"))
		return parse_number(s, name, value, 1, HP_MAX_CONFIRM_S, "seconds",
				    &op->confirm_s);
	if (!strcmp(name, "within"))
		return parse_number(s, name, value, 1, HP_MAX_DEADLINE_MS,
				    "milliseconds", &op->deadline_ms);
	if (!strcmp(name, "standstill"))
		return parse_number(s, name, value, 1, HP_MAX_DEADLINE_MS,
				    "milliseconds", &op->freeze_ms);
	return parse_depth(s, name, value, !strcmp(name, "depth") ? &op->max_depth :
			   &op->min_depth);
}

/* From the environment, so that scripts written for a fast box can run on a slow one unchanged. */
static int default_deadline(struct session *s, struct hp_op *op)
{
	const char *ms = getenv(WITHIN_ENV);

	if (op->deadline_ms || !ms || !*ms ||
	    parse_number(s, WITHIN_ENV, ms, 1, HP_MAX_DEADLINE_MS, "milliseconds",
			 &op->deadline_ms))
		return 0;
	return HPX_USAGE;
}

/* "patiently" rules out depth freeze, because the freezer disturbs every task. */
static int patience(struct session *s, struct hp_op *op)
{
	if (!(op->flags & HP_OP_SPARE))
		return 0;
	if (op->max_depth == HP_DEPTH_FREEZE || op->min_depth == HP_DEPTH_FREEZE)
		return fail_found(s, HPX_USAGE, "patiently", "no depth below nudge",
				  word_depth(HP_DEPTH_FREEZE));
	if (!op->max_depth)
		op->max_depth = HP_DEPTH_NUDGE;
	calls_that_notice(op->spare);
	return 0;
}

int opwords_parse(struct session *s, unsigned verb, int argc, char **argv, struct hp_op *op)
{
	for (int i = 0; i < argc; i++) {
		const struct opword *w = find(verb, argv[i]);
		bool optional = w && *w->values == '[';

		if (!w)
			return not_a_word(s, verb, argv[i]);
		if (!*w->values) {
			op->flags |= HP_OP_SPARE;
			continue;
		}
		if (optional)
			op->confirm_s = CONFIRM_DEFAULT_S;
		if (i + 1 == argc || (optional && find(verb, argv[i + 1]))) {
			if (optional)
				continue;
			return fail_found(s, HPX_USAGE, w->name, w->values, "nothing");
		}
		if (!parse_value(s, w->name, argv[++i], op))
			return HPX_USAGE;
	}
	if (op->max_depth && op->min_depth > op->max_depth)
		return fail_found(s, HPX_USAGE, "mindepth", "nothing deeper than depth",
				  word_depth(op->min_depth));
	return patience(s, op) ? HPX_USAGE : default_deadline(s, op);
}
