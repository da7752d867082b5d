/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * input.h - the bytes a person or program sends to a verb that is running: each front end gives
 * the session one, verbs that read use nothing else, and tests bring their own.
 */
#ifndef HP_INPUT_H
#define HP_INPUT_H

#include <stdbool.h>
#include <sys/types.h>

struct input {
	/*
	 * Between begin and end the line is the verb's alone.  A terminal neither echoes nor edits
	 * nor makes signals of bytes, so that what comes is what was sent.  0 or -errno.
	 */
	int (*begin)(struct input *in);
	/*
	 * Waits until something comes: the number of bytes; 0 when timeout_ms are over; -EINTR
	 * after a signal that wants the verb to end; -ENODATA at the end of the input, -errno.
	 */
	ssize_t (*read)(struct input *in, char *buf, size_t size, int timeout_ms);
	/* Restores the terminal's modes.  A signal to terminate that came meanwhile takes effect
	 * now, so this is the last thing a verb does. */
	void (*end)(struct input *in);
	bool terminal;			/* the input is a terminal, somebody there may answer; set by begin */
};

/* The process's standard input.  Nothing may read ahead of it: see input_stdin() in input.c. */
struct input *input_stdin(void);

#endif
