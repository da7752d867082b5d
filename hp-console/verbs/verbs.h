/* SPDX-License-Identifier: GPL-2.0-only */
/* verbs.h - the list of verbs (verbs.c), and the functions behind it. */
#ifndef HP_VERBS_H
#define HP_VERBS_H

#include "command/dispatch.h"
#include "session/session.h"

/* All verbs; ends with a NULL name. */
extern const struct verb verbs[];

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

#endif
