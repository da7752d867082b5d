// SPDX-License-Identifier: GPL-2.0-only
/* keys_help.c - the help screen and the manual's section, from the table of keys. */
#include "output/out.h"
#include "terminal/keys.h"

/* " (1 2 4)": the views in which a key works; "" if in all. */
static const char *where(const struct binding *b, char *buf, size_t size)
{
	size_t at = 0;

	*buf = '\0';
	if (b->in == IN_ALL)
		return buf;
	for (int v = 0; v < VIEW_TEXT && at < size; v++)
		if (b->in & IN(v))
			at += snprintf(buf + at, size - at, "%s%d", at ? " " : " (", v + 1);
	if (at < size)
		snprintf(buf + at, size - at, ")");
	return buf;
}

void keys_help(struct out *o)
{
	char keys[32], in[32];

	for (const struct binding *b = bindings; b->key; b++)
		out_text(o, "%c %-12s %s%s\n", binding_changes(b) ? '*' : ' ',
			 binding_keys(b, keys, sizeof(keys)), b->text, where(b, in, sizeof(in)));
	out_text(o, "\n* changes the kernel: works when unlocked, and asks first; only y is yes.\n"
		 "In the symbols, what is typed after / is searched at once, anywhere in a name;\n"
		 "Enter ends it. Commands are those of line mode: try :help\n");
}

void keys_mdoc(struct out *o)
{
	char keys[32];

	out_text(o, ".Sh KEYS OF THE FULL SCREEN\n"
		 "The screen starts read-only; keys marked with an asterisk change the kernel,\n"
		 "work after\n.Ic w\nonly, and ask first.\n"
		 "The default answer is No.\n"
		 "It takes a terminal of at least 80 columns and 24 lines;\n"
		 "on a line of 19200 baud or less it moves by itself every five seconds only.\n"
		 ".Pp\n.Bl -tag -width \"Space, PgDn *\" -compact\n");
	for (const struct binding *b = bindings; b->key; b++)
		out_text(o, ".It Li \"\\&%s%s\"\n%c%s\n", binding_keys(b, keys, sizeof(keys)),
			 binding_changes(b) ? " *" : "", b->text[0] & ~0x20, b->text + 1);
	out_text(o, ".El\n");
}
