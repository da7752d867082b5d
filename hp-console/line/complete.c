// SPDX-License-Identifier: GPL-2.0-only
/* complete.c - see complete.h: the table of verbs says what kind of word each argument is. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command/dispatch.h"
#include "command/opwords.h"
#include "device/connect.h"
#include "files/search.h"
#include "line/complete.h"
#include "output/clean.h"
#include "patch/find.h"

#define KALLSYMS     "/proc/kallsyms"
#define MAX_NAMES    400000	/* functions remembered; a big kernel has 200,000 symbols */

static void add(struct matches *m, const char *word, const char *prefix)
{
	/* Names may come from anybody: one that cannot be printed is left out, it cannot be typed either. */
	if (strncmp(word, prefix, strlen(prefix)) || !clean_already(word))
		return;
	for (unsigned i = 0; i < m->n; i++)
		if (!strcmp(m->word[i], word))
			return;
	if (m->n == MAX_MATCHES) {
		m->more = true;
		return;
	}
	m->word[m->n] = strdup(word);
	if (m->word[m->n])
		m->n++;
}

static void add_verbs(const struct session *s, struct matches *m, const char *prefix)
{
	for (const struct verb *v = s->verbs; v->name; v++)
		add(m, v->name, prefix);
}

static void add_options(struct matches *m, const char *prefix)
{
	for (const struct opword *w = opwords; w->name; w++)
		add(m, w->name, prefix);
	for (int d = HP_DEPTH_HOLD; d <= HP_DEPTH_FREEZE; d++)
		add(m, word_depth(d), prefix);
}

static void add_loaded(struct session *s, struct matches *m, const char *prefix)
{
	struct hp_patch *list;
	uint32_t n;

	if (device_open(s) || patch_list(s, &list, &n))
		return;
	for (uint32_t i = 0; i < n; i++)
		add(m, list[i].name, prefix);
	free(list);
}

static void add_files(struct matches *m, const char *prefix)
{
	const char *slash = strrchr(prefix, '/');
	int len = slash ? slash - prefix + 1 : 0;
	struct dirent *e;
	char dir[512];
	DIR *d;

	snprintf(dir, sizeof(dir), "%.*s", len, prefix);
	d = opendir(len ? dir : ".");
	while (d && (e = readdir(d))) {
		char path[1024];
		struct stat st;

		if (e->d_name[0] == '.' && (!slash || slash[1] != '.') && prefix[len] != '.')
			continue;
		snprintf(path, sizeof(path), "%s%s", dir, e->d_name);
		if (!stat(path, &st) && S_ISDIR(st.st_mode))
			strcat(path, "/");
		add(m, path, prefix);
	}
	if (d)
		closedir(d);
}

struct patch_names {
	struct matches *m;
	const char *prefix;
};

static bool add_patch_file(void *arg, const char *path)
{
	struct patch_names *p = arg;
	const char *base = strrchr(path, '/') + 1;
	char name[128];

	snprintf(name, sizeof(name), "%.*s", (int)strlen(base) - 3, base);
	add(p->m, name, p->prefix);
	return true;
}

/* The names of all functions, read once when they are first wanted. */
static char **function_names(size_t *count)
{
	static char **names;
	static size_t n;
	char *line = NULL;
	size_t size = 0;
	FILE *f;

	*count = n;
	if (names)
		return names;
	f = fopen(KALLSYMS, "re");
	names = f ? calloc(MAX_NAMES, sizeof(*names)) : NULL;
	while (names && n < MAX_NAMES && getline(&line, &size, f) > 0) {
		char type, name[HP_NAME_LEN + 1];

		/* Of one that is longer the start could be another's name, and the whole cannot be replaced. */
		if (sscanf(line, "%*x %c %128s", &type, name) == 2 && (type | 0x20) == 't' &&
		    strlen(name) < HP_NAME_LEN)
			n += !!(names[n] = strdup(name));
	}
	free(line);
	if (f)
		fclose(f);
	*count = n;
	return names;
}

static void add_functions(struct matches *m, const char *prefix)
{
	size_t n;
	char **names;

	if (!*prefix)	/* too many to be of use */
		return;
	names = function_names(&n);
	for (size_t i = 0; i < n && !m->more; i++)
		add(m, names[i], prefix);
}

static void add_kind(struct session *s, struct matches *m, char kind, const char *prefix)
{
	struct patch_names names = { m, prefix };

	switch (kind) {
	case 'p':
		if (strchr(prefix, '/'))
			add_files(m, prefix);
		else
			file_each_patch(s, add_patch_file, &names);
		/* fall through */
	case 'l':
		add_loaded(s, m, prefix);
		break;
	case 'f':
		add_files(m, prefix);
		break;
	case 'o':
		add_options(m, prefix);
		break;
	case 's':
		add_functions(m, prefix);
		break;
	case 'v':
		add_verbs(s, m, prefix);
		break;
	}
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static const struct verb *verb_named(const struct session *s, const char *word, size_t len)
{
	for (const struct verb *v = s->verbs; v->name; v++)
		if (strlen(v->name) == len && !memcmp(v->name, word, len))
			return v;
	return NULL;
}

void complete(struct session *s, const char *line, struct matches *m)
{
	const struct verb *v = NULL;
	const char *p = line;
	int arg = -1;		/* which argument the last word is; -1: it is the verb */

	memset(m, 0, sizeof(*m));
	for (;;) {
		size_t len;

		p += strspn(p, " \t");
		len = strcspn(p, " \t");
		if (!p[len])
			break;
		if (arg < 0)
			v = verb_named(s, p, len);
		p += len;
		arg++;
	}
	m->start = p - line;
	if (arg < 0)
		add_verbs(s, m, p);
	else if (v && *v->complete) {
		size_t kinds = strlen(v->complete);

		if ((size_t)arg < kinds || v->max > (int)kinds)
			add_kind(s, m, v->complete[(size_t)arg < kinds ? arg : (int)kinds - 1], p);
	}
	qsort(m->word, m->n, sizeof(m->word[0]), compare);
	s->text[0] = '\0';
}

size_t matches_common(const struct matches *m)
{
	size_t len = m->n ? strlen(m->word[0]) : 0;

	for (unsigned i = 1; i < m->n; i++) {
		size_t k = 0;

		while (k < len && m->word[i][k] == m->word[0][k])
			k++;
		len = k;
	}
	return len;
}

void matches_free(struct matches *m)
{
	while (m->n)
		free(m->word[--m->n]);
}
