// SPDX-License-Identifier: GPL-2.0-only
/* wholeio.c - see wholeio.h. */
#include <errno.h>
#include <unistd.h>

#include "wholeio.h"

/* One of the two; a signal that interrupts it is no failure. */
static ssize_t some(int fd, char *in, const char *out, size_t len)
{
	ssize_t n;

	do {
		errno = 0;
		n = in ? read(fd, in, len) : write(fd, out, len);
	} while (n < 0 && errno == EINTR);
	return n;
}

bool read_whole(int fd, void *data, size_t len)
{
	ssize_t n;

	for (size_t at = 0; at < len; at += n) {
		n = some(fd, (char *)data + at, NULL, len - at);
		if (n <= 0)
			return false;
	}
	return true;
}

bool write_whole(int fd, const void *data, size_t len)
{
	ssize_t n;

	for (size_t at = 0; at < len; at += n) {
		n = some(fd, NULL, (const char *)data + at, len - at);
		if (!n)
			errno = ENOSPC;
		if (n <= 0)
			return false;
	}
	return true;
}
