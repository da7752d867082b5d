/* SPDX-License-Identifier: GPL-2.0-only */
/* sendline.h - a serial line as hp-send uses it: raw, at some speed, both directions counted. */
#ifndef HP_SENDLINE_H
#define HP_SENDLINE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <termios.h>

struct sendline {
	int fd;
	uint32_t baud;			/* for the estimate of time */
	struct termios before;
	uint64_t sent, received;	/* bytes */
	char line[1024];		/* what has come of a line so far; cleaned when it is whole */
	size_t len;
	char heard[1024];		/* the bytes that came last, as they came; no NUL */
	size_t nheard;
	const char *what;		/* NULL: no progress is shown */
	uint64_t goal;			/* bytes sent at the end of this round */
};

extern volatile sig_atomic_t sendline_interrupted;

/* baud 0: leaves the speed alone.  0 or -errno; -EINVAL: a speed that terminals do not have. */
int sendline_open(struct sendline *l, const char *device, uint32_t baud);
void sendline_close(struct sendline *l);

/* Writes all of text.  Reads meanwhile, so that neither side waits for the other; that makes no lines. */
int sendline_write(struct sendline *l, const char *text);

/* The next line that comes within ms, without its end, in l->line.  1; 0: none came; -errno. */
int sendline_read(struct sendline *l, int ms);

/* Discards what was written and is not on the wire yet. */
void sendline_take_back(struct sendline *l);

/* Drain waits until all that was written is on the wire; forget discards all that has come so far. */
void sendline_drain(struct sendline *l);
void sendline_forget(struct sendline *l);

#endif
