/* SPDX-License-Identifier: GPL-2.0-only */
/* dispatch.h - from a line or an argument vector to a verb, and from its result to OK or ERR. */
#ifndef HP_DISPATCH_H
#define HP_DISPATCH_H

#include "session/session.h"

#define VF_DEVICE  (1u << 0)	/* needs the device; the dispatcher opens it */
#define VF_CHANGES (1u << 1)	/* changes the kernel: never abbreviated */
#define VF_ALWAYS  (1u << 2)	/* works also while the module needs its table first */
#define VF_RECORD  (1u << 3)	/* goes into the history, though it changes no code */
#define VF_NEWEST  (1u << 5)	/* not on a module that is older than this program */
#define VF_INPUT   (1u << 4)	/* with arguments it reads from .in of struct session */
#define VF_BATCH   (1u << 6)	/* runs other commands, of which any may change the kernel */

#define MAX_ARGS   64

struct verb {
	const char *name;
	const char *alias;	/* another name for it, NULL for none; never completed */
	int (*run)(struct session *s, int argc, char **argv);	/* argv[0] is the verb */
	int min, max;		/* arguments after the verb */
	unsigned flags;		/* VF_* */
	const char *args;	/* synopsis of the arguments */
	/* What completes each argument: l loaded patch, p patch or file, f file, s function,
	 * v verb, o option word of apply, . nothing; the last letter counts for all further arguments. */
	const char *complete;
	const char *brief;	/* one line */
	const char *text;	/* paragraphs separated by an empty line */
};

/* How the front end wants the end of each command shown. */
enum finish {
	FINISH_LINE,		/* "OK" or "ERR code text" as the last line */
	FINISH_QUIET,		/* nothing; the caller shows s->text */
};

/*
 * Splits line in place into at most max words: blanks separate, '...' and "..." keep blanks, a
 * backslash keeps the next character, # at the start of a word begins a comment.  Returns their
 * number; -1 open quote, -2 too many.
 */
int split_line(char *line, char **argv, int max);

/* The verb of that name.  NULL after failure() with HPX_USAGE. */
const struct verb *verb_find(struct session *s, const char *word);

/* Run one command; an exit code.  In JSON mode it is one object, whatever happens. */
int dispatch(struct session *s, int argc, char **argv, enum finish finish);
/* The JSON object of a failure outside of any command; s->text says which. */
void dispatch_error(struct session *s, int code);
int dispatch_line(struct session *s, const char *line, enum finish finish);

#endif
