// SPDX-License-Identifier: GPL-2.0-only
/*
 * ctl.c - both ends of the socket of ctl.h.  An answer is its text, a NUL, and the status byte; an
 * answer without these two is a server that died, which is a failure.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "ctl.h"

#define CTL_DEAD	125
#define ANSWER_MAX	65536
#define READY		'\1'
#define FAILED		'\2'

static int unix_address(struct sockaddr_un *addr, const char *path)
{
	*addr = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(addr->sun_path)) {
		fprintf(stderr, "%s: name too long\n", path);
		return -1;
	}
	strcpy(addr->sun_path, path);
	return 0;
}

static void answer_one(int fd, const struct ctl_prog *prog, int *end)
{
	char verb[64] = "", status;
	ssize_t n = read(fd, verb, sizeof(verb) - 1);
	FILE *f = fdopen(fd, "w");

	if (!f) {
		close(fd);
		return;
	}
	if (n > 0) {
		status = prog->ask(verb, f);
		fputc(0, f);
		fputc(status, f);
		*end = strcmp(verb, "end") == 0;
	}
	fclose(f);
}

/*
 * What start() and its children print goes to the starter by a pipe, and ends with a byte that no text
 * has.  It does not go to the starter's own output: whoever waits for the end of that would wait for us.
 */
static int serve(int listener, int starter, int argc, char **argv, const struct ctl_prog *prog)
{
	int end = 0, fd = open("/dev/null", O_RDWR);

	setsid();
	dup2(fd, 0);
	dup2(starter, 1);
	dup2(starter, 2);
	if (prog->start(argc, argv)) {
		fflush(stdout);
		if (write(starter, &(char){ FAILED }, 1) == 1)
			kill(0, SIGKILL);
		return 1;
	}
	fflush(stdout);
	if (write(starter, &(char){ READY }, 1) != 1)
		return 1;
	dup2(fd, 1);
	dup2(fd, 2);
	close(starter);
	while (!end) {
		fd = accept(listener, NULL, NULL);
		if (fd >= 0)
			answer_one(fd, prog, &end);
		else if (errno != EINTR)
			return 1;
	}
	return 0;
}

static int start(const char *path, int argc, char **argv, const struct ctl_prog *prog)
{
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un addr;
	int ready[2], status;
	pid_t child;
	char byte;

	if (unix_address(&addr, path))
		return 1;
	unlink(path);
	if (listener < 0 || bind(listener, (struct sockaddr *)&addr, sizeof(addr)) ||
	    listen(listener, 8) || pipe2(ready, O_CLOEXEC)) {
		perror(path);
		return 1;
	}
	child = fork();
	if (child < 0) {
		perror("fork");
		return 1;
	}
	if (child == 0) {
		close(ready[0]);
		status = serve(listener, ready[1], argc, argv, prog);
		unlink(path);
		exit(status);
	}
	close(ready[1]);
	while (read(ready[0], &byte, 1) == 1) {
		if (byte == READY)
			return 0;
		if (byte == FAILED)
			break;
		fputc(byte, stderr);
	}
	fprintf(stderr, "did not start\n");
	return 1;
}

static int ask(const char *path, const char *verb)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	static char answer[ANSWER_MAX];
	struct sockaddr_un addr;
	size_t len = 0;
	ssize_t n;

	if (unix_address(&addr, path))
		return CTL_DEAD;
	if (fd < 0 || connect(fd, (struct sockaddr *)&addr, sizeof(addr)) ||
	    write(fd, verb, strlen(verb)) < 0) {
		perror(path);
		return CTL_DEAD;
	}
	while (len < sizeof(answer) && (n = read(fd, answer + len, sizeof(answer) - len)) > 0)
		len += n;
	close(fd);
	if (len < 2 || answer[len - 2] != 0) {
		fprintf(stderr, "%s: the server died\n", path);
		return CTL_DEAD;
	}
	fwrite(answer, 1, len - 2, stdout);
	return (unsigned char)answer[len - 1];
}

int ctl_main(int argc, char **argv, const struct ctl_prog *prog)
{
	if (argc >= 3 && strcmp(argv[1], "start") == 0)
		return start(argv[2], argc - 3, argv + 3, prog);
	if (argc == 3)
		return ask(argv[2], argv[1]);
	fputs(prog->usage, stderr);
	return CTL_UNKNOWN;
}
