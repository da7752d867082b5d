/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * history.h - the file "history" of the state directory: who did what to this box's kernel.
 *
 * It only grows.  One entry (entry.h) is one write(2) at its end, then on the disk before the
 * command's answer.  Only commands that may change the kernel are entered, and only when they came
 * as far as asking it: not wrong usage, not a missing device.  Cutting or rotating the file is the
 * administrator's business; a reader starts at the first whole line it finds.
 */
#ifndef HP_HISTORY_H
#define HP_HISTORY_H

#include "history/entry.h"
#include "session/session.h"

/* A command on its way: history_start() before it runs, history_add() when its code is known. */
struct history_start {
	time_t when;
	uint64_t start_us;
};

void history_start(struct session *s, struct history_start *e);

/*
 * Writes the entry of the command that ended with code.  If the file cannot be written there is a
 * note, but the code stays: it tells what happened to the kernel.
 */
void history_add(struct session *s, const struct history_start *e, int argc, char **argv, int code);

/*
 * Calls each for every entry, oldest first.  *unreadable counts the lines that are no entries.  0, also
 * when there is no such file; or -errno.
 */
int history_each(void (*each)(void *arg, const struct history_entry *e), void *arg, uint64_t *unreadable);

#endif
