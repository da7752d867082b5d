// SPDX-License-Identifier: GPL-2.0-only
/*
 * functions.c - the functions that a unit's source defines, also those of which nothing is left but inlined copies.
 */
#include <stdio.h>

#include "output/clean.h"
#include "debuginfo/debuginfo.h"

/* A definition is an entry of its own: no declaration, no instance of another. */
static int print_function(void *context, const struct scope *s, struct fail *f)
{
	Dwarf_Die die = s->die;
	const char *name, *file;
	char clean[512];
	int line;

	(void)context;
	(void)f;
	if (s->tag != DW_TAG_subprogram)
		return WALK_PAST;
	name = dwarf_diename(&die);
	file = dwarf_decl_file(&die);
	if (!name || !file || dwarf_decl_line(&die, &line) || dwarf_hasattr(&die, DW_AT_declaration) ||
	    dwarf_hasattr(&die, DW_AT_abstract_origin))
		return WALK_PAST;
	snprintf(clean, sizeof(clean), "%s", name);
	clean_text(clean);
	printf("function %s %d ", clean, line);
	snprintf(clean, sizeof(clean), "%s", file);
	clean_text(clean);
	puts(clean);
	return WALK_PAST;
}

int verb_functions(int argc, char **argv, struct fail *f)
{
	struct object o;
	int ret;

	(void)argc;
	if (object_open(&o, argv[0], f))
		return EXIT_FAILED;
	ret = walk(&o, print_function, NULL, f);
	object_close(&o);
	return ret ? EXIT_FAILED : EXIT_OK;
}
