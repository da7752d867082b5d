/* SPDX-License-Identifier: GPL-2.0-only */
/* trust.h - may a file's bytes go into the kernel?  Looks at who could have written or exchanged it. */
#ifndef HP_TRUST_H
#define HP_TRUST_H

#include "session/session.h"

#define TRUST_WORD "anyway"	/* behind a command: the operator has seen who owns the file */

/*
 * Is the open file fd, found at path, root's (or this process's own user's), written by nobody else, and so
 * each folder on the way to it?  A folder with the sticky bit may be written to by others: they cannot
 * exchange what is not theirs.  0, or a failure that names the first that is not; with s->anyway always 0.
 */
int trust_file(struct session *s, const char *path, int fd);

/* Takes TRUST_WORD off the end of a command's words, into s->anyway.  How many words are left. */
int trust_word(struct session *s, int argc, char **argv);

#endif
