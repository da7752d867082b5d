/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * entry.h - one line of the history as bytes and as a struct.  No I/O: what reads the file must
 * take any bytes, so this is what the fuzzer drives.
 *
 *	hp1 time="2026-11-24T09:30:00Z" uid=0 login=1000 ... verb="apply" code=0 ...
 *
 * "hp1", then KEY=VALUE separated by single blanks: a decimal number, or a string in quotes, in
 * which everything but printable ASCII, and the quote and the backslash, is \xNN.  The last key is
 * text: a line without it was cut off.  Unknown keys before it are skipped, so that an older console
 * reads what a newer one wrote.
 */
#ifndef HP_ENTRY_H
#define HP_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "format/digest.h"
#include "hotpatch_uapi.h"

#define HISTORY_ENTRY_MAX	8192		/* bytes of a line with its newline */
#define HISTORY_NOBODY	UINT32_MAX	/* .login: not known */

struct history_entry {
	time_t when;		/* when the command began */
	uint32_t uid;		/* real one of the console */
	uint32_t login;		/* uid of the login that led to it; HISTORY_NOBODY */
	char sudo[40];		/* SUDO_USER, as far as that can be believed; "" */
	uint32_t pid;
	char tty[40];		/* "/dev/ttyS0"; "" */
	char verb[20];
	char line[260];		/* the whole command */
	char patch[HP_OBJECT_LEN];
	char sha256[DIGEST_SIZE];	/* of the bytes that this command loaded; "" */
	char file[200];		/* where they came from; "" */
	uint32_t code;		/* what the command ended with */
	char text[388];		/* and how it failed; "" */
	char depth[12];		/* reached; "" where nothing was stopped */
	uint64_t stop_us;	/* the longest stop */
	uint64_t frozen_us;	/* tasks held */
	uint64_t total_us;	/* the module's whole operation */
	uint64_t took_us;	/* the whole command */
};

/* The line with its newline and a NUL; its length.  size must be HISTORY_ENTRY_MAX. */
size_t history_entry_line(const struct history_entry *r, char *buf, size_t size);

/* Parses len bytes without newline.  False unless all of them make up an entry. */
bool history_entry_parse(const char *line, size_t len, struct history_entry *r);

/* "2026-11-24T09:30:00Z"; size at least 24. */
char *utc(char *buf, size_t size, time_t t);

#endif
