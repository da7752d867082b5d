// SPDX-License-Identifier: GPL-2.0-only
/*
 * path.c - see in/path.h.
 *
 * Debian's kernels are compiled in debian/build/NAME below the source tree, with the root taken out of most names;
 * assembler files keep it.  Others name "../../fs/pipe.c", or are compiled in the tree itself.
 */
#include <dwarf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "in/path.h"

/* Joins directory, if there is one, and name; takes out ".", ".." and doubled slashes. */
static char *clean_path(const char *dir, const char *name)
{
	char *all, *out, *save, *part, *cut;
	bool absolute;

	if (asprintf(&all, "%s%s%s", dir ? dir : "", dir ? "/" : "", name) < 0)
		return NULL;
	absolute = all[0] == '/';
	out = calloc(1, strlen(all) + 2);
	for (part = strtok_r(all, "/", &save); out && part; part = strtok_r(NULL, "/", &save)) {
		if (!strcmp(part, "..")) {
			cut = strrchr(out, '/');
			*(cut ? cut : out) = '\0';
		} else if (strcmp(part, ".")) {
			strcat(out, absolute || out[0] ? "/" : "");
			strcat(out, part);
		}
	}
	free(all);
	return out;
}

/* A name below the directory it was compiled in is final; one that leaves it becomes absolute,
 * and loses the root of the source tree later. */
char *source_path(const char *dir, const char *name)
{
	return clean_path(name[0] == '/' || strncmp(name, "../", 3) ? NULL : dir, name);
}

char *unit_path(Dwarf_Die *unit)
{
	Dwarf_Attribute at;
	const char *name = dwarf_diename(unit);

	if (!name)
		return strdup("");
	return source_path(dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &at)), name);
}

size_t source_root(char *const *paths, size_t n)
{
	const char *first = NULL, *arch;
	size_t i, same, root = 0;

	for (i = 0; i < n; i++) {
		const char *p = paths[i];

		if (p[0] != '/')
			continue;
		if (!first) {
			first = p;
			root = strlen(p);
		}
		for (same = 0; same < root && first[same] == p[same]; same++)
			;
		root = same;
	}
	while (root && first[root - 1] != '/')
		root--;
	/* if only assembler files have absolute names these share arch/NAME/ too: the root ends before it */
	arch = root ? strstr(first, "/arch/") : NULL;
	if (arch && (size_t)(arch + 1 - first) < root)
		root = arch + 1 - first;
	return root;
}

const char *below_root(const char *path, size_t root)
{
	return path[0] == '/' && strlen(path) >= root ? path + root : path;
}
