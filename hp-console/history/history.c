// SPDX-License-Identifier: GPL-2.0-only
/* history.c - see history.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/read.h"
#include "files/statedir.h"
#include "history/history.h"

#define NAME "history"

/* If somebody put a symbolic link there it is not followed; a FIFO does not make open() wait. */
#define SAFE (O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000ull + t.tv_nsec / 1000;
}

void history_start(struct session *s, struct history_start *e)
{
	memset(&s->outcome, 0, sizeof(s->outcome));
	e->when = time(NULL);
	e->start_us = now_us();
}

/* Copies what fits; "..." at the end shows that something was left out. */
static void put(char *to, size_t size, const char *text)
{
	if ((size_t)snprintf(to, size, "%s", text) >= size)
		strcpy(to + size - 4, "...");
}

/* The command as it would be typed, with quotes where a word needs them. */
static void join(char *to, size_t size, int argc, char **argv)
{
	char line[4096];
	size_t at = 0;

	for (int i = 0; i < argc && at < sizeof(line); i++) {
		const char *quote = !*argv[i] || strpbrk(argv[i], " \t#'") ? "\"" : "";

		at += snprintf(line + at, sizeof(line) - at, "%s%s%s%s", i ? " " : "", quote,
			       argv[i], quote);
	}
	put(to, size, line);
}

static void fill_who(struct history_entry *r)
{
	const char *sudo = getenv("SUDO_USER");
	char login[16], *end;
	unsigned long uid;

	r->uid = getuid();
	r->pid = getpid();
	r->login = HISTORY_NOBODY;
	if (file_read_small("/proc/self/loginuid", login, sizeof(login)) > 0) {
		uid = strtoul(login, &end, 10);
		if (end > login && uid < HISTORY_NOBODY)
			r->login = uid;
	}
	put(r->sudo, sizeof(r->sudo), sudo ? sudo : "");
	if (ttyname_r(STDIN_FILENO, r->tty, sizeof(r->tty)) &&
	    ttyname_r(STDERR_FILENO, r->tty, sizeof(r->tty)))
		r->tty[0] = '\0';
}

static void fill(struct session *s, struct history_entry *r, const struct history_start *e, int argc,
		 char **argv, int code)
{
	const struct outcome *d = &s->outcome;

	memset(r, 0, sizeof(*r));
	fill_who(r);
	r->when = e->when;
	r->took_us = now_us() - e->start_us;
	r->code = code;
	put(r->verb, sizeof(r->verb), argv[0]);
	join(r->line, sizeof(r->line), argc, argv);
	put(r->patch, sizeof(r->patch), d->patch);
	put(r->sha256, sizeof(r->sha256), d->sha256);
	put(r->file, sizeof(r->file), d->file);
	put(r->text, sizeof(r->text), code ? s->text : "");
	put(r->depth, sizeof(r->depth), d->depth ? word_depth(d->depth) : "");
	r->stop_us = d->stop_ns / 1000;
	r->frozen_us = d->frozen_ns / 1000;
	r->total_us = d->total_ns / 1000;
}

/* So that a mistyped redirection (>history) does not empty it.  Not in a directory that a test has
 * chosen, because the test must be able to remove it.  Not every file system can do it. */
static void make_append_only(int fd)
{
	int flags;

	if (strcmp(statedir_path(), STATE_DIR) || ioctl(fd, FS_IOC_GETFLAGS, &flags))
		return;
	flags |= FS_APPEND_FL;
	ioctl(fd, FS_IOC_SETFLAGS, &flags);
}

/* A descriptor or -errno. */
static int open_end(int dir)
{
	const int flags = O_RDWR | O_APPEND | SAFE;
	struct stat st;
	int fd = openat(dir, NAME, flags);

	if (fd < 0 && errno == ENOENT) {
		fd = openat(dir, NAME, flags | O_CREAT | O_EXCL, 0600);
		if (fd >= 0) {
			make_append_only(fd);
			fsync(dir);
		} else if (errno == EEXIST) {	/* another console was faster */
			fd = openat(dir, NAME, flags);
		}
	}
	if (fd < 0)
		return -errno;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode))
		return fd;
	close(fd);
	return -ENOTSUP;
}

/* Did the last writer stop within its line?  Then ours must begin with a newline, or it is joined to it. */
static bool broken_off(int fd)
{
	off_t end = lseek(fd, 0, SEEK_END);
	char last;

	return end > 0 && pread(fd, &last, 1, end - 1) == 1 && last != '\n';
}

static int append(int fd, const struct history_entry *r)
{
	char line[HISTORY_ENTRY_MAX + 1];
	bool mend = broken_off(fd);
	size_t len;
	ssize_t n;

	line[0] = '\n';
	len = history_entry_line(r, line + 1, sizeof(line) - 1) + mend;
	do {
		n = write(fd, line + !mend, len);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	if ((size_t)n < len)
		return -ENOSPC;
	return fsync(fd) ? -errno : 0;
}

static void write_entry(struct session *s, const struct history_entry *r)
{
	int dir = statedir_open(s, NULL), fd, ret;

	if (dir < 0) {
		note(s, "not in the history: %s", s->text);
		return;
	}
	fd = open_end(dir);
	ret = fd < 0 ? fd : append(fd, r);
	if (fd >= 0)
		close(fd);
	close(dir);
	if (ret)
		note(s, "not in the history: %s/" NAME ": %s", statedir_path(),
		     ret == -ENOTSUP ? "not a regular file" : strerror(-ret));
}

void history_add(struct session *s, const struct history_start *e, int argc, char **argv, int code)
{
	char text[sizeof(s->text)], expected[sizeof(s->expected)], found[sizeof(s->found)];
	struct history_entry r;

	fill(s, &r, e, argc, argv, code);
	/* A failure to write the entry must not replace the failure of the command in s. */
	memcpy(text, s->text, sizeof(text));
	memcpy(expected, s->expected, sizeof(expected));
	memcpy(found, s->found, sizeof(found));
	write_entry(s, &r);
	memcpy(s->text, text, sizeof(text));
	memcpy(s->expected, expected, sizeof(expected));
	memcpy(s->found, found, sizeof(found));
}

/* Reads lines of any length into one buffer: one that is too long is skipped and counted as unreadable. */
static int each_line(FILE *f, void (*each)(void *arg, const struct history_entry *r), void *arg,
		     uint64_t *unreadable)
{
	char line[HISTORY_ENTRY_MAX];
	size_t len = 0, all = 0;
	struct history_entry r;
	int c;

	while ((c = getc_unlocked(f)) != EOF) {
		all++;
		if (c != '\n') {
			if (len < sizeof(line))
				line[len++] = c;
			continue;
		}
		if (all > 1 && all <= sizeof(line) && history_entry_parse(line, len, &r))
			each(arg, &r);
		else if (all > 1)
			++*unreadable;
		len = all = 0;
	}
	*unreadable += all > 0;
	return ferror(f) ? -EIO : 0;
}

int history_each(void (*each)(void *arg, const struct history_entry *r), void *arg, uint64_t *unreadable)
{
	char path[PATH_MAX];
	struct stat st;
	FILE *f;
	int fd, ret;

	*unreadable = 0;
	snprintf(path, sizeof(path), "%s/" NAME, statedir_path());
	fd = open(path, O_RDONLY | SAFE);
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	ret = fstat(fd, &st) ? -errno : S_ISREG(st.st_mode) ? 0 : -ENOTSUP;
	f = ret ? NULL : fdopen(fd, "r");
	if (!f) {
		ret = ret ? ret : -errno;
		close(fd);
		return ret;
	}
	ret = each_line(f, each, arg, unreadable);
	fclose(f);
	return ret;
}
