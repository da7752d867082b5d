/* SPDX-License-Identifier: GPL-2.0-only */
/* connect.h - from a session to an open device, whose module has the table it needs. */
#ifndef HP_CONNECT_H
#define HP_CONNECT_H

#include "session/session.h"

/* Opens the device, and checks the contract's version.  0 or an exit code. */
int device_open(struct session *s);
/* The same, and offers the table, once. */
int device_ready(struct session *s);
/* Does the module need a symbol table before it can do more than tell its state?  0 (no) or an exit code. */
int device_able(struct session *s);

void device_close(struct session *s);

#endif
