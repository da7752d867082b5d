// SPDX-License-Identifier: GPL-2.0-only
/* mdoc.c - hp-console(8) from the table of verbs, and here the sections that belong to no verb. */
#include <string.h>

#include "command/help.h"
#include "command/opwords.h"
#include "files/search.h"
#include "files/statedir.h"
#include "terminal/keys.h"

static const char head[] =
	".Dd $Mdocdate$\n"
	".Dt HP-CONSOLE 8\n"
	".Os\n"
	".Sh NAME\n"
	".Nm hp-console\n"
	".Nd replace functions of the running kernel\n"
	".Sh SYNOPSIS\n"
	".Nm\n"
	".Op Fl hjsV\n"
	".Op Fl p Ar dirs\n"
	".Op Ar verb Op Ar argument ...\n"
	".Nm\n"
	".Fl C Ar line\n"
	".Sh DESCRIPTION\n"
	".Nm\n"
	"drives\n"
	".Pa /dev/hotpatch .\n"
	"With a\n"
	".Ar verb\n"
	"it does that one thing and exits.\n"
	"Without, it reads commands line by line; each ends with a line\n"
	".Ql OK\n"
	"or\n"
	".Ql ERR Ar code text .\n"
	"When a person types them on a terminal, verbs that do not change the kernel\n"
	"may be abbreviated.\n"
	".Pp\n"
	"The options are:\n"
	".Bl -tag -width Ds\n"
	".It Fl C Ar line\n"
	"Print the words that the last one of\n"
	".Ar line\n"
	"can be, for the completion of shells.\n"
	".It Fl h\n"
	"Show the list of verbs.\n"
	".It Fl j\n"
	"Write one JSON object for each command, on one line.\n"
	"Their schemas come with the source, in\n"
	".Pa doc/json .\n"
	".It Fl p Ar dirs\n"
	"Search patches and tables in these directories, separated by colons.\n"
	"The word RELEASE in it stands for the running kernel's.\n"
	".It Fl s\n"
	"Begin with the full screen instead of line mode.\n"
	"A terminal that cannot do it (TERM is dumb, or nobody knows it) gets line mode.\n"
	".It Fl V\n"
	"Show the version and exit.\n"
	".El\n"
	".Sh COMMANDS\n"
	".Bl -tag -width Ds\n";

static const char tail[] =
	".Sh FILES\n"
	".Bl -tag -width Ds\n"
	".It Pa /dev/hotpatch\n"
	"the device of hotpatch.ko\n"
	".It Pa /usr/lib/hotpatch/RELEASE/\n"
	"patches for the kernel of that release, and its symbol table,\n"
	".Pa RELEASE.hpsym\n"
	".It Pa /etc/hotpatch/apply\n"
	"names of patches, one a line, that the Debian package's\n"
	".Pa hotpatch.service\n"
	"applies at boot; it is off until it is enabled\n"
	".It Pa /var/lib/hotpatch/history\n"
	"who did what, one line each; it only grows, and is made append-only where the\n"
	"file system can do that\n"
	".Po\n"
	".Ql chattr -a\n"
	"before it is rotated\n"
	".Pc .\n"
	"A command is not refused because it cannot be written.\n"
	".It Pa " STATE_DIR "/incoming\n"
	"patches received by\n"
	".Ic recv ,\n"
	"and what has come so far of others\n"
	".It Pa " STATE_DIR "/booting\n"
	"there while a boot with such patches may still turn out to be a bad one;\n"
	"if the next boot finds it, none is applied\n"
	".It Pa ~/.hp_history\n"
	"lines typed, when the home directory is writable\n"
	".El\n"
	".Sh EXIT STATUS\n"
	".Bl -tag -width Ds\n"
	".It 0\n"
	"done, or nothing to do\n"
	".It 1\n"
	"failed, nothing changed\n"
	".It 2\n"
	"try again: blocked, busy or timed out; nothing changed.\n"
	".Ic blocking\n"
	"tells who is in the way\n"
	".It 3\n"
	"the box is in a state that needs a person.\n"
	".Ic status\n"
	"tells why\n"
	".It 64\n"
	"wrong usage\n"
	".El\n"
	".Sh EXAMPLES\n"
	"Apply a patch that goes away by itself after a minute unless it is confirmed:\n"
	".Bd -literal -offset indent\n"
	"# hp-console apply meminfo confirmed 60\n"
	"# hp-console confirm\n"
	".Ed\n"
	".Sh SEE ALSO\n"
	"hp-send(1), hp-symtab(8), insmod(8)\n";

#define WIDTH 78

/* Each sentence begins a line, as mdoc wants it; dots, quotes and backslashes lose their meaning in it. */
static void prose(struct out *o, const char *text)
{
	int at = 0;

	while (*text) {
		int len = strcspn(text, " \n");
		bool end = len && text[len - 1] == '.';

		if (at && at + 1 + len > WIDTH) {
			out_text(o, "\n");
			at = 0;
		}
		at += len + !!at;
		out_text(o, "%s", at > len ? " " : *text == '.' || *text == '\'' ? "\\&" : "");
		for (int i = 0; i < len; i++)
			out_text(o, text[i] == '\\' ? "\\e" : "%c", text[i]);
		text += len;
		if (!strncmp(text, "\n\n", 2))
			out_text(o, "\n.Pp");
		if (end || *text == '\n') {
			out_text(o, "\n");
			at = 0;
		}
		text += strspn(text, " \n");
	}
	if (at)
		out_text(o, "\n");
}

/* "NAME|FILE [confirmed [SECONDS]]": words in capitals are what the operator fills in. */
static void synopsis(struct out *o, const char *name, const char *args)
{
	out_text(o, ".It Ic %s", name);
	if (*args)
		out_text(o, " Ar \"%s\"", args);
	out_text(o, "\n");
}

static void words(struct out *o, unsigned verb)
{
	out_text(o, ".Pp\n.Bl -tag -width Ds -compact\n");
	for (const struct opword *w = opwords; w->name; w++) {
		if (!(w->verbs & verb))
			continue;
		synopsis(o, w->name, w->values);
		prose(o, w->text);
	}
	out_text(o, ".El\n");
}

static void search_list(struct out *o)
{
	out_text(o, ".El\n.Sh ENVIRONMENT\n.Bl -tag -width Ds\n.It Ev HP_PATH\n"
		 "directories searched, as with\n.Fl p .\nThe built-in list is\n.Pa %s .\n"
		 ".It Ev " STATE_ENV "\n"
		 "a directory in place of\n.Pa " STATE_DIR " ,\nfor tests.\n"
		 ".It Ev SUDO_USER\n"
		 "is written into the history.\n"
		 ".It Ev " WITHIN_ENV "\n"
		 "milliseconds after which\n.Ic apply , revert\nand\n.Ic cancel\ngive up when no\n"
		 ".Ic within\nsays otherwise, instead of 1000; for slow machines.\n",
		 searchlist_builtin);
}

void help_mdoc(struct out *o, const struct verb *list)
{
	out_text(o, ".\\\" Made by \"hp-console help --mdoc\" from the table of verbs.\n");
	out_own(o, head);
	for (const struct verb *v = list; v->name; v++) {
		char brief[128];

		synopsis(o, v->name, v->args);
		if (v->alias)
			out_text(o, ".It Ic \\&%s\n", v->alias);
		snprintf(brief, sizeof(brief), "%c%.120s.", v->brief[0] & ~0x20, v->brief + 1);
		prose(o, brief);
		if (*v->text)
			prose(o, v->text);
		if (!strcmp(v->name, "apply"))
			words(o, OPWORDS_APPLY);
		if (!strcmp(v->name, "revert"))
			words(o, OPWORDS_REVERT);
	}
	search_list(o);
	out_text(o, ".El\n");
	keys_mdoc(o);
	out_own(o, tail);
}
