/* SPDX-License-Identifier: GPL-2.0-only */
/* state.h - all of hotpatch's state that can be seen from outside, to be compared. */
#ifndef STATE_H
#define STATE_H

#include <stdbool.h>
#include "../../../hotpatch-kmod/hotpatch_uapi.h"

#define STATE_PATCHES	4

struct state {
	struct hp_info info;
	struct hp_patch patches[STATE_PATCHES];
	struct hp_target target;	/* the entry's bytes, and what CHECK thinks of it */
	char modules[4096];		/* /proc/modules without addresses */
};

void state_read(struct state *s);

/* Prints what differs. */
bool state_differs(const struct state *a, const struct state *b);

#endif
