/* SPDX-License-Identifier: GPL-2.0-only */
/* show.h - the screens verbs have in common: stacks, verdicts, symbols, times. */
#ifndef HP_SHOW_H
#define HP_SHOW_H

#include "patch.h"
#include "session.h"

/* "vfs_read+0x9c [ext4] fs/read_write.c" or "0xffff..." */
char *symbolize(struct session *s, uint64_t addr, char *buf, size_t size);

/*
 * Who is inside, with stacks.  total: how many there were; funcs: names for .func, may be NULL; more:
 * how to get them all.  On a terminal as many as its screen holds, because 300 of them take 16 s at
 * 9600 baud and the first scroll away; elsewhere HP_MAX_BLOCKERS; with s->all, and in JSON, all n.
 */
void show_blockers(struct session *s, const struct hp_blocker *b, uint32_t n, uint32_t total,
		   const struct hp_target *funcs, uint32_t nfuncs, const char *more);

/* The same of tasks that the freezer did not get, wherever they are. */
/* Whom an operation waited for instead of nudging them. */
void show_spared(struct session *s, const char *name, const struct hp_blocker *b, uint32_t n);

void show_unfrozen(struct session *s, const struct hp_blocker *b, uint32_t n, uint32_t total);

/* "2: kernel thread 51 "kswapd0" in kswapd, which never leaves, ..." for a failure's one line. */
char *blockers_text(char *buf, size_t size, const struct hp_blocker *b, uint32_t n, uint32_t total,
		    const struct hp_target *funcs, uint32_t nfuncs);

/* Fails with what a verdict says (or, if it says nothing, with the errno); prefix: what was tried.
 * Returns the exit code. */
int fail_verdict(struct session *s, const char *prefix, const struct hp_verdict *v, int err);

/* All symbols that bear the name; in JSON the array "candidates". */
void show_candidates(struct session *s, const struct hp_symref *ref);

/* One target with all that is known of it; with_verdict: and whether it could be replaced. */
void show_target(struct session *s, const struct hp_target *t, const char *replacement,
		 bool with_verdict);

/* One symbol as "sym" and candidates are listed; pos counts from 1. */
void show_symbol(struct session *s, const struct hp_sym *sym, uint32_t pos);

/* "123 us", "4.1 ms", "12.3 s"; "under a tick" for what a coarse clock measures as nothing */
char *duration(char *buf, size_t size, uint64_t ns);

/* "2026-11-22 05:00:00" local time */
char *date(char *buf, size_t size, time_t t);

#endif
