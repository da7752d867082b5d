/* SPDX-License-Identifier: GPL-2.0-only */
/* files.h - files the console reads: whole, searched for, or handed to the module. */
#ifndef HP_FILES_H
#define HP_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "session.h"

/*
 * Reads all of a regular file of at most max bytes into *data (malloc).  Its descriptor, to hand
 * the very same file on, or -1 after failure().
 */
int file_open_whole(struct session *s, const char *path, size_t max, void **data, size_t *len);

/* The start of a file of /proc or /sys as a string; its length or -1.  Never fails aloud. */
ssize_t file_read_small(const char *path, char *buf, size_t size);

/* name (with suffix, if it has it not) in the search list: its path (malloc) or NULL. */
char *file_search(struct session *s, const char *name, const char *suffix);

/* What a person typed: a path, if it has a '/', else in the search list.  malloc, or NULL after failure(). */
char *file_named(struct session *s, const char *arg, const char *suffix);

/* Calls each for every patch file of the search list, until it returns false. */
void file_each_patch(struct session *s, bool (*each)(void *arg, const char *path), void *arg);

/* Gives RELEASE.hpsym to the module when the search list has it; says so only when refused. */
void table_offer(struct session *s);
int table_give(struct session *s, const char *path);

#endif
