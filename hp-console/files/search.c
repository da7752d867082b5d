// SPDX-License-Identifier: GPL-2.0-only
/* search.c - see search.h. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files/search.h"
#include "files/statedir.h"

const char searchlist_builtin[] = STATE_DIR "/incoming"
	":/usr/lib/hotpatch/RELEASE:/lib/hotpatch/RELEASE:/lib/hotpatch";

void searchlist_end(struct session *s)
{
	while (s->ndirs)
		free(s->dirs[--s->ndirs]);
}

static char *with_release(const char *dir, int len, const char *release)
{
	const char *at = memmem(dir, len, "RELEASE", 7);
	char *p;

	if (!at)
		return strndup(dir, len);
	if (asprintf(&p, "%.*s%s%.*s", (int)(at - dir), dir, release,
		     (int)(dir + len - at - 7), at + 7) < 0)
		return NULL;
	return p;
}

void searchlist_set(struct session *s, const char *dirs)
{
	if (!dirs)
		dirs = getenv("HP_PATH");
	if (!dirs || !*dirs)
		dirs = searchlist_builtin;
	searchlist_end(s);
	while (*dirs && s->ndirs < MAX_DIRS) {
		int len = strcspn(dirs, ":");
		char *p = len ? with_release(dirs, len, s->release) : NULL;

		if (p)
			s->dirs[s->ndirs++] = p;
		dirs += len + (dirs[len] == ':');
	}
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
