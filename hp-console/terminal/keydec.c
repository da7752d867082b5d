// SPDX-License-Identifier: GPL-2.0-only
/* keydec.c - see keydec.h.  Pure: knows neither clock nor terminal. */
#include <stdbool.h>

#include "terminal/keydec.h"

#define ESC 27

/* Esc [ A, Esc O A, and Esc [ 5 ~ (where number is what stands before the ~). */
static int final_key(unsigned char c, int number)
{
	static const short tilde[] = {
		[1] = K_HOME, [3] = K_DELETE, [4] = K_END, [5] = K_PGUP, [6] = K_PGDN, [7] = K_HOME,
		[8] = K_END, [11] = K_F1,
	};

	switch (c) {
	case 'A': return K_UP;
	case 'B': return K_DOWN;
	case 'C': return K_RIGHT;
	case 'D': return K_LEFT;
	case 'H': return K_HOME;
	case 'F': return K_END;
	case 'P': return K_F1;
	case 'M': return '\r';		/* Enter of a keypad in application mode */
	case '~':
		if (number > 0 && (unsigned)number < sizeof(tilde) / sizeof(tilde[0]) &&
		    tilde[number])
			return tilde[number];
		return K_STRANGE;
	default:
		return K_STRANGE;
	}
}

static int number_in(const struct keydec *d)
{
	int number = 0;

	for (unsigned i = 2; i < d->n && d->seq[i] >= '0' && d->seq[i] <= '9'; i++)
		number = number * 10 + d->seq[i] - '0';
	return number;
}

int keys_feed(struct keydec *d, unsigned char byte, int keys[2])
{
	if (!d->n && byte == ESC) {
		d->seq[d->n++] = byte;
		return 0;
	}
	if (!d->n) {
		keys[0] = byte;
		return byte != 0;
	}
	if (d->n == 1 && (byte == '[' || byte == 'O')) {
		d->seq[d->n++] = byte;
		return 0;
	}
	if (d->n == 1) {	/* an Esc by itself, and then something else */
		keys[0] = K_ESC;
		keys[1] = byte;
		d->n = byte == ESC;
		return byte == ESC ? 1 : 2;
	}
	if (byte < 0x40 && byte >= 0x20) {	/* parameters; too many of them are dropped */
		if (d->n < sizeof(d->seq))
			d->seq[d->n++] = byte;
		return 0;
	}
	if (d->n == 2 && d->seq[1] == '[' && byte == '[') {	/* linux: Esc [ [ A is F1 */
		d->seq[d->n++] = byte;
		return 0;
	}
	if (d->n == 3 && d->seq[2] == '[')
		keys[0] = byte == 'A' ? K_F1 : K_STRANGE;
	else
		keys[0] = final_key(byte, number_in(d));
	d->n = 0;
	return 1;
}

int keys_timeout(struct keydec *d)
{
	bool alone = d->n == 1;

	if (!d->n)
		return K_NONE;
	d->n = 0;
	return alone ? K_ESC : K_STRANGE;
}
