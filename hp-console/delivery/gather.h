/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * gather.h - the receiver's memory of one transfer: takes lines in any order, any number of times
 * and among anything else, and knows which are missing.  Pure, like wire.h.
 */
#ifndef HP_GATHER_H
#define HP_GATHER_H

#include "delivery/wire.h"

#define GATHER_EARLY (64u << 10)	/* text kept while the head is not known */

struct gather {
	bool headed;			/* the head has come, the rest below is valid */
	struct wire_head head;
	uint32_t lines, have;		/* data lines in all, and here */
	uint8_t *missing;		/* a flag for each line 0..lines */
	uint8_t *data;			/* head.packed bytes */
	uint32_t twice, bad;		/* lines that came again; that began with '#' and failed */

	char *early;			/* lines that came before the head, NUL after each */
	size_t early_len;
};

enum gathered {
	GATHERED_NOTHING,		/* noise, or a line that is bad, here already or early */
	GATHERED_HEAD,			/* the head; early lines that belong to it count now */
	GATHERED_OTHER,			/* the head of another transfer, which replaces the one before */
	GATHERED_DATA,			/* a line that was missing: *nr */
	GATHERED_END,
	GATHERED_NO_MEMORY,
};

void gather_start(struct gather *g);
void gather_free(struct gather *g);
enum gathered gather_take(struct gather *g, const char *text, uint32_t *nr);
bool gather_whole(const struct gather *g);

/* What to ask for, in the words of linelist.h; "" when all is here. */
void gather_missing(const struct gather *g, char *buf, size_t size);

#endif
