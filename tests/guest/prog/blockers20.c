// SPDX-License-Identifier: GPL-2.0-only
/*
 * blockers20 - one thread blocked in each of more than 20 blocking system calls, to see whether any
 * of them returns while something else goes on in the kernel.
 *
 *	blockers20 start SOCK	starts them; says which calls this kernel does not have; fails
 *				when fewer than 20 block
 *	blockers20 report SOCK	prints each call that has returned, with what, and
 *				"27 blocked, 0 returned"; status 0 if none has
 *	blockers20 end SOCK	the same, then ends
 *
 * The calls themselves are in blockers20/calls.c.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include "blockers20/calls.h"
#include "common/blocked.h"
#include "common/ctl.h"

#define AT_LEAST	20

static void *run(void *arg)
{
	struct blocker *b = arg;

	b->tid = syscall(SYS_gettid);
	errno = 0;
	b->result = b->call(b);
	b->error = errno;
	__atomic_store_n(&b->returned, 1, __ATOMIC_RELEASE);
	return NULL;
}

static int start_one(struct blocker *b)
{
	const struct timespec step = { .tv_nsec = 1000000 };

	if (pthread_create(&b->thread, NULL, run, b))
		return -1;
	while (b->nr < 0 && !b->returned)
		nanosleep(&step, NULL);
	/* No time limit is needed: the call blocks, or, if this kernel does not have it, returns. */
	while (!b->returned && !blocked_in(b->tid, b->nr))
		nanosleep(&step, NULL);
	b->started = !b->returned;
	if (!b->started)
		printf("not available: %s: %s\n", b->name, strerror(b->error));
	return 0;
}

static int start(int argc, char **argv)
{
	int started = 0;

	(void)argv;
	if (argc)
		return -1;
	sigfillset(&all_signals);
	sigdelset(&all_signals, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &all_signals, NULL);
	sysv_sem = semget(IPC_PRIVATE, 1, 0600);
	sysv_msg = msgget(IPC_PRIVATE, 0600);
	for (int i = 0; i < nblockers; i++) {
		if (start_one(&blockers[i])) {
			perror("blockers20: thread");
			return -1;
		}
		started += blockers[i].started;
	}
	printf("%d system calls blocked\n", started);
	fflush(stdout);
	return started < AT_LEAST;
}

static int report(FILE *answer)
{
	int blocked = 0, returned = 0;

	for (int i = 0; i < nblockers; i++) {
		struct blocker *b = &blockers[i];

		if (!b->started)
			continue;
		if (__atomic_load_n(&b->returned, __ATOMIC_ACQUIRE)) {
			returned++;
			fprintf(answer, "%s returned %ld%s%s\n", b->name, b->result,
				b->result < 0 ? ": " : "", b->result < 0 ? strerror(b->error) : "");
		} else {
			blocked++;
		}
	}
	fprintf(answer, "%d blocked, %d returned\n", blocked, returned);
	return returned != 0;
}

static int ask(const char *verb, FILE *answer)
{
	int status;

	if (strcmp(verb, "report") == 0)
		return report(answer);
	if (strcmp(verb, "end") != 0)
		return CTL_UNKNOWN;
	status = report(answer);
	semctl(sysv_sem, 0, IPC_RMID);
	msgctl(sysv_msg, IPC_RMID, NULL);
	/* The children of wait4 and waitid. */
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	return status;
}

int main(int argc, char **argv)
{
	static const struct ctl_prog prog = {
		.usage = "blockers20 start SOCK | report SOCK | end SOCK\n",
		.start = start,
		.ask = ask,
	};

	return ctl_main(argc, argv, &prog);
}
