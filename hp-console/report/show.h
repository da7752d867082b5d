/* SPDX-License-Identifier: GPL-2.0-only */
/* show.h - what verbs have in common to show: verdicts, targets, symbols. */
#ifndef HP_SHOW_H
#define HP_SHOW_H

#include "session/session.h"

/* Fails with what a verdict says (or, if it says nothing, with the errno); prefix: what was tried.
 * Returns the exit code. */
int fail_verdict(struct session *s, const char *prefix, const struct hp_verdict *v, int err);

/* Fails where .verdict says that the function is another one than the patch was made for, or is not there; else 0. */
int fail_body(struct session *s, const char *prefix, const struct hp_body *b);

/* All symbols that bear the name; in JSON the array "candidates". */
void show_candidates(struct session *s, const struct hp_symref *ref);

/*
 * One target with all that is known of it; with_verdict: and whether it could be replaced.  body: what HP_IOC_BODY
 * said of it, if it was asked, else NULL or .size 0.
 */
void show_target(struct session *s, const struct hp_target *t, const struct hp_body *body,
		 const char *replacement, bool with_verdict);

/* Whether a target could be replaced. */
void show_verdict(struct session *s, const struct hp_target *t);

/* One symbol as "sym" and candidates are listed; pos counts from 1. */
void show_symbol(struct session *s, const struct hp_sym *sym, uint32_t pos);
/* The same under a name that does not fit into it. */
void show_symbol_named(struct session *s, const struct hp_sym *sym, const char *name, uint32_t pos);

#endif
