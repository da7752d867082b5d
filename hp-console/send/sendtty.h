/* SPDX-License-Identifier: GPL-2.0-only */
/* sendtty.h - hp-send drives the console at the other end of a line. */
#ifndef HP_SENDTTY_H
#define HP_SENDTTY_H

#include "delivery/wire.h"
#include "send/sendopts.h"

/* An exit code, after saying how it went. */
int send_by_tty(const struct sendopts *o, const char *name, const struct wire_head *h,
		const uint8_t *packed);

#endif
