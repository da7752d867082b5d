// SPDX-License-Identifier: GPL-2.0-only
/* statedir.c - see statedir.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/statedir.h"
#include "files/wholeio.h"

const char *statedir_path(void)
{
	const char *dir = getenv(STATE_ENV);

	return dir && *dir ? dir : STATE_DIR;
}

/* Missing parents are made too, with the usual mode 0755: a rescue system may have no /var/lib. */
static int make_all(const char *path)
{
	char part[PATH_MAX];

	if ((size_t)snprintf(part, sizeof(part), "%s", path) >= sizeof(part))
		return -ENAMETOOLONG;
	for (char *p = part + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(part, 0755) && errno != EEXIST)
			return -errno;
		*p = '/';
	}
	return mkdir(part, 0700) && errno != EEXIST ? -errno : 0;
}

static int no_dir(struct session *s, const char *path, int err)
{
	return fail_found(s, HPX_FAILED, path, "a directory to keep things in", strerror(err));
}

static int check_owner(struct session *s, const char *path, int fd)
{
	char found[48];
	struct stat st;

	if (fstat(fd, &st))
		return no_dir(s, path, errno);
	if (st.st_uid == geteuid() && !(st.st_mode & 022))
		return 0;
	snprintf(found, sizeof(found), "owner %u, mode %04o", (unsigned)st.st_uid,
		 (unsigned)st.st_mode & 07777);
	return fail_found(s, HPX_FAILED, path, "a directory that only its owner, us, may write",
			  found);
}

/* Returns fd if it passes, else closes it. */
static int checked(struct session *s, const char *path, int fd)
{
	if (fd < 0) {
		no_dir(s, path, errno);
		return -1;
	}
	if (!check_owner(s, path, fd))
		return fd;
	close(fd);
	return -1;
}

int statedir_open(struct session *s, const char *sub)
{
	const char *path = statedir_path();
	int fd, ret = access(path, F_OK) ? make_all(path) : 0;

	if (ret) {
		no_dir(s, path, -ret);
		return -1;
	}
	/* A link is followed here, an administrator may have made one; checked() looks at the owner. */
	fd = checked(s, path, open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (fd < 0 || !sub)
		return fd;
	if (faccessat(fd, sub, F_OK, AT_SYMLINK_NOFOLLOW) && mkdirat(fd, sub, 0700) &&
	    errno != EEXIST) {
		no_dir(s, sub, errno);
		ret = -1;
	} else {
		ret = checked(s, sub, openat(fd, sub, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
					     O_CLOEXEC));
	}
	close(fd);
	return ret;
}

int statedir_put(struct session *s, int dir, const char *name, const void *data, size_t len)
{
	char temp[NAME_MAX + 1];
	int fd, err;
	bool ok;

	if ((size_t)snprintf(temp, sizeof(temp), ".%s.new", name) >= sizeof(temp))
		return failure(s, HPX_FAILED, "%.60s: %s", name, strerror(ENAMETOOLONG));
	unlinkat(dir, temp, 0);		/* left by a run that was killed */
	fd = openat(dir, temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	ok = fd >= 0 && write_whole(fd, data, len) && !fsync(fd);
	err = errno;
	if (fd >= 0)
		close(fd);
	if (ok && !renameat(dir, temp, dir, name)) {
		fsync(dir);
		return 0;
	}
	err = ok ? errno : err;
	if (fd >= 0)
		unlinkat(dir, temp, 0);
	return fail_found(s, HPX_FAILED, name, "a file written", strerror(err));
}
