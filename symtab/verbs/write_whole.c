// SPDX-License-Identifier: GPL-2.0-only
/* write_whole.c - writes a file beside its target and renames it, so that nobody ever sees half a table. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "verbs/verbs.h"

int write_whole(const char *path, const struct bytes *b, struct fail *f)
{
	char *tmp = NULL;
	int fd, ret = 0;
	size_t done = 0;
	mode_t mask = umask(0);

	umask(mask);
	if (asprintf(&tmp, "%s.XXXXXX", path) < 0)
		return fail(f, "out of memory");
	fd = mkostemp(tmp, O_CLOEXEC);
	if (fd < 0) {
		ret = fail(f, "%s: %s", path, strerror(errno));
		free(tmp);
		return ret;
	}
	while (!ret && done < b->len) {
		ssize_t n = write(fd, b->p + done, b->len - done);

		if (n > 0)
			done += n;
		else if (errno != EINTR)
			ret = fail(f, "%s: %s", tmp, strerror(errno));
	}
	if (!ret && (fchmod(fd, 0666 & ~mask) || fsync(fd)))
		ret = fail(f, "%s: %s", tmp, strerror(errno));
	if (close(fd) && !ret)
		ret = fail(f, "%s: %s", tmp, strerror(errno));
	if (!ret && rename(tmp, path))
		ret = fail(f, "%s: %s", path, strerror(errno));
	if (ret)
		unlink(tmp);
	free(tmp);
	return ret;
}
