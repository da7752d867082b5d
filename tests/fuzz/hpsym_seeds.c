// SPDX-License-Identifier: GPL-2.0-only
/*
 * hpsym_seeds.c - writes small sound tables into a directory, for hpsym_fuzz to start from.
 */
#include <stdio.h>
#include <stdlib.h>

#include "out/out.h"

/* A table of n symbols with everything in it: duplicates, prefixes, files, absolute ones. */
static int make(struct symset *set, unsigned int n, struct fail *f)
{
	static const char *const forms[] = {
		"vfs_read_%u", "__ksymtab_vfs_read_%u", "event_%u", "__tracepoint_%u", "same",
		"a_name_of_which_much_is_kept_by_its_neighbour_%u",
	};
	unsigned int i;
	uint32_t file = 0;

	for (i = 0; i < n; i++) {
		char name[80], path[80];
		struct symbol s = { .name = name, .addr = 0xffffffff81000000 + i * 48,
				    .size = i % 5 ? 40 : 48, .type = i % 9 ? 't' : 'A' };

		snprintf(name, sizeof(name), forms[i % 6], i / 6);
		snprintf(path, sizeof(path), "fs/dir%u/file%u.c", i / 40, i / 10);
		if (i % 10 == 0 && symset_add_file(set, path, &file, f))
			return -1;
		s.file = i % 7 ? file : 0;
		if (symset_add(set, &s, f))
			return -1;
	}
	symset_sort(set);
	return 0;
}

static int write_seed(const char *dir, unsigned int n, struct fail *f)
{
	struct symset set = { .flags = HPSYM_F_FILES | HPSYM_F_SIZES };
	struct bytes b = { 0 };
	char path[4096];
	FILE *out;
	int ret;

	ret = make(&set, n, f) || out_table(&b, &set, f);
	snprintf(path, sizeof(path), "%s/table-%u", dir, n);
	out = ret ? NULL : fopen(path, "we");
	if (!ret && (!out || fwrite(b.p, 1, b.len, out) != b.len))
		ret = fail(f, "%s: cannot be written", path);
	if (out && fclose(out) && !ret)
		ret = fail(f, "%s: cannot be written", path);
	symset_free(&set);
	free(b.p);
	return ret ? -1 : 0;
}

int main(int argc, char **argv)
{
	static const unsigned int sizes[] = { 0, 1, 2, 31, 33, 64, 65, 200 };
	struct fail f = { "" };
	size_t i;

	if (argc != 2) {
		fprintf(stderr, "usage: hpsym_seeds DIRECTORY\n");
		return 64;
	}
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		if (write_seed(argv[1], sizes[i], &f)) {
			fprintf(stderr, "hpsym_seeds: %s\n", f.text);
			return 1;
		}
	}
	return 0;
}
