// SPDX-License-Identifier: GPL-2.0-only
/* patchinfo.c - see patchinfo.h. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/buildid.h"
#include "output/clean.h"
#include "patch/patchinfo.h"

#define MAX_MODINFO	(256u << 10)	/* room for a line for each of HP_MAX_IMPORTS symbols */

/* The next value of key in .modinfo from *off on; NULL if there is none. */
static const char *modinfo_next(const struct elfpart *info, const char *key, uint64_t *off)
{
	size_t klen = strlen(key);
	const char *s;

	while ((s = elfpart_string(info, *off))) {
		*off += strlen(s) + 1;
		if (!strncmp(s, key, klen) && s[klen] == '=')
			return s + klen + 1;
	}
	return NULL;
}

static const char *modinfo(const struct elfpart *info, const char *key)
{
	uint64_t off = 0;

	return modinfo_next(info, key, &off);
}

/* Copies a modinfo value, cleaned; true if it is there and fits. */
static bool take(const struct elfpart *info, const char *key, char *to, size_t size)
{
	const char *s = modinfo(info, key);
	bool fits = s && (size_t)snprintf(to, size, "%s", s) < size;

	clean_kept(to);
	return fits;
}

static bool good_name(const char *s)
{
	if (!*s)
		return false;
	for (; *s; s++)
		if (!isalnum((unsigned char)*s) && *s != '_' && *s != '-')
			return false;
	return true;
}

bool patchinfo_module(const char *s)
{
	return !*s || good_name(s);
}


static int read_info(struct reader *r, struct patchfile *pf)
{
	const char *mark;
	int ret = elfview_find(&r->v, ".modinfo", SHT_PROGBITS, &r->info);

	if (ret < 0)
		return file_damaged(r, "sections");
	if (!ret)
		return refuse_file(r, -ENOEXEC, "not a kernel module", "a .modinfo section", "none");
	if (r->info.size > MAX_MODINFO)
		return refuse_file(r, -EINVAL, "its .modinfo is longer than any patch needs",
			      "at most 262144 bytes", "%zu", r->info.size);
	mark = modinfo(&r->info, "hotpatch");
	take(&r->info, "name", pf->name, sizeof(pf->name));
	if (!mark)
		return refuse_file(r, -EINVAL, "a kernel module, but no hotpatch patch",
			      "modinfo hotpatch=1", "none in module \"%s\"", pf->name);
	if (strcmp(mark, "1"))
		return refuse_file(r, -EINVAL, "made for another hotpatch", "modinfo hotpatch=1",
			      "hotpatch=%.20s", mark);
	pf->is_patch = true;
	if (!take(&r->info, "name", pf->name, sizeof(pf->name)) || !good_name(pf->name))
		return refuse_file(r, -EINVAL, "the module has no usable name",
			      "letters, digits and _ in modinfo name=", "\"%s\"", pf->name);
	if (!take(&r->info, "vermagic", pf->vermagic, sizeof(pf->vermagic)))
		return refuse_file(r, -EINVAL, "the module does not say its kernel",
			      "modinfo vermagic=", "none");
	take(&r->info, "description", pf->description, sizeof(pf->description));
	return 0;
}

/* hotpatch_module=name:build-id, from patches/build.sh: one for each module that it reaches into. */
static int read_modules(struct reader *r, struct patchfile *pf)
{
	uint64_t off = 0;
	const char *s;

	while ((s = modinfo_next(&r->info, "hotpatch_module", &off))) {
		struct pf_module *m = &pf->modules[pf->nmodules];
		const char *colon = strchr(s, ':');
		size_t len = colon ? (size_t)(colon - s) : 0;

		if (pf->nmodules == PF_MAX_MODULES)
			return refuse_file(r, -EINVAL, "the patch reaches into too many modules",
				      "at most 16", "more");
		if (!len || len >= sizeof(m->name) || !clean_already(s) ||
		    !buildid_from_text(colon + 1, m->build_id))
			return refuse_file(r, -EINVAL, "what it says of a module is wrong",
				      "hotpatch_module=NAME:BUILD-ID", "\"%.120s\"", s);
		memcpy(m->name, s, len);
		pf->nmodules++;
	}
	return 0;
}

/* hotpatch_kernel=build-id, from patches/build.sh, if it knew the kernel's. */
static int read_kernel(struct reader *r, struct patchfile *pf)
{
	const char *s = modinfo(&r->info, "hotpatch_kernel");

	if (s && !buildid_from_text(s, pf->kernel))
		return refuse_file(r, -EINVAL, "what it says of the kernel's build is wrong",
			      "hotpatch_kernel=BUILD-ID", "\"%.120s\"", s);
	return 0;
}

/*
 * Copies the part of a line up to the next colon, or its end, and leaves *from behind that; nothing where the line
 * has ended already.  false: it does not fit.
 */
static bool take_part(char *to, size_t size, const char **from)
{
	size_t len = strcspn(*from, ":");

	if (len >= size)
		return false;
	memset(to, 0, size);
	memcpy(to, *from, len);
	*from += len + ((*from)[len] == ':');
	return true;
}

/* A number from 1 on, or nothing. */
static bool take_position(uint32_t *pos, const char *from)
{
	unsigned long long n;
	char *end;

	if (!*from)
		return true;
	errno = 0;
	n = strtoull(from, &end, 10);
	*pos = n;
	return isdigit((unsigned char)*from) && !*end && !errno && n && n <= UINT32_MAX;
}

int patchinfo_alias(struct reader *r, struct hp_import *im)
{
	struct hp_symref *ref = &im->ref;
	size_t alen = strlen(im->alias);
	const char *s, *at;
	uint64_t off = 0;

	while ((s = modinfo_next(&r->info, "hotpatch_symbol", &off))) {
		if (strncmp(s, im->alias, alen) || s[alen] != ':')
			continue;
		at = s + alen + 1;
		if (!clean_already(s) || !take_part(ref->name, sizeof(ref->name), &at) || !*ref->name ||
		    !take_part(ref->file, sizeof(ref->file), &at) ||
		    !take_part(ref->object, sizeof(ref->object), &at) || !patchinfo_module(ref->object) ||
		    !take_position(&ref->pos, at))
			return refuse_file(r, -EINVAL, "a HOTPATCH_SYMBOL() line is wrong",
				      "alias:name:file:module:position", "\"%.120s\"", s);
		return 0;
	}
	return 0;
}

int patchinfo_read(struct reader *r, struct patchfile *pf)
{
	int ret = read_info(r, pf);

	if (!ret)
		ret = read_modules(r, pf);
	return ret ? ret : read_kernel(r, pf);
}
