// SPDX-License-Identifier: GPL-2.0-only
/*
 * debuginfo.c - the program hp-debuginfo: what hp-mkpatch asks of the debug information of objects.
 */
#include <stdio.h>
#include <string.h>

#include "debuginfo.h"

struct verb {
	const char *name;
	const char *args;
	int min, max;			/* number of args; max 0: any */
	verb_fn *run;
};

static const struct verb verbs[] = {
	{ "statics", "OBJECT [TEXT.s]", 1, 2, verb_statics },
	{ "types", "OLD NEW", 2, 2, verb_types },
	{ "units", "VMLINUX FILE...", 2, 0, verb_units },
};

#define COUNT(a)	(sizeof(a) / sizeof(*(a)))

static int usage(void)
{
	for (size_t i = 0; i < COUNT(verbs); i++)
		fprintf(stderr, "%s hp-debuginfo %s %s\n", i ? "      " : "usage:", verbs[i].name, verbs[i].args);
	return EXIT_USAGE;
}

static int run(const struct verb *v, int argc, char **argv)
{
	struct fail f = { "" };
	int ret;

	if (argc < v->min || (v->max && argc > v->max))
		return usage();
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
	return usage();
}
