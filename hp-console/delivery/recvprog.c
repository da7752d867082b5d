// SPDX-License-Identifier: GPL-2.0-only
/*
 * recvprog.c - see recv.h: rz and gkermit.  The sender chooses the file's name there, so they run
 * in an empty directory of their own, and the one regular file found in it afterwards is taken.
 *
 * The terminal's modes are restored here: Debian's gkermit leaves "stty -raw echo" behind, which need
 * not be the modes from before, and a program that is killed leaves the terminal raw.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "delivery/recv.h"
#include "delivery/wire.h"
#include "files/read.h"

#define NOT_INSTALLED 127

static const struct program {
	const char *name, *package;
	const char *argv[6];
} programs[] = {
	{ "rz", "lrzsz", { "rz", "--binary", "--restricted", NULL } },
	{ "gkermit", "gkermit", { "gkermit", "-r", "-i", "-a", "received", NULL } },
	{ NULL, NULL, { NULL } }
};

static const struct program *program_of(const char *word)
{
	for (const struct program *p = programs; p->name; p++)
		if (!strcmp(p->name, word))
			return p;
	return NULL;
}

bool recv_is_program(const char *word)
{
	return program_of(word);
}

/* Removes what a run that was killed left there, which would be taken for the file received now. */
static void empty(int dir)
{
	int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *e;

	while (d && (e = readdir(d)))
		if (unlinkat(dir, e->d_name, 0) && *e->d_name != '.')
			unlinkat(dir, e->d_name, AT_REMOVEDIR);
	if (d)
		closedir(d);
}

static int wait_for(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int run(const struct program *p, int dir)
{
	struct termios before;
	bool terminal = !tcgetattr(STDIN_FILENO, &before);
	int status;
	pid_t child = fork();

	if (child < 0)
		return -errno;
	if (!child) {
		if (!fchdir(dir))
			execvp(p->name, (char *const *)p->argv);
		_exit(NOT_INSTALLED);
	}
	status = wait_for(child);
	if (terminal)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
	return status;
}

/* The name of the only regular file there; false when there are others or none. */
static bool only_file(int dir, char name[NAME_MAX + 1])
{
	int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), n = 0;
	DIR *d = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *e;
	struct stat st;

	while (d && (e = readdir(d))) {
		if (fstatat(dir, e->d_name, &st, AT_SYMLINK_NOFOLLOW) || S_ISDIR(st.st_mode))
			continue;
		n += S_ISREG(st.st_mode) ? 1 : 2;
		strcpy(name, e->d_name);
	}
	if (d)
		closedir(d);
	return n == 1;
}

static int take_file(struct session *s, const char *where, int dir, uint8_t **file, size_t *size)
{
	char name[NAME_MAX + 1], *path;
	void *data;
	int fd;

	if (!only_file(dir, name))
		return fail_found(s, HPX_FAILED, where, "one file received", "none or several");
	if (asprintf(&path, "/proc/self/fd/%d/%s", dir, name) < 0)
		return failure(s, HPX_FAILED, "%s", strerror(ENOMEM));
	fd = file_open_whole(s, path, WIRE_MAX_FILE, &data, size);
	free(path);
	if (fd < 0)
		return HPX_FAILED;
	close(fd);
	*file = data;
	return 0;
}

static int run_in(struct session *s, const struct program *p, int dir, uint8_t **file,
		  size_t *size)
{
	char what[80], found[32];
	int status;

	empty(dir);
	out_text(&s->out, "%s waits for one file\n", p->name);
	fflush(s->out.to);
	status = run(p, dir);
	if (status == NOT_INSTALLED) {
		snprintf(what, sizeof(what), "%s is not installed, use \"recv NAME\" without it",
			 p->name);
		return fail_found(s, HPX_FAILED, what, p->package, "no such program");
	}
	snprintf(found, sizeof(found), "status %d", status);
	if (status)
		return fail_found(s, HPX_AGAIN, p->name, "a file received", found);
	return take_file(s, p->name, dir, file, size);
}

int recv_by_program(struct session *s, struct incoming *in, const char *program, uint8_t **file,
		    size_t *size)
{
	char name[HP_OBJECT_LEN + 16];
	int dir, ret = 0;

	/* The lock on the .part covers the directory too: no other console uses it. */
	snprintf(name, sizeof(name), ".%s.%s", in->name, program);
	if (mkdirat(in->dir, name, 0700) && errno != EEXIST)
		ret = errno;
	dir = ret ? -1 : openat(in->dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dir < 0)
		return fail_found(s, HPX_FAILED, name, "a directory", strerror(ret ? ret : errno));
	ret = run_in(s, program_of(program), dir, file, size);
	empty(dir);
	close(dir);
	unlinkat(in->dir, name, AT_REMOVEDIR);
	return ret;
}
