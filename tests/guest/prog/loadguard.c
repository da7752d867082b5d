// SPDX-License-Identifier: GPL-2.0-only
/*
 * loadguard - tries to get a patch in past the load it belongs to, and two loads at once.
 *
 *	loadguard FILE.ko NAME	FILE.ko needs no unexported symbols; NAME is its module name
 *
 * Prints a line for each thing that went otherwise than it must; status 0 if none did.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../../../hotpatch-kmod/hotpatch_uapi.h"

static int failed;

static void expect(const char *what, int wanted, int got)
{
	if (wanted == got)
		return;
	printf("%s: expected %s, found %s\n", what, strerror(wanted), strerror(got));
	failed = 1;
}

/* These return 0 or the errno. */
static int begin(int fd, const char *patch)
{
	struct hp_load load = { .count = 0 };

	strncpy(load.patch, patch, sizeof(load.patch) - 1);
	if (!ioctl(fd, HP_IOC_LOAD_BEGIN, &load))
		return 0;
	if (errno == EBUSY && load.owner != (unsigned int)getpid()) {
		printf("the owner of the other load is said to be %u\n", load.owner);
		failed = 1;
		return EBUSY;
	}
	return errno;
}

static int end(int fd, struct hp_verdict *verdict)
{
	memset(verdict, 0, sizeof(*verdict));
	return ioctl(fd, HP_IOC_LOAD_END, verdict) ? errno : 0;
}

static int load(const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	int error = fd < 0 || syscall(SYS_finit_module, fd, "", 0) ? errno : 0;

	if (fd >= 0)
		close(fd);
	return error;
}

static int load_in_child(const char *file)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0)
		_exit(load(file));
	if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status))
		return EIO;
	return WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	int one = open(HP_DEVICE, O_RDWR | O_CLOEXEC), two = open(HP_DEVICE, O_RDWR | O_CLOEXEC);
	struct hp_verdict v;

	if (argc != 3 || one < 0 || two < 0) {
		fprintf(stderr, "usage: loadguard FILE.ko NAME, with %s there\n", HP_DEVICE);
		return 64;
	}
	expect("no load has begun", ENOENT, load(argv[1]));

	expect("begin", 0, begin(one, "another"));
	expect("a patch of another name than announced", EPERM, load(argv[1]));
	expect("end: none registered", ENOENT, end(one, &v));
	expect("its reason", HP_R_NOT_LOADING, v.reason);

	expect("begin", 0, begin(one, argv[2]));
	expect("a load by another process", EPERM, load_in_child(argv[1]));
	expect("a second load meanwhile", EBUSY, begin(two, argv[2]));
	expect("end of a load that is another's", ENOENT, end(two, &v));
	close(one);
	expect("begin, after the first file was closed", 0, begin(two, argv[2]));
	expect("the load", 0, load(argv[1]));
	expect("end", 0, end(two, &v));
	expect("a second end", ENOENT, end(two, &v));
	expect("unload", 0, syscall(SYS_delete_module, argv[2], O_NONBLOCK) ? errno : 0);
	expect("and it is over", ENOENT, load(argv[1]));
	return failed;
}
