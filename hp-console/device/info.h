/* SPDX-License-Identifier: GPL-2.0-only */
/* info.h - what the module tells of itself and the kernel. */
#ifndef HP_INFO_H
#define HP_INFO_H

#include "session/session.h"

/* Reads s->info anew.  An exit code. */
int device_info(struct session *s);

#endif
