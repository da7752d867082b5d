/* SPDX-License-Identifier: GPL-2.0-only */
/* search.h - the search list: where patches and symbol tables are looked for. */
#ifndef HP_SEARCH_H
#define HP_SEARCH_H

#include <stdbool.h>

#include "session/session.h"

/* Sets the list.  dirs: colon-separated, RELEASE in it is replaced; NULL: HP_PATH, else the built-in list. */
void searchlist_set(struct session *s, const char *dirs);
void searchlist_end(struct session *s);

/* The built-in list, for help. */
extern const char searchlist_builtin[];

/* Looks for name, with suffix added if it does not end in it, in the search list: a path (malloc) or NULL. */
char *file_search(struct session *s, const char *name, const char *suffix);

/* The file that arg names: a path if it has a '/', else a name to look for in the search list.  malloc, or
 * NULL after failure(). */
char *file_named(struct session *s, const char *arg, const char *suffix);

/* Calls each for every patch file of the search list, until it returns false. */
void file_each_patch(struct session *s, bool (*each)(void *arg, const char *path), void *arg);

#endif
