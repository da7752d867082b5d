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
/* Gives it back as it was, signals too; also when it is gone. */
void term_close(struct term *t);
/*
 * Takes it anew after term_close(), from a transfer that had the line: bytes that still come are what is
 * left of that, and no keys.
 */
void term_take_back(struct term *t);

/* Takes the size anew: from :size, else the terminal, else 80x24. */
void term_resize(struct term *t);

/* In a child that is no longer the console: signals are its own business. */
void term_forget(struct term *t);

#endif
