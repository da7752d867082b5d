// SPDX-License-Identifier: GPL-2.0-only
/* help.c - the help texts: verbs from their table, options of apply from theirs. */
#include <string.h>

#include "command/help.h"
#include "command/opwords.h"

#define WIDTH 78

/* Text in lines of at most WIDTH characters, each begun with indent blanks. */
static void wrap(struct out *o, int indent, const char *text)
{
	int at = 0;

	while (*text) {
		int len = strcspn(text, " \n");

		if (at && at + 1 + len > WIDTH) {
			out_text(o, "\n");
			at = 0;
		}
		if (!at) {
			out_text(o, "%*s%.*s", indent, "", len, text);
			at = indent + len;
		} else {
			out_text(o, " %.*s", len, text);
			at += 1 + len;
		}
		text += len;
		if (!strncmp(text, "\n\n", 2)) {
			out_text(o, "\n\n");
			at = 0;
		}
		text += strspn(text, " \n");
	}
	if (at)
		out_text(o, "\n");
}

static unsigned words_of(const struct verb *v)
{
	if (!strcmp(v->name, "apply"))
		return OPWORDS_APPLY;
	return !strcmp(v->name, "revert") ? OPWORDS_REVERT : 0;
}

static void json_verb(struct out *o, const struct verb *v)
{
	out_str(o, "name", v->name);
	if (v->alias)
		out_str(o, "alias", v->alias);
	out_str(o, "arguments", v->args);
	out_str(o, "brief", v->brief);
	out_str(o, "text", v->text);
	out_bool(o, "changes", v->flags & VF_CHANGES);
}

void help_all(struct out *o, const struct verb *list)
{
	char names[32];

	out_array(o, "verbs");
	for (const struct verb *v = list; v->name; v++) {
		out_object(o, NULL);
		json_verb(o, v);
		out_end(o);
		snprintf(names, sizeof(names), "%s%s%s", v->name, v->alias ? ", " : "",
			 v->alias ? v->alias : "");
		out_text(o, "%-12s%s\n", names, v->brief);
	}
	out_end(o);
	out_text(o, "More: help VERB. A command ends with OK, or with ERR and a number: "
		 "1 failed and\nnothing changed, 2 try again, 3 the box needs a person, "
		 "64 wrong usage.\n");
}

void help_one(struct out *o, const struct verb *v)
{
	if (o->json) {
		out_object(o, "help");
		json_verb(o, v);
		out_end(o);
		return;
	}
	out_text(o, "%s%s%s\n", v->name, *v->args ? " " : "", v->args);
	if (v->alias)
		out_text(o, "%s%s%s\n", v->alias, *v->args ? " " : "", v->args);
	wrap(o, 4, v->brief);
	if (*v->text) {
		out_text(o, "\n");
		wrap(o, 4, v->text);
	}
	for (const struct opword *w = opwords; w->name; w++) {
		if (!(w->verbs & words_of(v)))
			continue;
		out_text(o, "\n    %s %s\n", w->name, w->values);
		wrap(o, 8, w->text);
	}
}
