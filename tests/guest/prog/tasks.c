// SPDX-License-Identifier: GPL-2.0-only
/*
 * tasks - fills the box with sleeping processes, for what has to look at all of them.
 *
 *	tasks start SOCK N	N processes, asleep in pause(2)
 *	tasks count SOCK	prints how many still sleep; status 0 if all do
 *	tasks end SOCK		ends them; status 0 if all were still there
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "common/blocked.h"
#include "common/ctl.h"

#define FOREVER		SYS_ppoll	/* of nothing: pause() is not on every architecture */
#define MAX_TASKS	20000

static pid_t tasks[MAX_TASKS];
static int count;

static int start(int argc, char **argv)
{
	count = argc == 1 ? atoi(argv[0]) : 0;
	if (count < 1 || count > MAX_TASKS) {
		fprintf(stderr, "tasks: 1 to %d of them\n", MAX_TASKS);
		return -1;
	}
	for (int i = 0; i < count; i++) {
		tasks[i] = fork();
		if (tasks[i] < 0) {
			perror("tasks");
			return -1;
		}
		if (tasks[i] == 0)
			for (;;)
				syscall(FOREVER, NULL, 0, NULL, NULL, 0);
	}
	for (int i = 0; i < count; i++) {
		if (!blocked_wait(tasks[i], FOREVER)) {
			fprintf(stderr, "tasks: number %d does not sleep\n", i);
			return -1;
		}
	}
	return 0;
}

static int asleep(FILE *answer)
{
	int n = 0;

	for (int i = 0; i < count; i++)
		n += blocked_in(tasks[i], FOREVER);
	fprintf(answer, "%d of %d asleep\n", n, count);
	return n != count;
}

static int ask(const char *verb, FILE *answer)
{
	int status;

	if (strcmp(verb, "count") == 0)
		return asleep(answer);
	if (strcmp(verb, "end") != 0)
		return CTL_UNKNOWN;
	status = asleep(answer);
	for (int i = 0; i < count; i++)
		kill(tasks[i], SIGKILL);
	for (int i = 0; i < count; i++)
		waitpid(tasks[i], NULL, 0);
	return status;
}

int main(int argc, char **argv)
{
	static const struct ctl_prog prog = {
		.usage = "tasks start SOCK N | count SOCK | end SOCK\n",
		.start = start,
		.ask = ask,
	};

	return ctl_main(argc, argv, &prog);
}
