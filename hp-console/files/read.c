// SPDX-License-Identifier: GPL-2.0-only
/* read.c - see read.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/read.h"
#include "files/wholeio.h"

static int refuse_kind(struct session *s, const char *path, const char *found)
{
	return fail_found(s, HPX_FAILED, path, "a regular file", found);
}

static int check_kind(struct session *s, const char *path, int fd, size_t max, size_t *len)
{
	char expected[48], found[48];
	struct stat st;

	if (fstat(fd, &st))
		return failure(s, HPX_FAILED, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return refuse_kind(s, path, S_ISDIR(st.st_mode) ? "a directory" : "something else");
	if ((uint64_t)st.st_size > max) {
		snprintf(expected, sizeof(expected), "at most %zu bytes", max);
		snprintf(found, sizeof(found), "%lld", (long long)st.st_size);
		return fail_found(s, HPX_FAILED, path, expected, found);
	}
	*len = st.st_size;
	return 0;
}

int file_open_whole(struct session *s, const char *path, size_t max, void **data, size_t *len)
{
	/* O_NONBLOCK: a FIFO must not hang us before fstat() tells that it is one. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	*data = NULL;
	if (fd < 0) {
		fail_found(s, HPX_FAILED, path, "a readable file", strerror(errno));
		return -1;
	}
	if (check_kind(s, path, fd, max, len))
		goto close;
	*data = malloc(*len + 1);
	if (!*data) {
		failure(s, HPX_FAILED, "%s: %s", path, strerror(ENOMEM));
		goto close;
	}
	if (read_whole(fd, *data, *len))
		return fd;
	fail_found(s, HPX_FAILED, path, "the whole file", "a read error or a file that shrinks");
	free(*data);
	*data = NULL;
close:
	close(fd);
	return -1;
}

ssize_t file_read_small(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = read(fd, buf, size - 1);
	close(fd);
	if (n >= 0)
		buf[n] = '\0';
	return n;
}
