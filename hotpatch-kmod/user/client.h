/* SPDX-License-Identifier: GPL-2.0-only */
/* client.h - the state of one open file of /dev/hotpatch. */
#ifndef HP_CLIENT_H
#define HP_CLIENT_H

#include "events/events.h"
#include "operation/requests.h"

/* What an open file remembers. */
struct hp_client {
	struct hp_reader reader;
	struct hp_caller caller;
};

#endif
