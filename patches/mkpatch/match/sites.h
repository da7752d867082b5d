/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sites.h - the places in an object's code that the kernel rewrites itself.
 */
#ifndef MATCH_SITES_H
#define MATCH_SITES_H

#include "match/object.h"

enum site_kind {
	SITE_ENTRY,			/* of ftrace: a call or nops */
	SITE_BRANCH,			/* of a static key: a jump or a nop */
	SITE_OTHER,			/* as compiled in every image, but rewritten when it has booted */
};

struct site {
	uint32_t section;
	uint32_t size;
	uint64_t offset;
	enum site_kind kind;
};

struct sites {
	struct site *list;		/* by section and offset */
	size_t n, room;
};

/* 0, or -1 with *f noted.  A list that is all zero is empty; free() its .list. */
int sites_find(struct sites *s, const struct object *o, struct fail *f);

/* The first site of the section that may reach beyond offset: an index, .n if there is none.  Those that
 * follow have to be compared with what is wanted. */
size_t sites_from(const struct sites *s, uint32_t section, uint64_t offset);

#endif
