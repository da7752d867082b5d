// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - the program hp-debuginfo: what hp-mkpatch asks of the debug information of objects.
 */
#include <stdio.h>
#include <string.h>

#include "debuginfo/debuginfo.h"

struct verb {
	const char *name;
	const char *args;
	int min, max;			/* number of args; max 0: any */
	verb_fn *run;
};

static const struct verb verbs[] = {
	{ "functions", "OBJECT", 1, 1, verb_functions },
	{ "statics", "OBJECT [TEXT.s]", 1, 2, verb_statics },
	{ "types", "OLD NEW", 2, 2, verb_types },
	{ "units", "VMLINUX FILE...", 2, 0, verb_units },
};

#define COUNT(a)	(sizeof(a) / sizeof(*(a)))

static int no_verb(const char *found)
{
	fprintf(stderr, "hp-debuginfo: ");
	for (size_t i = 0; i < COUNT(verbs); i++)
		fprintf(stderr, "%s%s %s", i ? ", " : "expected one of: ", verbs[i].name, verbs[i].args);
	fprintf(stderr, "; found: %s\n", found);
	return EXIT_USAGE;
}

static int run(const struct verb *v, int argc, char **argv)
{
	struct fail f = { "" };
	int ret;

	if (argc < v->min || (v->max && argc > v->max)) {
		fprintf(stderr, "hp-debuginfo: expected: %s %s; found %d arguments\n", v->name, v->args, argc);
		return EXIT_USAGE;
	}
	ret = v->run(argc, argv, &f);
	if (f.text[0])
		fprintf(stderr, "hp-debuginfo: %s\n", f.text);
	if (fflush(stdout) || ferror(stdout)) {
		perror("hp-debuginfo: standard output");
		return EXIT_FAILED;
	}
	return ret;
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < COUNT(verbs); i++)
		if (!strcmp(argv[1], verbs[i].name))
			return run(&verbs[i], argc - 2, argv + 2);
	return no_verb(argc > 1 ? argv[1] : "nothing");
}
