// SPDX-License-Identifier: GPL-2.0-only
/*
 * units.c - which units of a kernel image have code or types from a file.
 *
 * The line table of a unit names the files that its lines and declarations come from: not those of which it has
 * macros only.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "in/path.h"
#include "output/clean.h"
#include "debuginfo/debuginfo.h"

struct header {
	const char *name;		/* as given */
	char *path;
	bool seen;			/* in the unit that is looked at */
};

struct units {
	const struct object *o;
	char **paths;
	size_t n, root;
	struct header *headers;
	size_t nheaders;
};

/* 0, 1 after the last, -1 with *f noted. */
static int next_unit(const struct object *o, Dwarf_CU **cu, Dwarf_Die *die, struct fail *f)
{
	uint8_t type;
	int more;

	do
		more = dwarf_get_units(o->dwarf, *cu, cu, NULL, &type, die, NULL);
	while (!more && type != DW_UT_compile);
	return more < 0 ? damaged(f, o->elf.path, "the list of units") : more;
}

static int read_paths(struct units *u, struct fail *f)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die die;
	int more;

	while (!(more = next_unit(u->o, &cu, &die, f))) {
		char **paths = reallocarray(u->paths, u->n + 1, sizeof(*paths));

		if (!paths)
			return fail(f, "out of memory");
		u->paths = paths;
		paths[u->n] = unit_path(&die);
		if (!paths[u->n++])
			return fail(f, "out of memory");
	}
	u->root = source_root(u->paths, u->n);
	return more < 0 ? -1 : 0;
}

/* Most files are told by their last component from those that are looked for. */
static bool may_be(const char *file, const char *path)
{
	const char *a = strrchr(file, '/'), *b = strrchr(path, '/');

	return !strcmp(a ? a + 1 : file, b ? b + 1 : path);
}

static int look_at_file(struct units *u, const char *unit, const char *dir, const char *file, struct fail *f)
{
	for (size_t i = 0; i < u->nheaders; i++) {
		struct header *h = &u->headers[i];
		char *path;

		if (h->seen || !may_be(file, h->path))
			continue;
		path = source_path(dir, file);
		if (!path)
			return fail(f, "out of memory");
		if (!strcmp(below_root(path, u->root), h->path)) {
			h->seen = true;
			clean_print(stdout, "%s %s\n", h->name, unit);
		}
		free(path);
	}
	return 0;
}

static int look_at_unit(struct units *u, Dwarf_Die *die, const char *unit, struct fail *f)
{
	Dwarf_Attribute at;
	Dwarf_Files *files;
	const char *dir;
	size_t n;

	/* an assembler file may have none */
	if (!dwarf_hasattr(die, DW_AT_stmt_list))
		return 0;
	if (dwarf_getsrcfiles(die, &files, &n))
		return damaged(f, u->o->elf.path, "the files of a unit");
	dir = dwarf_formstring(dwarf_attr(die, DW_AT_comp_dir, &at));
	for (size_t i = 0; i < u->nheaders; i++)
		u->headers[i].seen = false;
	for (size_t i = 0; i < n; i++) {
		const char *file = dwarf_filesrc(files, i, NULL, NULL);

		if (file && look_at_file(u, unit, dir, file, f))
			return -1;
	}
	return 0;
}

static int look_at_all(struct units *u, struct fail *f)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die die;
	int more;

	if (read_paths(u, f))
		return -1;
	for (size_t i = 0; !(more = next_unit(u->o, &cu, &die, f)); i++)
		if (look_at_unit(u, &die, below_root(u->paths[i], u->root), f))
			return -1;
	return more < 0 ? -1 : 0;
}

static int read_headers(struct units *u, int n, char **names, struct fail *f)
{
	u->headers = calloc(n, sizeof(*u->headers));
	for (int i = 0; u->headers && i < n; i++, u->nheaders++) {
		u->headers[i] = (struct header){ .name = names[i], .path = source_path(NULL, names[i]) };
		if (!u->headers[i].path)
			return fail(f, "out of memory");
	}
	return u->headers ? 0 : fail(f, "out of memory");
}

static void free_units(struct units *u)
{
	while (u->n)
		free(u->paths[--u->n]);
	free(u->paths);
	while (u->nheaders)
		free(u->headers[--u->nheaders].path);
	free(u->headers);
}

int verb_units(int argc, char **argv, struct fail *f)
{
	struct object o;
	struct units u = { .o = &o };
	int ret;

	if (object_open(&o, argv[0], f))
		return EXIT_FAILED;
	ret = read_headers(&u, argc - 1, argv + 1, f);
	if (!ret)
		ret = look_at_all(&u, f);
	free_units(&u);
	object_close(&o);
	return ret ? EXIT_FAILED : EXIT_OK;
}
