// SPDX-License-Identifier: GPL-2.0-only
/*
 * blocked.c - reads /proc/TID/syscall, which begins with the number of the system call the task
 * sleeps in, or says "running".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include "blocked.h"

#define LIMIT_MS	120000	/* a loaded machine takes its time */
#define STEP_MS		2

bool blocked_in(pid_t tid, long nr)
{
	char path[64], line[64] = "";
	FILE *f;
	long at;
	char *end;

	snprintf(path, sizeof(path), "/proc/%d/syscall", tid);
	f = fopen(path, "r");
	if (!f)
		return false;
	if (!fgets(line, sizeof(line), f))
		line[0] = 0;
	fclose(f);
	at = strtol(line, &end, 10);
	if (end == line || at < 0)
		return false;
	/* A sleep that was interrupted and taken up again has the number of restart_syscall. */
	return nr < 0 || at == nr || at == SYS_restart_syscall;
}

bool blocked_wait(pid_t tid, long nr)
{
	const struct timespec step = { .tv_nsec = STEP_MS * 1000000L };

	for (int waited = 0; waited < LIMIT_MS; waited += STEP_MS) {
		if (blocked_in(tid, nr))
			return true;
		nanosleep(&step, NULL);
	}
	return false;
}
