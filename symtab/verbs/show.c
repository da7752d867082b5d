// SPDX-License-Identifier: GPL-2.0-only
/*
 * show.c - "dump" and "lookup": what a table says.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verbs/verbs.h"

static int damaged(struct fail *f, uint32_t i)
{
	return fail(f, "symbol %" PRIu32 " is damaged", i);
}

/* Prints all symbols, or those of one file; returns how many, or -1. */
static long print_symbols(const struct table *tab, const char *file, struct fail *f)
{
	char path[HPSYM_FILE_LEN];
	struct hpsym_sym s;
	uint32_t i;
	long n = 0;

	for (i = 0; i < tab->t.nsyms; i++) {
		if (hpsym_get(&tab->t, i, &s) != 1)
			return damaged(f, i);
		if (file) {
			if (hpsym_file(&tab->t, s.file, path, sizeof(path)) < 0)
				return damaged(f, i);
			if (!hpsym_file_matches(path, file))
				continue;
		}
		if (table_print(tab, &s, f))
			return -1;
		n++;
	}
	return n;
}

int verb_dump(const struct options *o, int argc, char **argv, struct fail *f)
{
	struct table tab;
	long n;

	(void)o;
	(void)argc;
	if (table_open(&tab, argv[0], f))
		return EXIT_FAILED;
	n = print_symbols(&tab, NULL, f);
	table_close(&tab);
	return n < 0 ? EXIT_FAILED : EXIT_OK;
}

static int lookup_name(const struct table *tab, const char *name, struct fail *f)
{
	struct hpsym_sym s;
	uint32_t iter = 0;
	int ret;

	while ((ret = hpsym_find(&tab->t, name, &iter, &s)) == 1)
		if (table_print(tab, &s, f))
			return EXIT_FAILED;
	if (ret)
		fail(f, "%s: the table is damaged where it would be", name);
	else if (!iter)
		fail(f, "%s: no such symbol among %" PRIu32, name, tab->t.nsyms);
	else
		return EXIT_OK;
	return EXIT_FAILED;
}

static int lookup_address(const struct table *tab, const char *text, struct fail *f)
{
	struct hpsym_sym s;
	uint64_t addr;
	char *end;

	errno = 0;
	addr = strtoull(text, &end, 16);
	if (errno || end == text || *end) {
		fail(f, "address '%s': expected a hexadecimal number", text);
		return EXIT_USAGE;
	}
	if (hpsym_at(&tab->t, addr, &s) != 1) {
		fail(f, "%s: no symbol at or below it", text);
		return EXIT_FAILED;
	}
	if (table_print(tab, &s, f))
		return EXIT_FAILED;
	printf("+0x%" PRIx64 "%s\n", addr - s.addr,
	       addr - s.addr < s.size ? "" : " (past its end)");
	return EXIT_OK;
}

static int lookup_file(const struct table *tab, const char *file, struct fail *f)
{
	long n = print_symbols(tab, file, f);

	if (n)
		return n < 0 ? EXIT_FAILED : EXIT_OK;
	if (tab->t.flags & HPSYM_F_FILES)
		fail(f, "%s: no symbol comes from such a file", file);
	else
		fail(f, "%s: this table knows no source files", file);
	return EXIT_FAILED;
}

int verb_lookup(const struct options *o, int argc, char **argv, struct fail *f)
{
	struct table tab;
	int ret;

	if (!!o->by_address + !!o->by_file + (argc == 2) != 1) {
		fail(f, "lookup: expected one of NAME, -a ADDRESS, -f FILE");
		return EXIT_USAGE;
	}
	if (table_open(&tab, argv[0], f))
		return EXIT_FAILED;
	if (o->by_address)
		ret = lookup_address(&tab, o->by_address, f);
	else if (o->by_file)
		ret = lookup_file(&tab, o->by_file, f);
	else
		ret = lookup_name(&tab, argv[1], f);
	table_close(&tab);
	return ret;
}
