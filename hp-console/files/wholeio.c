// SPDX-License-Identifier: GPL-2.0-only
/* wholeio.c - see wholeio.h. */
#include <errno.h>
#include <unistd.h>

#include "files/wholeio.h"

/* A signal that interrupts it is no failure. */
static bool whole(int fd, char *p, size_t len, bool out)
{
	ssize_t n;

	while (len) {
		errno = 0;
		n = out ? write(fd, p, len) : read(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= n;
	}
	return true;
}

bool read_whole(int fd, void *data, size_t len)
{
	return whole(fd, data, len, false);
}

bool write_whole(int fd, const void *data, size_t len)
{
	return whole(fd, (char *)data, len, true);	/* only read from */
}
