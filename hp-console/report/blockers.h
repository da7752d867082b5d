/* SPDX-License-Identifier: GPL-2.0-only */
/* blockers.h - shows the tasks that are in the way of an operation, and addresses as names. */
#ifndef HP_BLOCKERS_H
#define HP_BLOCKERS_H

#include "session/session.h"

/* "vfs_read+0x9c [ext4] fs/read_write.c" or "0xffff..." */
char *symbolize(struct session *s, uint64_t addr, char *buf, size_t size);

/*
 * Shows the tasks that are inside, with their stacks.  total: how many there were; funcs: names for
 * .func, may be NULL; more: a hint how to see all.  On a terminal it shows as many as the screen holds,
 * because 300 of them take 16 s at 9600 baud and the first scroll away; elsewhere HP_MAX_BLOCKERS; with
 * s->all, and in JSON, all n.
 */
void show_blockers(struct session *s, const struct hp_blocker *b, uint32_t n, uint32_t total,
		   const struct hp_target *funcs, uint32_t nfuncs, const char *more);

/* Shows the tasks that an operation waited for instead of nudging them. */
void show_spared(struct session *s, const char *name, const struct hp_blocker *b, uint32_t n);

/* The same as show_blockers() of tasks that the freezer did not get, wherever they are. */
void show_unfrozen(struct session *s, const struct hp_blocker *b, uint32_t n, uint32_t total);

/* "2: kernel thread 51 "kswapd0" in kswapd, which it never leaves, ..." for a failure's one line. */
char *blockers_text(char *buf, size_t size, const struct hp_blocker *b, uint32_t n, uint32_t total,
		    const struct hp_target *funcs, uint32_t nfuncs);

#endif
