/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ctl.h - how a guest test talks to a program it has left running: over a socket, so that no test
 * has to guess when something has happened.  For the programs of this folder.
 *
 *	PROG start SOCK ARGS...	returns when all is running (status 0), leaving a server behind
 *	PROG VERB SOCK		prints the server's answer, ends with its status; "end" ends it
 */
#ifndef CTL_H
#define CTL_H

#include <stdio.h>

struct ctl_prog {
	const char *usage;
	/* Starts what is to run; 0 when it does.  Complaints go to standard error. */
	int (*start)(int argc, char **argv);
	/* Answers a verb ("end" too, which is the last); the status its asker ends with. */
	int (*ask)(const char *verb, FILE *answer);
};

#define CTL_UNKNOWN	64	/* what ask() returns for a verb it does not know */

int ctl_main(int argc, char **argv, const struct ctl_prog *prog);

#endif
