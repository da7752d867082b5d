/* SPDX-License-Identifier: GPL-2.0-only */
/* recv.h - the receiving side of a transfer: from the session's input to the bytes of a file. */
#ifndef HP_RECV_H
#define HP_RECV_H

#include "delivery/incoming.h"
#include "session/session.h"

/*
 * Reads lines (wire.h) until all are here; those kept of an earlier time count.  Where somebody
 * answers, on a terminal in text mode, it goes on asking for what is missing until wait_s seconds
 * pass without a byte; else one "#end" or the end of the input ends it.  The caller has begun the
 * input.  An exit code; after 0 *file (malloc) has *size bytes.
 */
int recv_lines(struct session *s, struct incoming *in, unsigned wait_s, uint8_t **file,
	       size_t *size);

/* Says how it ended to a sender that is a program; silent where recv_lines() asks nobody. */
void recv_answer(struct session *s, const char *words);

/*
 * The same by a program that is installed here, "rz" or "gkermit", which has the terminal
 * meanwhile.  Its file is taken from a directory that nobody else can write.
 */
bool recv_is_program(const char *word);
int recv_by_program(struct session *s, struct incoming *in, const char *program, uint8_t **file,
		    size_t *size);

#endif
