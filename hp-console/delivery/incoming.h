/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * incoming.h - /var/lib/hotpatch/incoming: patches that were received, NAME.ko, and what has come
 * so far of others, NAME.part.
 *
 * A .part holds lines just as they came over the wire, those that were good.  Each is written as
 * it comes, so that a killed console leaves them; read again, they are checked again.
 */
#ifndef HP_INCOMING_H
#define HP_INCOMING_H

#include "delivery/gather.h"
#include "session/session.h"

#define INCOMING "incoming"

struct incoming {
	int dir, part;			/* descriptors */
	char name[HP_OBJECT_LEN];
	bool lossy;			/* a line could not be kept; it was said */
};

/*
 * Opens the .part of that name, for us alone: another console that receives it is an HPX_AGAIN.
 * name is a module's name, which is checked.  An exit code; incoming_close() is due after 0.
 */
int incoming_open(struct session *s, const char *name, struct incoming *in);

/* Takes what is kept. */
void incoming_read(struct incoming *in, struct gather *g);

/* Keeps data line nr of g; nr 0: g has a new head, all that is there begins anew. */
void incoming_keep(struct session *s, struct incoming *in, const struct gather *g, uint32_t nr);

/* The whole file is here: it becomes NAME.ko, and the .part is no more.  An exit code. */
int incoming_store(struct session *s, struct incoming *in, const void *file, size_t size);

/* The .part is of no use any more. */
void incoming_drop(struct incoming *in);
void incoming_close(struct incoming *in);

/* Lists what there is. */
int incoming_list(struct session *s);

#endif
