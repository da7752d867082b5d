/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * job.h - a command line run in a child, so that the screen goes on while an ioctl waits.
 *
 * A child and not a thread: it opens the device for itself, and because it leads a session of its own
 * (setsid) it ends what it began also when the terminal or the screen goes away.
 */
#ifndef HP_JOB_H
#define HP_JOB_H

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "session/session.h"

struct job {
	pid_t pid;		/* 0: none runs */
	int out, result;	/* pipes */
	char line[512];
	char *text;		/* what it printed; stays until the next begins */
	size_t len, room;
	int code;		/* enum hp_exit */
	char failure[1024];	/* why, "" when done */
	bool quits;
};

struct term;

/* False: no child could be made.  line is copied. */
bool job_start(struct job *j, struct session *s, struct term *t, const char *line);

/* Takes the output that has come.  True: it has ended, .code and .failure say how. */
bool job_read(struct job *j);

/* As if a child had run line: it was run in place, printed text, and ended with code. */
void job_was(struct job *j, struct session *s, const char *line, int code, const char *text);

void job_forget(struct job *j);

#endif
