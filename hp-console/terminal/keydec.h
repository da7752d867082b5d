/* SPDX-License-Identifier: GPL-2.0-only */
/* keydec.h - from the bytes of a terminal to keys. */
#ifndef HP_KEYDEC_H
#define HP_KEYDEC_H

enum key {
	K_NONE,			/* 1 to 255: a byte that stands for itself */
	K_ESC = 27,
	K_UP = 256, K_DOWN, K_LEFT, K_RIGHT, K_PGUP, K_PGDN, K_HOME, K_END, K_DELETE, K_F1,
	K_STRANGE,		/* a sequence that means nothing here */
};

#define CONTROL(c) ((c) & 0x1f)

/* A sequence that has begun. */
struct keydec {
	unsigned char seq[8];
	unsigned n;
};

/*
 * Takes a byte; writes the keys that it completed to keys and returns how many (2: an Esc alone and the
 * byte after it).  On vt100, vt220, xterm, linux, screen and tmux all sequences begin with Esc [ or
 * Esc O: terminfo is not needed for them, and no mode has to be switched on in the terminal.
 */
int keys_feed(struct keydec *d, unsigned char byte, int keys[2]);

/* Nothing followed for a while: K_ESC after an Esc alone, K_STRANGE within a sequence, else K_NONE. */
int keys_timeout(struct keydec *d);

#endif
