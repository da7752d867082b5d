/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * session.h - what one run of the console knows: its device, its writer, where patches are
 * searched, which verbs there are, and how the last command failed.  Verbs get nothing else, so that
 * every front end is the same to them.
 */
#ifndef HP_SESSION_H
#define HP_SESSION_H

#include <signal.h>
#include <stdbool.h>

#include "format/digest.h"
#include "hotpatch_uapi.h"
#include "output/enumtext.h"
#include "output/out.h"

#define MAX_DIRS 8

struct input;
struct transport;
struct verb;

/* What the current command did, for the history: each part of it is filled in where it is known. */
struct outcome {
	bool looked;			/* the command only asked: no entry is written */
	char patch[HP_OBJECT_LEN];
	char sha256[DIGEST_SIZE];	/* of the bytes that were loaded */
	char file[200];			/* the absolute path of the file that they came from */
	uint32_t depth;			/* enum hp_depth */
	uint64_t stop_ns, frozen_ns, total_ns;
};

struct session {
	struct transport *dev;
	const struct verb *verbs;	/* the list of them; ends with a NULL name */
	struct input *in;	/* for verbs that read while they run; NULL: they cannot */
	struct out out;
	char *dirs[MAX_DIRS];	/* search list, in order */
	unsigned ndirs;
	char release[65];	/* of the running kernel */
	const char *btf_dir;	/* where the kernel's type data (BTF) lies */
	const char *kernel_root;	/* "", or where tests have a /proc and a /sys */
	bool person;		/* commands are typed on a terminal: abbreviations are welcome */
	bool ready;		/* the device is open */
	bool quit;
	bool all;		/* this command names all blockers, not only as many as fit */
	bool anyway;		/* this command takes files of others too, see trust.h */
	bool offered;		/* a symbol table was looked for, or need not be */
	unsigned nesting;	/* batch within batch */
	int (*full_screen)(struct session *s);	/* NULL: this program has none */
	struct hp_info info;	/* as of device_ready() or device_info() */

	/* The failure of the current command: one line, and its two halves for programs. */
	char text[1024];
	char expected[256];
	char found[256];
	struct outcome outcome;
};

extern volatile sig_atomic_t session_interrupted;	/* set by SIGINT */

void session_init(struct session *s, struct transport *dev, FILE *to, bool json);

/* Each returns code after setting the failure. */
int failure(struct session *s, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* "what: expected A, found B" */
int fail_found(struct session *s, int code, const char *what, const char *expected,
	       const char *found);

/* "note: ..."; in JSON mode to stderr, because one command is one JSON document. */
void note(struct session *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
