/* SPDX-License-Identifier: GPL-2.0-only */
/* terminfo.h - terminals that the box knows, or that this program knows: a rescue system has no terminfo. */
#ifndef HP_TERMINFO_H
#define HP_TERMINFO_H

#include <stdbool.h>

/*
 * Is there an entry for TERM=name?  When the box has none but we do, curses and libedit are pointed
 * to ours (by TERMINFO in the environment).
 */
bool terminfo_known(const char *name);

/* Entries as tic(1) makes them, without keys: "b64:...".  Generated; ends with a NULL name. */
struct terminfo_entry {
	const char *name, *entry;
};

extern const struct terminfo_entry terminfo_entries[];

#endif
