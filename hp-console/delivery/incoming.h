/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * incoming.h - /var/lib/hotpatch/incoming: patches that were received, NAME.ko, and what has come
 * so far of others, NAME.part.
 *
 * A .part holds the good lines, just as they came over the wire.  Each is written as it comes, so that
 * it is still there if the console is killed; when a .part is read its lines are checked again.
 */
#ifndef HP_INCOMING_H
#define HP_INCOMING_H

#include "delivery/gather.h"
#include "session/session.h"

#define INCOMING "incoming"

struct incoming {
	int dir, part;			/* descriptors */
	char name[HP_OBJECT_LEN];
	bool lossy;			/* a line could not be kept, and a note said so */
};

/*
 * Opens the .part of that name, for us alone: another console that receives it is an HPX_AGAIN.
 * name is a module's name, which is checked.  An exit code; incoming_close() is due after 0.
 */
int incoming_open(struct session *s, const char *name, struct incoming *in);

/* Feeds the lines kept in the .part to g. */
void incoming_read(struct incoming *in, struct gather *g);

/* Adds data line nr of g to the .part; nr 0: g has a new head, and the .part is written anew. */
void incoming_keep(struct session *s, struct incoming *in, const struct gather *g, uint32_t nr);

/* The whole file is here: it becomes NAME.ko, and the .part is no more.  An exit code. */
int incoming_store(struct session *s, struct incoming *in, const void *file, size_t size);

/* Removes the .part. */
void incoming_drop(struct incoming *in);
void incoming_close(struct incoming *in);

/* Lists the patches that were received, and the .part files. */
int incoming_list(struct session *s);

#endif
