/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * keys.h - what the keys of the full screen do.  The one table of them is the screen's help, its bottom line
 * and the manual's section too.
 */
#ifndef HP_KEYS_H
#define HP_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "terminal/keydec.h"

struct out;

enum act {
	ACT_NONE, ACT_VIEW, ACT_NEXT_VIEW, ACT_UP, ACT_DOWN, ACT_PAGE_UP, ACT_PAGE_DOWN, ACT_FIRST,
	ACT_LAST, ACT_OPEN, ACT_BACK, ACT_UNLOCK, ACT_COMMAND, ACT_SEARCH, ACT_PAUSE, ACT_REPAINT,
	ACT_HELP, ACT_OUTPUT, ACT_READ, ACT_VERB, ACT_RETRY, ACT_GIVE_UP,
};

enum view_id {
	VIEW_PATCHES, VIEW_FUNCTION, VIEW_SYMBOLS, VIEW_BLOCKERS, VIEW_LOG, VIEW_HISTORY, VIEW_TEXT,
	VIEWS,
};

#define IN(view)   (1u << (view))
#define IN_ALL	   ((1u << VIEWS) - 1)
#define IN_PATCH   (IN(VIEW_PATCHES) | IN(VIEW_FUNCTION) | IN(VIEW_BLOCKERS))

/* What has to be answered before a verb is run; "%s" in the question is the patch. */
enum asked { ASKED_NOT, ASKED_YES, ASKED_NAME };

struct binding {
	int key, key2;		/* K_NONE: there is no second one */
	enum act act;
	unsigned in;		/* IN(view): where it works */
	int arg;		/* ACT_VIEW: enum view_id */
	const char *verb;	/* ACT_VERB, ACT_RETRY: words of the line; "%s" is the patch */
	enum asked asked;
	const char *question;
	const char *hint;	/* for the bottom line, NULL: not there */
	const char *text;	/* for the help */
};

extern const struct binding bindings[];		/* ends with key K_NONE */

/* What a key does in that view; NULL: nothing. */
const struct binding *binding_of(int key, enum view_id view);

/* Does it change the kernel?  Such keys work only unlocked. */
bool binding_changes(const struct binding *b);

/* "Up, k" */
char *binding_keys(const struct binding *b, char *buf, size_t size);

/* The bottom line: as many hints for that view as fit into columns. */
void keys_hints(enum view_id view, bool unlocked, char *buf, size_t columns);

/* The help screen, and the manual's section. */
void keys_help(struct out *o);
void keys_mdoc(struct out *o);

#endif
