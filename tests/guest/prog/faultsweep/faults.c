// SPDX-License-Identifier: GPL-2.0-only
/*
 * faults.c - see faults.h.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "faults.h"

static int fds[2];	/* fail-nth of this task, of the worker */

static bool read_small(const char *pid, const char *file, char *text, size_t size)
{
	char path[300];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%s/%s", pid, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, size - 1);
	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	return n >= 0;
}

/* hotpatch's thread: of that name, and without a command line, as it is a kernel thread. */
static int open_worker(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	char text[64], path[300];
	int fd = -1;

	while (proc && fd < 0 && (entry = readdir(proc))) {
		if (!read_small(entry->d_name, "comm", text, sizeof(text)) ||
		    strcmp(text, "hotpatch\n") ||
		    !read_small(entry->d_name, "cmdline", text, sizeof(text)) || text[0])
			continue;
		snprintf(path, sizeof(path), "/proc/%s/fail-nth", entry->d_name);
		fd = open(path, O_RDWR | O_CLOEXEC);
	}
	if (proc)
		closedir(proc);
	return fd;
}

int faults_init(void)
{
	/* Pages of ours that the kernel is the first to touch would count among the allocations. */
	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		return -1;
	fds[0] = open("/proc/self/fail-nth", O_RDWR | O_CLOEXEC);
	if (fds[0] < 0)
		return -1;
	fds[1] = open_worker();
	return fds[1] < 0 ? -1 : 0;
}

static void set(int fd, int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%d", n);

	if (write(fd, text, len) != len) {
		perror("fail-nth");
		exit(125);
	}
}

void faults_arm(bool worker, int n)
{
	set(fds[worker], n);
}

bool faults_disarm(bool worker)
{
	char text[16] = "";
	bool injected = pread(fds[worker], text, sizeof(text) - 1, 0) > 0 && atoi(text) == 0;

	set(fds[worker], 0);
	return injected;
}
