/* SPDX-License-Identifier: GPL-2.0-only */
/* verbs.h - the handlers behind the table of verbs (verbs.c), and nobody else's business. */
#ifndef HP_VERBS_H
#define HP_VERBS_H

#include "patch.h"
#include "session.h"

#define VERB(name) int verb_##name(struct session *s, int argc, char **argv)

VERB(abandon);
VERB(abort);
VERB(apply);
VERB(batch);
VERB(blocking);
VERB(cancel);
VERB(check);
VERB(confirm);
VERB(events);
VERB(help);
VERB(history);
VERB(hits);
VERB(list);
VERB(load);
VERB(quit);
VERB(recv);
VERB(revert);
VERB(screen);
VERB(show);
VERB(status);
VERB(stub);
VERB(sym);
VERB(table);
VERB(unload);

/* "42" within lo..hi of a unit; false after failure() with HPX_USAGE. */
bool parse_number(struct session *s, const char *what, const char *word, uint32_t lo, uint32_t hi,
		  const char *unit, uint32_t *value);

/* Runs APPLY, REVERT, COUNT or UNCOUNT; a failure, with who is inside.  An exit code. */
int operate(struct session *s, unsigned long cmd, const char *prefix, struct patch *p,
	    struct hp_op *op);

/* Applies a loaded patch; what was loaded for this only goes again when that fails. */
int apply_patch(struct session *s, struct patch *p, struct hp_op *op, bool loaded_now);

/* Could p->targets be replaced now?  unfit: an exit code, already told, that makes it no anyway. */
int check_functions(struct session *s, struct patch *p, int unfit);

/* "check stub FUNCTION VALUE" */
int check_stub(struct session *s, const char *func, const char *value);

/* One event in text ("* ...") or as an object. */
void show_event(struct session *s, const struct hp_event *ev);

#endif
