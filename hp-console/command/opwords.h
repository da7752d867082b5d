/* SPDX-License-Identifier: GPL-2.0-only */
/* opwords.h - the option words after "apply NAME", "revert NAME" and others. */
#ifndef HP_OPWORDS_H
#define HP_OPWORDS_H

#include <stdbool.h>

#include "session/session.h"

#define OPWORDS_APPLY  1u
#define OPWORDS_REVERT 2u
#define OPWORDS_HITS   4u

#define CONFIRM_DEFAULT_S 120
#define WITHIN_ENV "HOTPATCH_WITHIN_MS"	/* the deadline where none is given */

struct opword {
	const char *name;
	unsigned verbs;			/* OPWORDS_* */
	const char *values;		/* how its value is written, "" for none */
	const char *text;
};

extern const struct opword opwords[];	/* ends with a NULL name */

/* "42" within lo..hi of a unit; false after failure() with HPX_USAGE. */
bool parse_number(struct session *s, const char *what, const char *word, uint32_t lo, uint32_t hi,
		  const char *unit, uint32_t *value);

/* An exit code. */
int opwords_parse(struct session *s, unsigned verb, int argc, char **argv, struct hp_op *op);

#endif
