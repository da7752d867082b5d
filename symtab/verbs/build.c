// SPDX-License-Identifier: GPL-2.0-only
/*
 * build.c - "build": from an input to a table file, whole or not at all.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "in/in.h"
#include "out/out.h"
#include "output/clean.h"
#include "verbs/verbs.h"

static int parse_build_id(struct symset *set, const char *text, struct fail *f)
{
	uint8_t id[HPSYM_BUILD_ID_LEN];
	size_t len = strlen(text), i;

	for (i = 0; i < len && isxdigit((unsigned char)text[i]); i++)
		;
	if (!len || len % 2 || len > 2 * sizeof(id) || i < len)
		return fail(f, "build-id '%s': expected up to %zu hexadecimal bytes", text,
			    sizeof(id));
	for (i = 0; i < len / 2; i++)
		sscanf(text + 2 * i, "%2hhx", &id[i]);
	return symset_set_build_id(set, id, len / 2, f);
}

/* A build-id given by an option counts more than the input's own. */
static int find_build_id(struct symset *set, const struct options *o, const char *input,
			 struct fail *f)
{
	if (o->build_id)
		return parse_build_id(set, o->build_id, f);
	if (o->notes)
		return in_read_notes(set, o->notes, f);
	if (set->has_build_id)
		return 0;
	if (!strcmp(input, "/proc/kallsyms"))
		return in_read_notes(set, "/sys/kernel/notes", f);
	return fail(f, "%s: has no build-id in it: give -n with a copy of /sys/kernel/notes, or -b",
		    input);
}

static void print_summary(const struct symset *set, const char *path, size_t len)
{
	size_t i, local = 0, pathed = 0, named = 0;
	char id[BUILD_ID_TEXT];

	for (i = 0; i < set->nsyms; i++) {
		const struct symbol *s = &set->syms[i];

		if (!islower((unsigned char)s->type))
			continue;
		local++;
		if (s->file)
			named++;
		if (s->file && strchr(set->files[s->file], '/'))
			pathed++;
	}
	clean_print(stdout, "%s: %zu symbols, %zu bytes, build-id %s\n", path, set->nsyms, len,
		    build_id_text(set->build_id, id));
	clean_print(stdout, "%s: %zu static symbols, %zu with a source file, %zu with its full "
		    "path\n", path, local, named, pathed);
}

static int build(struct symset *set, struct bytes *b, const struct options *o,
		 enum in_kind kind, const char *input, struct fail *f)
{
	if (in_read(set, input, kind, f) || find_build_id(set, o, input, f) ||
	    out_table(b, set, f) || write_whole(o->output, b, f))
		return EXIT_FAILED;
	print_summary(set, o->output, b->len);
	return EXIT_OK;
}

int verb_build(const struct options *o, int argc, char **argv, struct fail *f)
{
	int kind = o->kind ? in_kind_by_name(o->kind) : IN_DETECT, ret;
	struct symset set = { 0 };
	struct bytes b = { 0 };

	(void)argc;
	if (kind < 0 || !o->output) {
		if (kind < 0)
			fail(f, "kind '%s': expected auto, vmlinux, module or text", o->kind);
		else
			fail(f, "build: -o TABLE is missing");
		return EXIT_USAGE;
	}
	ret = build(&set, &b, o, kind, argv[0], f);
	free(b.p);
	symset_free(&set);
	return ret;
}
