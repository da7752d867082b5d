/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * past.h - the file "history" of the state directory: who did what to this box's kernel.
 *
 * It only grows.  One record (record.h) is one write(2) at its end, then on the disk before the
 * command's answer.  Only commands that may change the kernel are recorded, and only when they came
 * as far as asking it: not wrong usage, not a missing device.  Cutting or rotating the file is the
 * administrator's business; a reader starts at the first whole line it finds.
 */
#ifndef HP_PAST_H
#define HP_PAST_H

#include "record.h"
#include "session.h"

/* A command on its way: past_begin() before it runs, past_end() when its code is known. */
struct past_entry {
	time_t when;
	uint64_t start_us;
};

void past_begin(struct session *s, struct past_entry *e);

/*
 * Writes the record of the command that ended with code.  A file that cannot be written is a
 * note and nothing more: the kernel has been changed, and that is what the answer is about.
 */
void past_end(struct session *s, const struct past_entry *e, int argc, char **argv, int code);

/*
 * Calls each for every record, oldest first.  *unreadable counts the lines that are none.  0, also
 * when there is no such file; or -errno.
 */
int past_each(void (*each)(void *arg, const struct record *r), void *arg, uint64_t *unreadable);

#endif
