// SPDX-License-Identifier: GPL-2.0-only
/*
 * trust.c - see trust.h.
 *
 * The path is checked after the file was opened, with its symbolic links resolved (realpath(3)).  Whoever
 * exchanges a folder on it meanwhile needs to write to a folder that is checked, so the check fails.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/trust.h"

static bool is_ours(const struct stat *st)
{
	return !st->st_uid || st->st_uid == geteuid();
}

static bool only_we_write(const struct stat *st)
{
	return is_ours(st) && (!(st->st_mode & (S_IWGRP | S_IWOTH)) ||
			       (S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX)));
}

/* Reads /etc/passwd itself: getpwuid(3) would load shared libraries into a static program. */
static void name_of(uid_t uid, char name[33])
{
	FILE *f = fopen("/etc/passwd", "re");
	char line[512];
	unsigned id;
	bool found = false;

	while (f && !found && fgets(line, sizeof(line), f))
		found = sscanf(line, "%32[^:]:%*[^:]:%u:", name, &id) == 2 && id == uid;
	if (!found)
		strcpy(name, "somebody unknown");
	if (f)
		fclose(f);
}

static int not_ours(struct session *s, const char *path, const char *what, const struct stat *st)
{
	char expected[128], found[160], name[33];

	name_of(st->st_uid, name);
	snprintf(expected, sizeof(expected), "a file and folders that only root can change (\"%s\" "
		 "behind the command takes it so)", TRUST_WORD);
	snprintf(found, sizeof(found), "%.80s of %s (uid %u), mode %04o", what, name,
		 (unsigned)st->st_uid, (unsigned)st->st_mode & 07777);
	return fail_found(s, HPX_FAILED, path, expected, found);
}

/* Checks each folder of the absolute path real, by cutting it at each '/' in turn, from its end. */
static int trust_folders(struct session *s, const char *path, char *real)
{
	struct stat st;
	char *slash;

	while ((slash = strrchr(real, '/'))) {
		const char *dir = slash == real ? "/" : real;

		*slash = '\0';
		if (lstat(dir, &st))
			return failure(s, HPX_FAILED, "%s: %s", dir, strerror(errno));
		if (!only_we_write(&st))
			return not_ours(s, path, dir, &st);
	}
	return 0;
}

/* The file that was opened must be the one that lies there now. */
static int same_file(struct session *s, const char *path, const char *real, const struct stat *st)
{
	struct stat now;

	if (!lstat(real, &now) && now.st_dev == st->st_dev && now.st_ino == st->st_ino)
		return 0;
	return fail_found(s, HPX_AGAIN, path, "the file that was opened", "another one in its place");
}

int trust_file(struct session *s, const char *path, int fd)
{
	char *real;
	struct stat st;
	int ret;

	if (s->anyway)
		return 0;
	if (fstat(fd, &st))
		return failure(s, HPX_FAILED, "%s: %s", path, strerror(errno));
	if (!only_we_write(&st))
		return not_ours(s, path, "one", &st);
	real = realpath(path, NULL);
	if (!real)
		return failure(s, HPX_FAILED, "%s: %s", path, strerror(errno));
	ret = same_file(s, path, real, &st);
	if (!ret)
		ret = trust_folders(s, path, real);
	free(real);
	return ret;
}

int trust_word(struct session *s, int argc, char **argv)
{
	s->anyway = argc > 2 && !strcmp(argv[argc - 1], TRUST_WORD);
	return argc - s->anyway;
}
