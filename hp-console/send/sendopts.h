/* SPDX-License-Identifier: GPL-2.0-only */
/* sendopts.h - hp-send's options, from one table: parsing, --help and the manual page. */
#ifndef HP_SENDOPTS_H
#define HP_SENDOPTS_H

#include <stdbool.h>
#include <stdint.h>

struct sendopts {
	const char *file, *name, *lines, *tty;
	uint32_t baud, wait_s, rounds;	/* baud 0: as the line is set */
	bool help, mdoc, version;
};

/* False after saying on stderr what is wrong. */
bool sendopts_parse(struct sendopts *o, int argc, char **argv);
void sendopts_help(void);
void sendopts_mdoc(void);

#endif
