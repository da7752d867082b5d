/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * calls.h - what a blocking call of blockers20 is; for its two source files.
 */
#ifndef CALLS_H
#define CALLS_H

#include <pthread.h>
#include <signal.h>
#include <sys/types.h>

struct blocker {
	const char *name;
	long (*call)(struct blocker *b);	/* sets .nr, then blocks */
	pthread_t thread;
	pid_t tid;
	volatile long nr;			/* of the system call; -1 until about to block */
	volatile int returned;
	long result;
	int error;
	int started;
};

extern struct blocker blockers[];
extern const int nblockers;

/* To be set up before the first call. */
extern sigset_t all_signals;
extern int sysv_sem, sysv_msg;

#endif
