/* SPDX-License-Identifier: GPL-2.0-only */
/* terminal.h - the screen's terminal: modes, size, speed, and giving it back whatever happens. */
#ifndef HP_TERMINAL_H
#define HP_TERMINAL_H

#include <stdbool.h>
#include <signal.h>
#include <termios.h>

#define HOME_ROWS 24
#define HOME_COLS 80

struct term {
	struct termios before;		/* modes as they were */
	bool slow;			/* 19,200 baud or less */
	bool colour;
	int rows, cols;			/* set by :size, 0: the terminal says */
	pid_t guardian;			/* -1: none */
	sigset_t mask;			/* as it was, for ppoll() */
};

/* Signals that came: looked at by the main loop. */
extern volatile sig_atomic_t term_resized, term_gone;

/* NULL: taken over, curses runs.  Else what is wrong with the terminal, in a word or two. */
const char *term_open(struct term *t);
/* Restores modes and signals as they were, also when the terminal is gone. */
void term_close(struct term *t);
/*
 * Takes the terminal over again after term_close(), when a transfer had the line.  Bytes that still come
 * are the rest of that: they are dropped, not taken for keys.
 */
void term_take_back(struct term *t);

/* Sets the size anew: from :size, else the terminal, else LINES and COLUMNS, else 80x24. */
void term_resize(struct term *t);

/* For a child that goes on by itself: gives signals their default effect. */
void term_forget(struct term *t);

#endif
