/* SPDX-License-Identifier: GPL-2.0-only */
/* dryrun.h - looks at functions without changing anything: could they be replaced, who is inside? */
#ifndef HP_DRYRUN_H
#define HP_DRYRUN_H

#include "patch/find.h"
#include "session/session.h"

struct look {
	struct hp_check c;
	struct hp_blocker *b;
	uint32_t n;		/* of them that are named */
};

/*
 * Asks CHECK about the functions, and who is inside them.  If more tasks are than there was room for, it
 * asks again with more room.  look_free() is due.  NULL after failure().
 */
struct look *look_at(struct session *s, struct hp_target *targets, uint32_t n);
void look_free(struct look *l);

/* The tasks that are inside. */
void show_look(struct session *s, const struct look *l, const struct patch *p);

/* Fails with HPX_AGAIN where anybody is inside the functions t[n]. */
int judge_blockers(struct session *s, const char *name, const struct look *l,
		   const struct hp_target *t, uint32_t n);

/* Could p->targets be replaced now?  unfit: the exit code of a failure before, which is returned instead. */
int check_functions(struct session *s, struct patch *p, int unfit);

#endif
