// SPDX-License-Identifier: GPL-2.0-only
/*
 * keys.c - the one table of keys.  Everything can be done with keys that all terminals have: a vt100 has
 * no PgUp, PgDn, Home or End, a vt220 no F5.  Ctrl-S, Ctrl-Q (flow control) and Ctrl-A (screen, QEMU) stay
 * unbound.
 */
#include <stdio.h>
#include <string.h>

#include "terminal/keys.h"

/* How long a patch applied by a key stays without a confirm. */
#define TIMER "120"

const struct binding bindings[] = {
	{ .key = '?', .key2 = K_F1, .act = ACT_HELP, .in = IN_ALL, .hint = "help", .text = "this help" },
	{
		.key = 'q', .key2 = K_ESC, .act = ACT_BACK, .in = IN_ALL, .hint = "quit",
		.text = "back, or leave; patches stay as they are",
	},
	{ .key = CONTROL('C'), .act = ACT_BACK, .in = IN_ALL, .text = "the same" },
	{
		.key = '1', .act = ACT_VIEW, .in = IN_ALL, .arg = VIEW_PATCHES,
		.text = "patches: loaded ones, and files at hand",
	},
	{
		.key = '2', .act = ACT_VIEW, .in = IN_ALL, .arg = VIEW_FUNCTION,
		.text = "functions of the patch: entry, bytes, holder, who is inside",
	},
	{
		.key = '3', .act = ACT_VIEW, .in = IN_ALL, .arg = VIEW_SYMBOLS,
		.text = "symbols of the kernel",
	},
	{
		.key = '4', .act = ACT_VIEW, .in = IN_ALL, .arg = VIEW_BLOCKERS,
		.text = "blockers: who is inside the patch's functions now",
	},
	{
		.key = '5', .act = ACT_VIEW, .in = IN_ALL, .arg = VIEW_LOG, .text = "kernel log",
	},
	{
		.key = '6', .act = ACT_VIEW, .in = IN_ALL, .arg = VIEW_HISTORY,
		.text = "history: what was done on this box",
	},
	{ .key = '\t', .act = ACT_NEXT_VIEW, .in = IN_ALL, .text = "the next of these" },
	{ .key = 'k', .key2 = K_UP, .act = ACT_UP, .in = IN_ALL, .text = "up" },
	{ .key = 'j', .key2 = K_DOWN, .act = ACT_DOWN, .in = IN_ALL, .text = "down" },
	{ .key = 'b', .key2 = K_PGUP, .act = ACT_PAGE_UP, .in = IN_ALL, .text = "a page up" },
	{ .key = ' ', .key2 = K_PGDN, .act = ACT_PAGE_DOWN, .in = IN_ALL, .text = "a page down" },
	{ .key = 'g', .key2 = K_HOME, .act = ACT_FIRST, .in = IN_ALL, .text = "to the first" },
	{ .key = 'G', .key2 = K_END, .act = ACT_LAST, .in = IN_ALL, .text = "to the last" },
	{
		.key = '\r', .key2 = K_RIGHT, .act = ACT_OPEN, .in = IN_ALL,
		.text = "a closer look at the line with the marker",
	},
	{
		.key = 'w', .act = ACT_UNLOCK, .in = IN_ALL, .hint = "unlock",
		.text = "unlock what changes the kernel, or lock it again",
	},
	{
		.key = 't', .act = ACT_RETRY, .in = IN(VIEW_BLOCKERS), .verb = "within 10000",
		.asked = ASKED_YES, .question = "Try again with %s, for 10 s?", .hint = "try again",
		.text = "try again what was blocked, for 10 s",
	},
	{
		.key = 'n', .act = ACT_RETRY, .in = IN(VIEW_BLOCKERS),
		.verb = "mindepth nudge within 10000", .asked = ASKED_YES, .hint = "wake them",
		.question = "Wake those inside %s and send them out, then try again?",
		.text = "wake them: send them out to user space and try again",
	},
	{
		.key = 'F', .act = ACT_RETRY, .in = IN(VIEW_BLOCKERS),
		.verb = "mindepth freeze within 10000", .asked = ASKED_NAME, .hint = "freeze all",
		.question = "Every process stands still for it. To force %s type its name: ",
		.text = "force: freeze every process of the box first, then try again",
	},
	{
		.key = 'a', .act = ACT_VERB, .in = IN_PATCH, .verb = "apply %s confirmed " TIMER,
		.asked = ASKED_YES, .hint = "apply",
		.question = "Apply %s? It reverts after " TIMER " s unless confirmed.",
		.text = "apply; it reverts by itself after " TIMER " s unless confirmed",
	},
	{
		.key = 'A', .act = ACT_VERB, .in = IN_PATCH, .verb = "apply %s",
		.asked = ASKED_YES, .question = "Apply %s for good, with no timer to take it back?",
		.text = "apply for good, without a timer",
	},
	{
		.key = 'c', .act = ACT_VERB, .in = IN_PATCH, .verb = "confirm %s", .hint = "confirm",
		.asked = ASKED_YES, .question = "Keep %s, which waits for confirmation?",
		.text = "confirm the patch, whose timer runs",
	},
	{
		.key = 'r', .act = ACT_VERB, .in = IN_PATCH, .verb = "revert %s", .hint = "revert",
		.asked = ASKED_YES, .question = "Revert %s? The old functions run again.",
		.text = "revert",
	},
	{
		.key = 'l', .act = ACT_VERB, .in = IN(VIEW_PATCHES), .verb = "load %s",
		.asked = ASKED_YES, .question = "Load %s, without applying it?",
		.text = "load, without applying",
	},
	{
		.key = 'u', .act = ACT_VERB, .in = IN(VIEW_PATCHES), .verb = "unload %s",
		.asked = ASKED_YES, .question = "Unload %s?", .text = "unload a reverted patch",
	},
	{
		.key = 'X', .act = ACT_VERB, .in = IN(VIEW_PATCHES), .verb = "abandon %s %s",
		.asked = ASKED_NAME, .question = "It stays applied for ever. To abandon %s type its name: ",
		.text = "abandon: give up reverting what cannot be reverted",
	},
	{
		.key = 'd', .act = ACT_VERB, .in = IN_PATCH, .verb = "check %s",
		.text = "dry run: would it be applied now, and who is in the way", .hint = "dry run",
	},
	{
		.key = 'x', .act = ACT_GIVE_UP, .in = IN_ALL, .verb = "cancel", .asked = ASKED_YES,
		.question = "Revert the patch that waits for confirmation, now?", .hint = "give up",
		.text = "give up: what is under way; else the patch whose timer runs",
	},
	{
		.key = ':', .act = ACT_COMMAND, .in = IN_ALL, .hint = "command",
		.text = "any command of line mode; also :size ROWS COLUMNS",
	},
	{ .key = '/', .act = ACT_SEARCH, .in = IN_ALL, .hint = "symbol", .text = "search a symbol" },
	{
		.key = 'o', .act = ACT_OUTPUT, .in = IN_ALL,
		.text = "all that the last command printed",
	},
	{
		.key = 'p', .act = ACT_PAUSE, .in = IN_ALL,
		.text = "pause: nothing moves by itself, or go on",
	},
	{ .key = 'R', .act = ACT_READ, .in = IN_ALL, .text = "read all anew" },
	{ .key = CONTROL('L'), .act = ACT_REPAINT, .in = IN_ALL, .text = "repaint the screen" },
	{ .key = K_NONE }
};

const struct binding *binding_of(int key, enum view_id view)
{
	if (key == '\n')
		key = '\r';
	for (const struct binding *b = bindings; b->key; b++)
		if ((b->in & IN(view)) && (b->key == key || (b->key2 && b->key2 == key)))
			return b;
	return NULL;
}

bool binding_changes(const struct binding *b)
{
	return b->asked != ASKED_NOT && b->act != ACT_GIVE_UP;
}

static const char *key_name(int key, char *buf, size_t size)
{
	static const char * const names[] = {
		[K_UP - K_UP] = "Up", [K_DOWN - K_UP] = "Down", [K_LEFT - K_UP] = "Left",
		[K_RIGHT - K_UP] = "Right", [K_PGUP - K_UP] = "PgUp", [K_PGDN - K_UP] = "PgDn",
		[K_HOME - K_UP] = "Home", [K_END - K_UP] = "End", [K_DELETE - K_UP] = "Del",
		[K_F1 - K_UP] = "F1",
	};

	if (key >= K_UP && key < K_STRANGE)
		return names[key - K_UP];
	switch (key) {
	case ' ':	return "Space";
	case '\r':	return "Enter";
	case '\t':	return "Tab";
	case K_ESC:	return "Esc";
	}
	if (key < ' ')
		snprintf(buf, size, "Ctrl-%c", key + '@');
	else
		snprintf(buf, size, "%c", key);
	return buf;
}

char *binding_keys(const struct binding *b, char *buf, size_t size)
{
	char one[16], two[16];

	snprintf(buf, size, "%s%s%s", key_name(b->key, one, sizeof(one)), b->key2 ? ", " : "",
		 b->key2 ? key_name(b->key2, two, sizeof(two)) : "");
	return buf;
}

void keys_hints(enum view_id view, bool unlocked, char *buf, size_t columns)
{
	char name[16];
	size_t at = 0;

	*buf = '\0';
	for (const struct binding *b = bindings; b->key; b++) {
		const char *hint = b->act == ACT_UNLOCK && unlocked ? "lock" : b->hint;
		size_t len;

		if (!hint || !(b->in & IN(view)) || (binding_changes(b) && !unlocked))
			continue;
		key_name(b->key, name, sizeof(name));
		len = strlen(name) + 1 + strlen(hint) + (at ? 2 : 0);
		if (at + len >= columns)
			break;
		at += sprintf(buf + at, "%s%s %s", at ? "  " : "", name, hint);
	}
}
