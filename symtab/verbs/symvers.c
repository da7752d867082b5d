// SPDX-License-Identifier: GPL-2.0-only
/*
 * symvers.c - "symvers": a Module.symvers with the kernel's unexported symbols in it.
 *
 * Given to modpost as KBUILD_EXTRA_SYMBOLS when a patch is built, it lets the patch use them,
 * while a mistyped name still fails at build time.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/clean.h"
#include "verbs/verbs.h"

/* Names that the linker, the export machinery or the compiler made: no patch's source uses them. */
static const char *const unwanted[] = {
	"__pfx_", "__ksymtab_", "__kstrtab_", "__kstrtabns_", "__crc_", "__UNIQUE_ID",
	"__initcall_", "__compound_literal", "__addressable_",
};

/* What hotpatch.ko publishes of its own. */
static const char *const own[] = { "hotpatch_register", "hotpatch_unregister" };

struct names {
	char **v;
	size_t n, room;
};

static int names_add(struct names *names, const char *name, struct fail *f)
{
	if (names->n == names->room) {
		size_t room = 2 * names->room + 1024;
		char **v = reallocarray(names->v, room, sizeof(*v));

		if (!v)
			return fail(f, "out of memory");
		names->v = v;
		names->room = room;
	}
	names->v[names->n] = strdup(name);
	return names->v[names->n++] ? 0 : fail(f, "out of memory");
}

static void names_free(struct names *names)
{
	while (names->n)
		free(names->v[--names->n]);
	free(names->v);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void names_sort(struct names *names)
{
	if (names->n)
		qsort(names->v, names->n, sizeof(*names->v), by_text);
}

static bool names_have(const struct names *names, const char *name)
{
	return names->n && bsearch(&name, names->v, names->n, sizeof(*names->v), by_text);
}

static bool is_wanted(const char *name)
{
	size_t i;

	if (strchr(name, '.') || strchr(name, '$') || !clean_already(name))
		return false;
	for (i = 0; i < sizeof(unwanted) / sizeof(*unwanted); i++)
		if (!strncmp(name, unwanted[i], strlen(unwanted[i])))
			return false;
	return true;
}

/* The second column of a Module.symvers. */
static int read_exports(struct names *names, const char *path, struct fail *f)
{
	FILE *in = fopen(path, "re");
	char *line = NULL, *save, *name;
	size_t room = 0, nr = 0;
	int ret = 0;

	if (!in)
		return fail(f, "%s: %s", path, strerror(errno));
	while (!ret && getline(&line, &room, in) > 0) {
		nr++;
		name = strtok_r(line, "\t", &save) ? strtok_r(NULL, "\t", &save) : NULL;
		ret = name ? names_add(names, name, f) :
			     fail(f, "%s: line %zu has no second column: expected a "
				  "Module.symvers", path, nr);
	}
	free(line);
	fclose(in);
	names_sort(names);
	return ret;
}

static int read_table(struct names *names, const struct hpsym *t, const struct names *exports,
		      struct fail *f)
{
	char name[HPSYM_NAME_LEN];
	uint32_t i;

	for (i = 0; i < t->nsyms; i++) {
		if (hpsym_name(t, i, name, sizeof(name)) < 0)
			return fail(f, "symbol %" PRIu32 ": its name is damaged", i);
		if (is_wanted(name) && !names_have(exports, name) && names_add(names, name, f))
			return -1;
	}
	names_sort(names);
	return 0;
}

static void print(const struct names *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		if (!i || strcmp(names->v[i], names->v[i - 1]))
			printf("0x00000000\t%s\tvmlinux\tEXPORT_SYMBOL_GPL\tHOTPATCH\n",
			       names->v[i]);
	for (i = 0; i < sizeof(own) / sizeof(*own); i++)
		printf("0x00000000\t%s\thotpatch\tEXPORT_SYMBOL_GPL\tHOTPATCH\n", own[i]);
}

int verb_symvers(const struct options *o, int argc, char **argv, struct fail *f)
{
	struct names exports = { 0 }, names = { 0 };
	struct table tab;
	int ret = 0;

	(void)o;
	if (table_open(&tab, argv[0], f))
		return EXIT_FAILED;
	if (argc == 2)
		ret = read_exports(&exports, argv[1], f);
	if (!ret)
		ret = read_table(&names, &tab.t, &exports, f);
	if (!ret)
		print(&names);
	names_free(&exports);
	names_free(&names);
	table_close(&tab);
	return ret ? EXIT_FAILED : EXIT_OK;
}
