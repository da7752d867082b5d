// SPDX-License-Identifier: GPL-2.0-only
/* find.c - see find.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device/contract.h"
#include "device/modules.h"
#include "files/read.h"
#include "files/search.h"
#include "format/buildid.h"
#include "patch/find.h"

#define MAX_LISTED 256

#define MAX_PATCHES 4096	/* the most that are listed in one answer */

int patch_list(struct session *s, struct hp_patch **list, uint32_t *count)
{
	struct hp_list l = { .max = 64 };
	int ret;

	for (;;) {
		*list = calloc(l.max, sizeof(**list));
		if (!*list)
			return failure(s, HPX_FAILED, "%s", strerror(ENOMEM));
		l.patches = (uintptr_t)*list;
		ret = contract_call(s, HP_IOC_LIST, &l);
		if (!ret && l.count <= l.max)
			break;
		free(*list);
		if (!ret && l.count > MAX_PATCHES)
			return fail_found(s, HPX_FAILED, "the patches", "at most 4096", "more");
		if (ret)
			return failure(s, exit_of_errno(-ret), "cannot list the patches: %s",
				       strerror(-ret));
		l.max = l.count + 16;
	}
	*count = l.count;
	return 0;
}

/* Module names have '_' where file names may have '-'. */
static bool same_name(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if (*a != *b && !((*a == '-' || *a == '_') && (*b == '-' || *b == '_')))
			return false;
	return *a == *b;
}

static void set_name(struct session *s, struct patch *p, const char *name)
{
	snprintf(p->name, sizeof(p->name), "%.55s", name);
	memcpy(s->outcome.patch, p->name, sizeof(s->outcome.patch));
}

static int find_state(struct session *s, const char *name, struct patch *p)
{
	struct hp_patch *list;
	uint32_t n;
	int ret = patch_list(s, &list, &n);

	if (ret)
		return ret;
	for (uint32_t i = 0; i < n; i++) {
		bool exact = !strcmp(list[i].name, name);	/* same_name() would take stub-x for stub_x */

		if (exact || (!p->loaded && same_name(list[i].name, name))) {
			p->loaded = true;
			p->state = list[i];
			set_name(s, p, list[i].name);
		}
		if (exact)
			break;
	}
	free(list);
	return 0;
}

/* Is another build loaded than the file's?  Where one of the two has no build-id they count as the same. */
static void compare_builds(struct session *s, struct patch *p)
{
	uint8_t loaded[HP_BUILD_ID_LEN];

	if (!p->loaded || p->state.kind != HP_KIND_MODULE)
		return;
	memcpy(loaded, p->state.build_id, sizeof(loaded));
	if (!buildid_known(loaded))
		module_build_id(s, p->name, loaded);
	memcpy(p->state.build_id, loaded, sizeof(loaded));
	p->other_build = buildid_differ(loaded, p->pf.build_id);
}

int patch_is_what_is_loaded(struct session *s, const struct patch *p)
{
	char what[512], want[BUILDID_TEXT_SIZE + 16], got[BUILDID_TEXT_SIZE + 64];
	char text[BUILDID_TEXT_SIZE];

	if (!p->loaded || !p->other_build)
		return 0;
	snprintf(what, sizeof(what), "%s: another build of it is loaded than %s", p->name, p->path);
	snprintf(want, sizeof(want), "build-id %s", buildid_text(text, p->pf.build_id));
	snprintf(got, sizeof(got), "%s (revert and unload that first)",
		 buildid_text(text, p->state.build_id));
	return fail_found(s, HPX_FAILED, what, want, got);
}

static int read_file(struct session *s, struct patch *p)
{
	struct pf_error err;
	char what[512], *whole;

	p->fd = file_open_whole(s, p->path, MAX_PATCH_FILE, &p->data, &p->len);
	if (p->fd < 0)
		return HPX_FAILED;
	whole = realpath(p->path, NULL);
	if (whole) {
		free(p->path);
		p->path = whole;
	}
	digest_data(p->data, p->len, p->sha256);
	if (patchfile_parse(&p->pf, p->data, p->len, &err)) {
		snprintf(what, sizeof(what), "%s: %s", p->path, err.what);
		return fail_found(s, HPX_FAILED, what, err.expected, err.found);
	}
	if (!p->loaded)
		set_name(s, p, p->pf.name);
	return 0;
}

/* The file first, then what is loaded under its name. */
static int read_then_find(struct session *s, struct patch *p)
{
	int ret = read_file(s, p);

	if (!ret)
		ret = find_state(s, p->pf.name, p);
	if (!ret)
		compare_builds(s, p);
	return ret;
}

static bool is_path(const char *arg)
{
	size_t len = strlen(arg);

	return strchr(arg, '/') || (len > 3 && !strcmp(arg + len - 3, ".ko"));
}

static int nothing_of(struct session *s, const char *arg)
{
	char dirs[512] = "", what[160];
	size_t at = 0;

	for (unsigned i = 0; i < s->ndirs && at < sizeof(dirs); i++)
		at += snprintf(dirs + at, sizeof(dirs) - at, "%s%s", i ? ":" : "", s->dirs[i]);
	snprintf(what, sizeof(what), "no patch \"%.100s\"", arg);
	failure(s, HPX_FAILED, "%s: expected a loaded one or %.60s.ko in %s, found neither "
		"(see: list)", what, arg, dirs);
	snprintf(s->expected, sizeof(s->expected), "a loaded patch or a file");
	snprintf(s->found, sizeof(s->found), "neither");
	return HPX_FAILED;
}

static int nothing_loaded(struct session *s, const char *arg)
{
	char what[160];

	snprintf(what, sizeof(what), "no patch \"%.100s\"", arg);
	return fail_found(s, HPX_FAILED, what, "the name of a loaded one (see: list)", "none");
}

static void start(struct patch *p)
{
	memset(p, 0, sizeof(*p));
	p->fd = -1;
}

int patch_find(struct session *s, const char *arg, struct patch *p)
{
	int ret;

	start(p);
	if (is_path(arg)) {
		p->path = file_named(s, arg, ".ko");
		if (!p->path)
			return HPX_FAILED;
		p->by_path = true;
		return read_then_find(s, p);
	}
	ret = find_state(s, arg, p);
	if (ret)
		return ret;
	p->path = file_search(s, arg, ".ko");
	if (p->loaded) {	/* the file only adds its description */
		if (p->path && read_file(s, p))
			s->text[0] = '\0';
		else if (p->path)
			compare_builds(s, p);
		return 0;
	}
	if (!p->path)
		return nothing_of(s, arg);
	return read_file(s, p);
}

int patch_find_loaded(struct session *s, const char *arg, struct patch *p)
{
	int ret;

	start(p);
	if (is_path(arg)) {
		ret = patch_find(s, arg, p);
		if (!ret && p->other_build)
			note(s, "%s is another build than the one that is loaded", p->path);
		return ret;
	}
	ret = find_state(s, arg, p);
	if (ret || p->loaded)
		return ret;
	set_name(s, p, arg);
	p->path = file_search(s, arg, ".ko");
	if (!p->path)
		return nothing_loaded(s, arg);
	/*
	 * The file may have another name than the patch in it, which may be loaded, so the name in the
	 * file decides.  Else "nothing to revert" could be said of a patch that is applied.
	 */
	return read_then_find(s, p);
}

void patch_release(struct patch *p)
{
	patchfile_free(&p->pf);
	free(p->path);
	free(p->data);
	free(p->bodies);
	free(p->targets);
	if (p->fd >= 0)
		close(p->fd);
	start(p);
}

struct listed {
	struct session *s;
	bool (*each)(void *arg, const char *path, const struct patchfile *pf);
	void *arg;
	char seen[MAX_LISTED][HP_OBJECT_LEN];	/* files of an earlier directory win */
	unsigned nseen;
};

static bool seen(struct listed *l, const char *name)
{
	for (unsigned i = 0; i < l->nseen; i++)
		if (!strcmp(l->seen[i], name))
			return true;
	if (l->nseen < MAX_LISTED)
		strcpy(l->seen[l->nseen++], name);
	return false;
}

static bool each_file(void *arg, const char *path)
{
	struct listed *l = arg;
	struct patchfile pf;
	struct pf_error err;
	bool more = true;
	void *data;
	size_t len;
	int fd = file_open_whole(l->s, path, MAX_PATCH_FILE, &data, &len);

	l->s->text[0] = '\0';
	if (fd < 0)
		return true;
	close(fd);
	if (!patchfile_parse(&pf, data, len, &err)) {
		if (!seen(l, pf.name))
			more = l->each(l->arg, path, &pf);
		patchfile_free(&pf);
	}
	free(data);
	return more && !session_interrupted;
}

void patch_each_file(struct session *s, bool (*each)(void *arg, const char *path,
						     const struct patchfile *pf), void *arg)
{
	struct listed l = { .s = s, .each = each, .arg = arg };

	file_each_patch(s, each_file, &l);
}

static int targets_from_module(struct session *s, struct patch *p)
{
	struct hp_funcs f = { .max = HP_MAX_FUNCS, .targets = (uintptr_t)p->targets };
	int ret;

	snprintf(f.patch, sizeof(f.patch), "%s", p->name);
	ret = contract_call(s, HP_IOC_FUNCS, &f);
	if (ret)
		return failure(s, exit_of_errno(-ret), "%s: cannot list its functions: %s", p->name,
			       strerror(-ret));
	p->ntargets = f.count < HP_MAX_FUNCS ? f.count : HP_MAX_FUNCS;
	return 0;
}

int patch_targets(struct session *s, struct patch *p)
{
	free(p->targets);
	p->targets = calloc(HP_MAX_FUNCS, sizeof(*p->targets));
	if (!p->targets)
		return failure(s, HPX_FAILED, "%s", strerror(ENOMEM));
	if (p->loaded)
		return targets_from_module(s, p);
	p->ntargets = p->pf.nfuncs;
	for (uint32_t i = 0; i < p->ntargets; i++)
		p->targets[i].ref = p->pf.funcs[i].target;
	return 0;
}
