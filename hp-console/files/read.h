/* SPDX-License-Identifier: GPL-2.0-only */
/* read.h - files that are read whole. */
#ifndef HP_READ_H
#define HP_READ_H

#include <stddef.h>
#include <sys/types.h>

#include "session/session.h"

/*
 * Reads all of a regular file of at most max bytes into *data (malloc).  Returns its descriptor, with
 * which the caller can check or load the same file, or -1 after failure().
 */
int file_open_whole(struct session *s, const char *path, size_t max, void **data, size_t *len);

/* The start of a file of /proc or /sys as a string; its length or -1.  Calls no failure(). */
ssize_t file_read_small(const char *path, char *buf, size_t size);

#endif
