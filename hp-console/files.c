// SPDX-License-Identifier: GPL-2.0-only
/* files.c - see files.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"
#include "wholeio.h"

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

static char *try_file(const char *dir, const char *name, const char *suffix)
{
	size_t nlen = strlen(name), slen = strlen(suffix);
	bool has = nlen > slen && !strcmp(name + nlen - slen, suffix);
	char *path;

	if (asprintf(&path, "%s/%s%s", dir, name, has ? "" : suffix) < 0)
		return NULL;
	if (!access(path, F_OK))
		return path;
	free(path);
	return NULL;
}

char *file_search(struct session *s, const char *name, const char *suffix)
{
	char other[128], *path;

	/* A module fix_it may come from fix-it.ko. */
	snprintf(other, sizeof(other), "%s", name);
	for (char *p = other; *p; p++)
		if (*p == '_')
			*p = '-';
	for (unsigned i = 0; i < s->ndirs; i++) {
		path = try_file(s->dirs[i], name, suffix);
		if (!path && strcmp(other, name))
			path = try_file(s->dirs[i], other, suffix);
		if (path)
			return path;
	}
	return NULL;
}

char *file_named(struct session *s, const char *arg, const char *suffix)
{
	char *path = strchr(arg, '/') ? strdup(arg) : file_search(s, arg, suffix);

	if (!path)
		fail_found(s, HPX_FAILED, arg, "a path with a '/', or a name in the search list",
			   access(arg, F_OK) ? "neither" : "one in this folder: say ./ before it");
	return path;
}

static bool each_in(const char *dir, bool (*each)(void *, const char *), void *arg)
{
	struct dirent **list;
	int n = scandir(dir, &list, NULL, alphasort);
	bool more = true;

	for (int i = 0; i < n; i++) {
		size_t len = strlen(list[i]->d_name);
		char *path;

		if (more && len > 3 && !strcmp(list[i]->d_name + len - 3, ".ko") &&
		    asprintf(&path, "%s/%s", dir, list[i]->d_name) >= 0) {
			more = each(arg, path);
			free(path);
		}
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	return more;
}

void file_each_patch(struct session *s, bool (*each)(void *arg, const char *path), void *arg)
{
	for (unsigned i = 0; i < s->ndirs; i++)
		if (!each_in(s->dirs[i], each, arg))
			return;
}
