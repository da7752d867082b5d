// SPDX-License-Identifier: GPL-2.0-only
/* sendopts.c - see sendopts.h. */
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/clean.h"
#include "send/sendopts.h"

enum kind { FLAG, TEXT, NUMBER };

static const struct opt {
	const char *name, *arg;
	enum kind kind;
	size_t field;		/* in struct sendopts */
	uint32_t max;
	const char *text;	/* sentences, each of which ends at the end of a line */
} opts[] = {
	{ "tty", "DEVICE", TEXT, offsetof(struct sendopts, tty), 0,
	  "Drive the console at the other end of this line: start recv there,\n"
	  "send, and send again what it asks for until it has the whole.\n"
	  "No other program may have the line open meanwhile." },
	{ "baud", "N", NUMBER, offsetof(struct sendopts, baud), 4000000,
	  "Set the line to this speed first." },
	{ "name", "NAME", TEXT, offsetof(struct sendopts, name), 0,
	  "What it is called over there, if not as the module itself." },
	{ "wait", "SECONDS", NUMBER, offsetof(struct sendopts, wait_s), 3600,
	  "How long to wait for an answer before asking again (5)." },
	{ "rounds", "N", NUMBER, offsetof(struct sendopts, rounds), 1000,
	  "How often to send what is missing before giving up (30)." },
	{ "lines", "LIST", TEXT, offsetof(struct sendopts, lines), 0,
	  "Print only these lines, as the console named them: 3,17,40-42." },
	{ "help", NULL, FLAG, offsetof(struct sendopts, help), 0, "Show this list and exit." },
	{ "version", NULL, FLAG, offsetof(struct sendopts, version), 0,
	  "Show the version and exit." },
	{ "mdoc", NULL, FLAG, offsetof(struct sendopts, mdoc), 0,
	  "Write the manual page and exit." },
};
#define OPTS (sizeof(opts) / sizeof(opts[0]))

static bool number(const struct opt *opt, const char *word, uint32_t *value)
{
	char *end;
	unsigned long n = strtoul(word, &end, 10);

	if (*word < '0' || *word > '9' || *end || !n || n > opt->max) {
		clean_print(stderr, "hp-send: --%s: expected 1 to %u, found %s\n", opt->name,
			    opt->max, word);
		return false;
	}
	*value = n;
	return true;
}

static bool take(struct sendopts *o, const struct opt *opt, const char *word)
{
	char *field = (char *)o + opt->field;

	switch (opt->kind) {
	case FLAG:
		*(bool *)field = true;
		break;
	case TEXT:
		*(const char **)field = word;
		break;
	case NUMBER:
		return number(opt, word, (uint32_t *)field);
	}
	return true;
}

static bool usage(void)
{
	fputs("usage: hp-send [OPTION ...] FILE (see --help)\n", stderr);
	return false;
}

bool sendopts_parse(struct sendopts *o, int argc, char **argv)
{
	struct option list[OPTS + 1] = { 0 };
	int i, ret;

	memset(o, 0, sizeof(*o));
	o->wait_s = 5;
	o->rounds = 30;
	for (size_t n = 0; n < OPTS; n++)
		list[n] = (struct option){ opts[n].name, opts[n].arg != NULL, NULL, 0 };
	while ((ret = getopt_long(argc, argv, "", list, &i)) != -1) {
		/* Not 0: getopt_long() has said what is wrong, and i may not be set. */
		if (ret || !take(o, &opts[i], optarg))
			return usage();
	}
	if (o->help || o->mdoc || o->version)
		return true;
	if (argc - optind != 1)
		return usage();
	o->file = argv[optind];
	if (!o->lines || !o->tty)
		return true;
	fputs("hp-send: --lines prints, --tty sends: expected one of them, found both\n", stderr);
	return false;
}

void sendopts_help(void)
{
	puts("hp-send [OPTION ...] FILE\n"
	     "Prints a patch as text to be pasted where \"recv NAME\" waits, or sends it there.\n");
	for (size_t n = 0; n < OPTS; n++) {
		printf("  --%s %s\n\t", opts[n].name, opts[n].arg ? opts[n].arg : "");
		for (const char *p = opts[n].text; *p; p++)
			fputs(*p == '\n' ? "\n\t" : (char []){ *p, '\0' }, stdout);
		putchar('\n');
	}
}

static const char head[] =
	".\\\" Made by \"hp-send --mdoc\" from the table of options.\n"
	".Dd $Mdocdate$\n"
	".Dt HP-SEND 1\n"
	".Os\n"
	".Sh NAME\n"
	".Nm hp-send\n"
	".Nd send a patch over a serial line, as text\n"
	".Sh SYNOPSIS\n"
	".Nm\n"
	".Op Ar option ...\n"
	".Ar file\n"
	".Sh DESCRIPTION\n"
	".Nm\n"
	"prints the patch\n"
	".Ar file ,\n"
	"a module, as lines of text, each with a number and a check.\n"
	"They are pasted, or sent by a program such as\n"
	".Ql ascii-xfr -s ,\n"
	"where\n"
	".Ic recv Ar name\n"
	"of hp-console(8) waits for them.\n"
	"It answers with the lines that did not arrive, which\n"
	".Fl -lines\n"
	"prints once more.\n"
	"With\n"
	".Fl -tty\n"
	"all of this is done without a person; the other end has to show the prompt of\n"
	"hp-console(8).\n"
	"At a login prompt, at a shell's, or in a full screen it types nothing but Enter,\n"
	"says what it heard, and ends.\n"
	"When it is ended half-way, the same command goes on from there.\n"
	".Pp\n"
	"The options are:\n"
	".Bl -tag -width Ds\n";

static const char tail[] =
	".El\n"
	".Sh EXIT STATUS\n"
	".Bl -tag -width Ds\n"
	".It 0\n"
	"printed, or delivered as a whole\n"
	".It 1\n"
	"failed: no such file, no patch, or the other side refuses it\n"
	".It 2\n"
	"try again: no console there, no answer, or ended half-way\n"
	".It 64\n"
	"wrong usage\n"
	".El\n"
	".Sh EXAMPLES\n"
	".Bd -literal -offset indent\n"
	"$ hp-send fix.ko\n"
	"$ hp-send --lines 3,17,40-42 fix.ko\n"
	"$ hp-send --tty /dev/ttyUSB0 --baud 9600 fix.ko\n"
	".Ed\n"
	".Sh SEE ALSO\n"
	"hp-console(8)\n";

void sendopts_mdoc(void)
{
	fputs(head, stdout);
	for (size_t n = 0; n < OPTS; n++) {
		printf(".It Fl -%s", opts[n].name);
		if (opts[n].arg)
			printf(" Ar %s", opts[n].arg);
		printf("\n%s\n", opts[n].text);
	}
	fputs(tail, stdout);
}
