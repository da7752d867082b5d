// SPDX-License-Identifier: GPL-2.0-only
/* incoming.c - see incoming.h. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "delivery/incoming.h"
#include "files/statedir.h"

#define PART ".part"
#define TRIES 100		/* each fails when another console has removed the file meanwhile */
/* Twice the text of the largest transfer. */
#define MAX_PART (2 * WIRE_MAX_LINES * WIRE_LINE)

/* A module's name, which is to be a file's name too: no dot, no slash, no dash in front. */
static int check_name(struct session *s, const char *name)
{
	size_t n = 0;

	while (isalnum((unsigned char)name[n]) || name[n] == '_' || (n && name[n] == '-'))
		n++;
	if (n && !name[n] && n < HP_OBJECT_LEN)
		return 0;
	return fail_found(s, HPX_USAGE, "a patch has a name",
			  "1 to 55 letters, digits, _ and - (no directory)", name);
}

static int cannot(struct session *s, const char *name, const char *found)
{
	char what[HP_OBJECT_LEN + sizeof(PART)];

	snprintf(what, sizeof(what), "%s" PART, name);
	return fail_found(s, HPX_FAILED, what, "a file of ours to keep lines in", found);
}

/* Opens it and locks it.  0 or an exit code; *gone: it is not the file of that name any more. */
static int try_part(struct session *s, struct incoming *in, const char *file, bool *gone)
{
	struct stat st, now;

	in->part = openat(in->dir, file, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK |
			  O_CLOEXEC, 0600);
	if (in->part < 0 || fstat(in->part, &st))
		return cannot(s, in->name, strerror(errno));
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() || st.st_nlink > 1)
		return cannot(s, in->name, "something else");
	if (flock(in->part, LOCK_EX | LOCK_NB))
		return fail_found(s, HPX_AGAIN, in->name, "one console that receives it",
				  "another one does");
	*gone = fstatat(in->dir, file, &now, AT_SYMLINK_NOFOLLOW) || now.st_dev != st.st_dev ||
		now.st_ino != st.st_ino;
	return 0;
}

/*
 * A console that is done with a .part removes it before it gives its lock back.  If we opened the file
 * before that we now have the lock of a file without a name: its lines would be lost, and the next
 * console could not see the lock.  So the name is opened anew.
 */
static int open_part(struct session *s, struct incoming *in)
{
	char file[HP_OBJECT_LEN + sizeof(PART)];
	bool gone;
	int ret;

	snprintf(file, sizeof(file), "%s" PART, in->name);
	for (int i = 0; i < TRIES; i++) {
		ret = try_part(s, in, file, &gone);
		if (ret || !gone)
			return ret;
		close(in->part);
		in->part = -1;
	}
	return fail_found(s, HPX_AGAIN, in->name, "a file that stays", "one that is always removed");
}

int incoming_open(struct session *s, const char *name, struct incoming *in)
{
	int ret = check_name(s, name);

	memset(in, 0, sizeof(*in));
	in->part = -1;
	if (ret)
		return ret;
	strcpy(in->name, name);
	in->dir = statedir_open(s, INCOMING);
	if (in->dir < 0)
		return HPX_FAILED;
	ret = open_part(s, in);
	if (ret)
		incoming_close(in);
	return ret;
}

/* Feeds the lines of a .part to g, which skips damaged lines and other text as noise. */
static void read_lines(int fd, struct gather *g)
{
	char *line = NULL;
	size_t size = 0;
	struct stat st;
	uint32_t nr;
	int copy = dup(fd);
	FILE *f;

	if (copy < 0 || fstat(copy, &st) || st.st_size > (off_t)MAX_PART) {
		close(copy);
		return;
	}
	lseek(copy, 0, SEEK_SET);
	f = fdopen(copy, "r");
	if (!f) {
		close(copy);
		return;
	}
	while (getline(&line, &size, f) >= 0)
		gather_take(g, line, &nr);
	free(line);
	fclose(f);
}

void incoming_read(struct incoming *in, struct gather *g)
{
	read_lines(in->part, g);
	g->bad = g->twice = 0;
}

static bool keep_line(int fd, const char *line)
{
	char text[WIRE_LINE + 1];
	int len = snprintf(text, sizeof(text), "%s\n", line);

	return write(fd, text, len) == len;
}

static bool keep_data(struct incoming *in, const struct gather *g, uint32_t nr)
{
	char line[WIRE_LINE];

	wire_put_data(line, &g->head, nr, g->data);
	return keep_line(in->part, line);
}

static bool keep_all(struct incoming *in, const struct gather *g)
{
	char line[WIRE_LINE];
	bool ok;

	wire_put_head(line, &g->head);
	ok = !ftruncate(in->part, 0) && keep_line(in->part, line);
	for (uint32_t nr = 1; ok && nr <= g->lines; nr++)
		if (!g->missing[nr])
			ok = keep_data(in, g, nr);
	return ok;
}

void incoming_keep(struct session *s, struct incoming *in, const struct gather *g, uint32_t nr)
{
	if ((nr ? keep_data(in, g, nr) : keep_all(in, g)) || in->lossy)
		return;
	in->lossy = true;
	note(s, "%s: lines cannot be kept for a later time: %s", in->name, strerror(errno));
}

void incoming_drop(struct incoming *in)
{
	char file[HP_OBJECT_LEN + sizeof(PART)];

	snprintf(file, sizeof(file), "%s" PART, in->name);
	unlinkat(in->dir, file, 0);
}

int incoming_store(struct session *s, struct incoming *in, const void *file, size_t size)
{
	char name[HP_OBJECT_LEN + sizeof(".ko")];
	int ret;

	snprintf(name, sizeof(name), "%s.ko", in->name);
	ret = statedir_put(s, in->dir, name, file, size);
	if (!ret)
		incoming_drop(in);
	return ret;
}

void incoming_close(struct incoming *in)
{
	struct stat st;

	if (in->part >= 0) {
		if (!fstat(in->part, &st) && !st.st_size && st.st_nlink)
			incoming_drop(in);
		fsync(in->part);
		close(in->part);
	}
	if (in->dir >= 0)
		close(in->dir);
	in->part = in->dir = -1;
}

/* --- the list --- */

static void list_part(struct session *s, int dir, const char *file, const char *name)
{
	int fd = openat(dir, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct gather g;

	if (fd < 0)
		return;
	gather_start(&g);
	read_lines(fd, &g);
	close(fd);
	out_object(&s->out, NULL);
	out_str(&s->out, "name", name);
	out_bool(&s->out, "whole", false);
	out_uint(&s->out, "received", g.have);
	out_uint(&s->out, "lines", g.lines);
	out_end(&s->out);
	out_text(&s->out, "  %-24s %u of %u lines, \"recv %s\" goes on\n", name, g.have, g.lines,
		 name);
	gather_free(&g);
}

static void list_whole(struct session *s, int dir, const char *file, const char *name)
{
	struct stat st;

	if (fstatat(dir, file, &st, AT_SYMLINK_NOFOLLOW))
		return;
	out_object(&s->out, NULL);
	out_str(&s->out, "name", name);
	out_bool(&s->out, "whole", true);
	out_uint(&s->out, "bytes", st.st_size);
	out_end(&s->out);
	out_text(&s->out, "  %-24s %llu bytes\n", name, (unsigned long long)st.st_size);
}

/* Skips names that begin with a dot: such a file is being written, or its writer died. */
static void list_entry(struct session *s, int dir, const char *file)
{
	const char *suffix = strrchr(file, '.');
	char name[HP_OBJECT_LEN];

	if (!suffix || suffix == file || *file == '.' || suffix - file >= HP_OBJECT_LEN)
		return;
	snprintf(name, sizeof(name), "%.*s", (int)(suffix - file), file);
	if (!strcmp(suffix, PART))
		list_part(s, dir, file, name);
	else if (!strcmp(suffix, ".ko"))
		list_whole(s, dir, file, name);
}

int incoming_list(struct session *s)
{
	int dir = statedir_open(s, INCOMING), n;
	struct dirent **list;

	if (dir < 0)
		return HPX_FAILED;
	out_array(&s->out, "incoming");
	out_text(&s->out, "in %s/" INCOMING ":\n", statedir_path());
	n = scandirat(dir, ".", &list, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		list_entry(s, dir, list[i]->d_name);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	out_end(&s->out);
	close(dir);
	return 0;
}
