/* SPDX-License-Identifier: GPL-2.0-only */
/* complete.h - the words that can end a line up to the cursor.  Uses no terminal. */
#ifndef HP_COMPLETE_H
#define HP_COMPLETE_H

#include "session/session.h"

#define MAX_MATCHES 200

struct matches {
	size_t start;		/* where the word begins in the line */
	unsigned n;		/* not more than MAX_MATCHES; more were cut off */
	bool more;
	char *word[MAX_MATCHES];
};

/* All words that the last word of line can become.  matches_free() is due. */
void complete(struct session *s, const char *line, struct matches *m);
void matches_free(struct matches *m);

/* How many characters all matches have in common. */
size_t matches_common(const struct matches *m);

#endif
