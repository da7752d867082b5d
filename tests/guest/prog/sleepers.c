// SPDX-License-Identifier: GPL-2.0-only
/*
 * sleepers - processes that sleep in one known kernel function and afterwards can tell whether
 * anything disturbed them.
 *
 *	sleepers start SOCK pipe N	N processes, each blocked in read(2) of a pipe of its own
 *					(pipe_read)
 *	sleepers start SOCK sleep N MS	N processes in nanosleep(2) (hrtimer_nanosleep) until MS
 *					milliseconds from now
 *	sleepers count SOCK		how many sleep there right now; status 0 if all do
 *	sleepers end SOCK		pipe: feeds each its own data, which must arrive whole and
 *					alone.  sleep: waits for the deadlines; nobody may have woken
 *					early, with an error, or more than LATE_MS late.
 *					Prints "pipe: 10 undisturbed, 0 disturbed" and a line for each
 *					disturbed one; status 0 if none was.
 *
 * The processes do the system call once and raw, so that no library hides an EINTR.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "common/blocked.h"
#include "common/ctl.h"

#define MAX_SLEEPERS	20000
#define LATE_MS		10000	/* an emulated, loaded machine wakes people late; livepatch is 16 s */

/* What a sleeper tells its parent by its exit status. */
enum fate { FINE, SHORT_READ, WRONG_DATA, READ_ERROR, EARLY, LATE, SLEEP_ERROR, FATES };

static const char * const fate_text[FATES] = {
	[FINE]		= "fine",
	[SHORT_READ]	= "read returned fewer bytes than were sent",
	[WRONG_DATA]	= "read returned other bytes than were sent",
	[READ_ERROR]	= "read failed",
	[EARLY]		= "woke before its time",
	[LATE]		= "woke too late",
	[SLEEP_ERROR]	= "nanosleep failed",
};

struct message {
	uint64_t index, check;
};

static struct { pid_t pid; int feed; } sleepers[MAX_SLEEPERS];
static int count;
static long call_nr;
static const char *kind;

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static struct message message_for(int i)
{
	return (struct message){ .index = i, .check = UINT64_C(0x9e3779b97f4a7c15) * (i + 1) };
}

static enum fate read_one(int fd, int i)
{
	struct message want = message_for(i), got;
	ssize_t n = syscall(SYS_read, fd, &got, sizeof(got));

	if (n < 0)
		return READ_ERROR;
	if (n != sizeof(got))
		return SHORT_READ;
	return memcmp(&got, &want, sizeof(got)) ? WRONG_DATA : FINE;
}

static enum fate sleep_until(int64_t deadline)
{
	int64_t left = deadline - now_ns(), late;
	struct timespec t = { .tv_sec = left / 1000000000, .tv_nsec = left % 1000000000 };

	if (syscall(SYS_nanosleep, &t, NULL))
		return SLEEP_ERROR;
	late = now_ns() - deadline;
	if (late < 0)
		return EARLY;
	return late > LATE_MS * INT64_C(1000000) ? LATE : FINE;
}

static int start_one(int i, int64_t deadline)
{
	int ends[2] = { -1, -1 };
	pid_t pid;

	if (!deadline && pipe(ends))
		return -1;
	pid = fork();
	if (pid < 0)
		return -1;
	if (pid == 0) {
		/*
		 * The child keeps the writing end open too, or its read would end when the parent closes it.
		 */
		_exit(deadline ? sleep_until(deadline) : read_one(ends[0], i));
	}
	if (!deadline)
		close(ends[0]);
	sleepers[i].pid = pid;
	sleepers[i].feed = ends[1];
	return 0;
}

static int start(int argc, char **argv)
{
	/* Of each pipe one end stays open here, and both for a moment. */
	const struct rlimit files = { MAX_SLEEPERS + 100, MAX_SLEEPERS + 100 };
	int64_t deadline = 0;

	if (argc == 2 && strcmp(argv[0], "pipe") == 0) {
		call_nr = SYS_read;
	} else if (argc == 3 && strcmp(argv[0], "sleep") == 0) {
		call_nr = SYS_nanosleep;
		deadline = now_ns() + atol(argv[2]) * INT64_C(1000000);
	} else {
		fprintf(stderr, "sleepers: pipe N, or sleep N MS\n");
		return -1;
	}
	kind = argv[0];
	count = atoi(argv[1]);
	if (count < 1 || count > MAX_SLEEPERS) {
		fprintf(stderr, "sleepers: 1 to %d of them\n", MAX_SLEEPERS);
		return -1;
	}
	if (setrlimit(RLIMIT_NOFILE, &files)) {
		perror("sleepers: files");
		return -1;
	}
	for (int i = 0; i < count; i++) {
		if (start_one(i, deadline)) {
			perror("sleepers");
			return -1;
		}
	}
	for (int i = 0; i < count; i++) {
		if (!blocked_wait(sleepers[i].pid, call_nr)) {
			fprintf(stderr, "sleepers: number %d does not sleep\n", i);
			return -1;
		}
	}
	return 0;
}

static int still_asleep(FILE *answer)
{
	int asleep = 0;

	for (int i = 0; i < count; i++)
		asleep += blocked_in(sleepers[i].pid, call_nr);
	fprintf(answer, "%s: %d of %d asleep\n", kind, asleep, count);
	return asleep != count;
}

static int end(FILE *answer)
{
	int disturbed = 0;

	for (int i = 0; i < count; i++) {
		struct message m = message_for(i);

		if (sleepers[i].feed >= 0 && write(sleepers[i].feed, &m, sizeof(m)) != sizeof(m))
			fprintf(answer, "%d: cannot feed: %s\n", i, strerror(errno));
	}
	for (int i = 0; i < count; i++) {
		int status;

		if (waitpid(sleepers[i].pid, &status, 0) == sleepers[i].pid && status == 0)
			continue;
		disturbed++;
		if (WIFEXITED(status) && WEXITSTATUS(status) < FATES)
			fprintf(answer, "%d: %s\n", i, fate_text[WEXITSTATUS(status)]);
		else
			fprintf(answer, "%d: killed, status 0x%x\n", i, status);
	}
	fprintf(answer, "%s: %d undisturbed, %d disturbed\n", kind, count - disturbed, disturbed);
	return disturbed != 0;
}

static int ask(const char *verb, FILE *answer)
{
	if (strcmp(verb, "count") == 0)
		return still_asleep(answer);
	if (strcmp(verb, "end") == 0)
		return end(answer);
	return CTL_UNKNOWN;
}

int main(int argc, char **argv)
{
	static const struct ctl_prog prog = {
		.usage = "sleepers start SOCK pipe N | start SOCK sleep N MS | count SOCK | end SOCK\n",
		.start = start,
		.ask = ask,
	};

	return ctl_main(argc, argv, &prog);
}
