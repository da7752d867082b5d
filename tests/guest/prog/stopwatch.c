// SPDX-License-Identifier: GPL-2.0-only
/*
 * stopwatch - how long a command takes, and optionally what it has set going, in nanoseconds.
 *
 *	stopwatch [-o FILE] [-u FILE] COMMAND [ARG]...
 *
 *	-o FILE	the command's output goes there
 *	-u FILE	the time runs on until FILE reads "0" (a livepatch's transition)
 *
 * Prints the time from before the fork; status is the command's, or 124 when -u has waited LIMIT_S.
 * A shell must not do this: when it waits for a command's output it sleeps in pipe_read, and when it waits
 * for a file in hrtimer_nanosleep, which are the functions that are measured.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_S		300
#define STEP_MS		1
#define TIMED_OUT	124

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static int reads_zero(const char *path)
{
	char c = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	if (read(fd, &c, 1) != 1)
		c = 0;
	close(fd);
	return c == '0';
}

static int run(char **argv, const char *output)
{
	int status, fd;
	pid_t pid = fork();

	if (pid == 0) {
		fd = output ? open(output, O_WRONLY | O_CREAT | O_TRUNC, 0644) : -1;
		if (output && (fd < 0 || dup2(fd, 1) < 0))
			_exit(126);
		execvp(argv[0], argv);
		fprintf(stderr, "stopwatch: %s: cannot be run\n", argv[0]);
		_exit(127);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 126;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv)
{
	const char *output = NULL, *until = NULL;
	int64_t start;
	int option, status;

	while ((option = getopt(argc, argv, "+o:u:")) != -1) {
		if (option == 'o')
			output = optarg;
		else if (option == 'u')
			until = optarg;
		else
			return 64;
	}
	if (optind == argc) {
		fprintf(stderr, "usage: stopwatch [-o FILE] [-u FILE] COMMAND [ARG]...\n");
		return 64;
	}
	start = now_ns();
	status = run(argv + optind, output);
	while (status == 0 && until && !reads_zero(until)) {
		if (now_ns() - start > LIMIT_S * INT64_C(1000000000))
			status = TIMED_OUT;
		poll(NULL, 0, STEP_MS);
	}
	printf("%lld\n", (long long)(now_ns() - start));
	return status;
}
