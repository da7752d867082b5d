/* SPDX-License-Identifier: GPL-2.0-only */
/* statedir.h - what the console keeps on the box between its runs: /var/lib/hotpatch. */
#ifndef HP_STATEDIR_H
#define HP_STATEDIR_H

#include <stddef.h>

#include "session/session.h"

#define STATE_DIR "/var/lib/hotpatch"
#define STATE_ENV "HP_STATE"	/* another directory in its place, for tests */

/* The directory's path, from the environment or the built-in one. */
const char *statedir_path(void);

/*
 * Opens the state directory, or its subdirectory sub (NULL: itself), and makes what is missing: for
 * the owner alone, whatever the umask is.  One that belongs to somebody else or that others may
 * write is refused, because the console runs as root and reads what lies there; a symbolic link in
 * place of sub is refused too.  A descriptor for the *at() calls, or -1 after failure().
 */
int statedir_open(struct session *s, const char *sub);

/*
 * Puts data in a file of that directory as a whole or not at all: a new file for the owner alone,
 * written, on the disk, then renamed to name.  An exit code.
 */
int statedir_put(struct session *s, int dir, const char *name, const void *data, size_t len);

#endif
