// SPDX-License-Identifier: GPL-2.0-only
/*
 * hp-symtab.c - the program: one table of verbs and one of options, from which come the
 * dispatcher's checks, the help and the man page.
 */
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "verbs/verbs.h"

struct option_entry {
	char letter;
	const char *arg;
	const char *text;
	size_t field;			/* in struct options */
};

static const struct option_entry options[] = {
	{ 'k', "KIND", "What INPUT is: vmlinux, module, text, or auto (its content tells).",
	  offsetof(struct options, kind) },
	{ 'n', "NOTES", "Take the build-id from NOTES, a copy of /sys/kernel/notes.",
	  offsetof(struct options, notes) },
	{ 'b', "ID", "Take ID, in hexadecimal, as the build-id.",
	  offsetof(struct options, build_id) },
	{ 'o', "TABLE", "Write to TABLE, whole or not at all.",
	  offsetof(struct options, output) },
	{ 'a', "ADDRESS", "Look up the last symbol at or below ADDRESS, in hexadecimal.",
	  offsetof(struct options, by_address) },
	{ 'f', "FILE", "Look up all symbols from source FILE, or from paths that end in /FILE.",
	  offsetof(struct options, by_file) },
};

struct verb {
	const char *name;
	const char *letters;		/* of options it takes */
	const char *args;
	int min, max;			/* number of args */
	verb_fn *run;
	const char *summary;
	const char *text;
};

static verb_fn verb_help;

static const struct verb verbs[] = {
	{ "build", "kbno", "INPUT", 1, 1, verb_build,
	  "make a table from a kernel image, a module, or a list of symbols",
	  "INPUT is a vmlinux with symbols (with debug information also the full paths of source "
	  "files get known), a System.map, a copy of /proc/kallsyms, or a module (.ko). "
	  "Text has no build-id in it: give -n or -b; for /proc/kallsyms itself, "
	  "/sys/kernel/notes is taken." },
	{ "dump", "", "TABLE", 1, 1, verb_dump,
	  "print all symbols: address, size, letter, name, source file",
	  "In address order; those with letter A or a are absolute and come last." },
	{ "lookup", "af", "TABLE [NAME]", 1, 2, verb_lookup,
	  "print the symbols of one name, at one address, or of one source file",
	  "Exactly one of NAME, -a and -f is expected. Exit status 1: there is none." },
	{ "verify", "kn", "TABLE [INPUT]", 1, 2, verb_verify,
	  "check every answer of a table, or that it agrees with an input",
	  "Symbols of a running kernel may lie higher than in the table, all by the same "
	  "distance. Every symbol of INPUT has to be in the table; differences are printed." },
	{ "symvers", "", "TABLE [MODULE.SYMVERS]", 1, 2, verb_symvers,
	  "print a Module.symvers of what the kernel does not export",
	  "For modpost, so that a patch may use these symbols. Names in the kernel's own "
	  "MODULE.SYMVERS are left out." },
	{ "functions", "o", "VMLINUX", 1, 1, verb_functions,
	  "make a file of functions: types, what was inlined, who calls whom",
	  "From the debug information of VMLINUX, for those who write patches; a table does not need it. "
	  "Functions that are gone once the kernel is up (init) are left out." },
	{ "where", "", "FUNCTIONS NAME", 2, 2, verb_where,
	  "print a function's type, its clones, where it was inlined, and who calls it",
	  "NAME may be NAME@FILE, NAME#POSITION, NAME@FILE#POSITION. Lines of four, by tabs: function, clone, copy (another unit made it of the same header), inlined or caller (by its name: not through pointers); "
	  "the name of the symbol; the source file of its unit; its type, where it is known. "
	  "Typedefs are followed in it, const and volatile left out. Exit status 1: there is none." },
	{ "half", "", "FUNCTIONS NAME ...", 2, INT_MAX, verb_half,
	  "say what a patch of these functions would leave unpatched",
	  "A line that begins with HALF FIX for each function whose code is also in others than those said." },
	{ "types", "bo", "[FUNCTIONS] PATCH", 1, 2, verb_types,
	  "say which replacements of a patch have another type than what they replace",
	  "PATCH is a .ko with debug information. A line that begins with WRONG TYPE for each; const, volatile and "
	  "typedefs make no difference. Of what one of them does not know nothing is said. -o writes what a patch "
	  "carries of it (the section .hotpatch.types); with -b, the build-id that FUNCTIONS must have and the patch is "
	  "bound to, types that are the same are only marked so." },
	{ "help", "", "[VERB | --mdoc]", 0, 1, verb_help,
	  "explain all verbs or one; --mdoc prints the man page",
	  "The man page is written from the same tables as this help." },
};

#define COUNT(a)	(sizeof(a) / sizeof(*(a)))

static const struct verb *find_verb(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(verbs); i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	return NULL;
}

/* --- help ------------------------------------------------------------------------------------ */

static void print_usage(FILE *out, const struct verb *v)
{
	size_t i;

	fprintf(out, "hp-symtab %s", v->name);
	for (i = 0; i < COUNT(options); i++)
		if (strchr(v->letters, options[i].letter))
			fprintf(out, " [-%c %s]", options[i].letter, options[i].arg);
	fprintf(out, " %s\n", v->args);
}

static void print_verb(const struct verb *v)
{
	size_t i;

	print_usage(stdout, v);
	printf("  %s\n  %s\n", v->summary, v->text);
	for (i = 0; i < COUNT(options); i++)
		if (strchr(v->letters, options[i].letter))
			printf("  -%c %-8s %s\n", options[i].letter, options[i].arg,
			       options[i].text);
}

/* Prose for mdoc: each sentence begins a line, lines end before column 80, and the minus of an
 * option is told from a hyphen. */
static void print_mdoc_text(const char *s)
{
	bool begins_word = true;
	int column = 0;

	for (; *s; s++, column++) {
		bool ends_sentence = *s == ' ' && column && s[-1] == '.';

		if (*s == ' ' && (ends_sentence || column + strcspn(s + 1, " ") > 74)) {
			putchar('\n');
			column = -1;
			begins_word = true;
			continue;
		}
		if (*s == '-' && (begins_word || s[-1] == '-'))
			fputs("\\-", stdout);
		else
			putchar(*s);
		begins_word = *s == ' ';
	}
	putchar('\n');
}

/* "[VERB | --mdoc]" as mdoc macros. */
static void print_mdoc_args(const char *s)
{
	size_t n;

	for (; *s; s += n + (s[n] == ' ')) {
		size_t word;

		n = strcspn(s, " ");
		word = n;
		if (*s == '[')
			printf(" Oo");
		if (s[n - 1] == ']')
			word--;
		if (*s == '[')
			printf(" Ar %.*s", (int)word - 1, s + 1);
		else if (!strncmp(s, "--", 2))
			printf(" Fl %.*s", (int)word - 1, s + 1);
		else
			printf("%s %.*s", *s == '|' ? "" : " Ar", (int)word, s);
		if (s[n - 1] == ']')
			printf(" Oc");
	}
	putchar('\n');
}

static void print_mdoc_verb(const struct verb *v)
{
	size_t i;

	printf(".It Cm %s", v->name);
	for (i = 0; i < COUNT(options); i++)
		if (strchr(v->letters, options[i].letter))
			printf(" Oo Fl %c Ar %s Oc", options[i].letter, options[i].arg);
	print_mdoc_args(v->args);
	/* the summary as a sentence */
	printf("%c", v->summary[0] - 'a' + 'A');
	for (i = 1; v->summary[i] && v->summary[i] != ';'; i++)
		;
	printf("%.*s.\n", (int)i - 1, v->summary + 1);
	print_mdoc_text(v->text);
}

static void print_mdoc(void)
{
	size_t i;

	puts(".\\\" SPDX-License-Identifier: GPL-2.0-only\n"
	     ".\\\" Written by: hp-symtab help --mdoc\n"
	     ".Dd November 22, 2026\n.Dt HP-SYMTAB 8\n.Os\n.Sh NAME\n.Nm hp-symtab\n"
	     ".Nd make and read the symbol tables of hotpatch\n.Sh SYNOPSIS\n.Nm\n"
	     ".Ar verb\n.Op Ar option ...\n.Op Ar argument ...\n.Sh DESCRIPTION\n"
	     "A table\n.Pq Pa .hpsym\nsays of one kernel, named by its build\\-id, where each "
	     "function and\nvariable lies, how large it is, and which source file it comes "
	     "from.\n.Xr hp-console 8\ngives it to the hotpatch module.\n"
	     ".Pp\nThe verbs:\n.Bl -tag -width Ds");
	for (i = 0; i < COUNT(verbs); i++)
		print_mdoc_verb(&verbs[i]);
	puts(".El\n.Pp\nThe options:\n.Bl -tag -width Ds");
	for (i = 0; i < COUNT(options); i++) {
		printf(".It Fl %c Ar %s\n", options[i].letter, options[i].arg);
		print_mdoc_text(options[i].text);
	}
	printf(".El\n.Sh FILES\n.Bl -tag -width Ds -compact\n"
	       ".It Pa /usr/lib/hotpatch/RELEASE/RELEASE.hpsym\n"
	       "Where hp-console looks for the table of the kernel of that release.\n");
	printf(".El\n.Sh EXIT STATUS\n.Bl -tag -width Ds -compact\n"
	       ".It %d\nDone.\n.It %d\nFailed, not found, or not equal; "
	       "standard error has one line about it.\n.It %d\nWrong usage.\n.El\n",
	       EXIT_OK, EXIT_FAILED, EXIT_USAGE);
	puts(".Sh EXAMPLES\nThe table of the running kernel, as its own list of symbols has it:"
	     "\n.Dl hp-symtab build -o /tmp/here.hpsym /proc/kallsyms\n"
	     "Which functions of that name there are, and in which files:\n"
	     ".Dl hp-symtab lookup vmlinux.hpsym version_proc_show\n"
	     ".Sh SEE ALSO\n.Xr nm 1 ,\n.Xr hp-console 8");
}

static int verb_help(const struct options *o, int argc, char **argv, struct fail *f)
{
	const struct verb *v;
	size_t i;

	(void)o;
	if (argc && !strcmp(argv[0], "--mdoc")) {
		print_mdoc();
		return EXIT_OK;
	}
	if (argc) {
		v = find_verb(argv[0]);
		if (!v) {
			fail(f, "no verb '%s': see hp-symtab help", argv[0]);
			return EXIT_USAGE;
		}
		print_verb(v);
		return EXIT_OK;
	}
	printf("hp-symtab VERB ...: make and read the symbol tables of hotpatch\n");
	for (i = 0; i < COUNT(verbs); i++)
		printf("  %-8s %s\n", verbs[i].name, verbs[i].summary);
	return EXIT_OK;
}

/* --- dispatch -------------------------------------------------------------------------------- */

static int usage_error(const struct verb *v, const char *what)
{
	fprintf(stderr, "hp-symtab %s: %s; usage: ", v->name, what);
	print_usage(stderr, v);
	return EXIT_USAGE;
}

/* Reads the options the verb takes; they may stand anywhere after it.  0, or -1. */
static int parse_options(const struct verb *v, int argc, char **argv, struct options *o)
{
	char spec[2 * COUNT(options) + 1];
	size_t i, n = 0;
	int c;

	for (i = 0; i < COUNT(options); i++) {
		if (!strchr(v->letters, options[i].letter))
			continue;
		spec[n++] = options[i].letter;
		spec[n++] = ':';
	}
	spec[n] = '\0';
	opterr = 0;
	while ((c = getopt(argc, argv, spec)) != -1) {
		for (i = 0; i < COUNT(options) && options[i].letter != c; i++)
			;
		if (i == COUNT(options))
			return -1;
		*(const char **)((char *)o + options[i].field) = optarg;
	}
	return 0;
}

static int run(const struct verb *v, int argc, char **argv)
{
	struct options o = { 0 };
	struct fail f = { "" };
	int ret;

	/* not for verbs without options: --mdoc is an argument of "help" */
	if (v->letters[0] && parse_options(v, argc, argv, &o))
		return usage_error(v, "unknown option, or one without its argument");
	if (!v->letters[0])
		optind = 1;
	argc -= optind;
	argv += optind;
	if (argc < v->min || argc > v->max)
		return usage_error(v, argc < v->min ? "argument missing" : "too many arguments");
	ret = v->run(&o, argc, argv, &f);
	if (f.text[0])
		fprintf(stderr, "hp-symtab: %s\n", f.text);
	if (fflush(stdout) || ferror(stdout)) {
		perror("hp-symtab: standard output");
		return EXIT_FAILED;
	}
	return ret;
}

int main(int argc, char **argv)
{
	const struct verb *v = argc > 1 ? find_verb(argv[1]) : NULL;

	if (!v) {
		fprintf(stderr, argc > 1 ? "hp-symtab: no verb '%s': see hp-symtab help\n" :
			"hp-symtab: expected a verb: see hp-symtab help\n",
			argc > 1 ? argv[1] : "");
		return EXIT_USAGE;
	}
	return run(v, argc - 1, argv + 1);
}
