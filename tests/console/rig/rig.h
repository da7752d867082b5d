/* SPDX-License-Identifier: GPL-2.0-only */
/* rig.h - a session on the fake device whose output a test can read. */
#ifndef CONSOLE_RIG_H
#define CONSOLE_RIG_H

#include "command/dispatch.h"
#include "rig/fake.h"
#include "rig/test.h"

struct rig {
	struct fake f;
	struct session s;
	FILE *to;
	char *buf;
	size_t size;
};

extern const char *rig_dir;	/* where fix.ko lies; set by main() */

void rig_start(struct rig *r, bool json);
void rig_end(struct rig *r);

/* Runs a line; what it printed is what rig_said() returns until the next one. */
int rig_run(struct rig *r, const char *line);
const char *rig_said(struct rig *r);

/* Runs a line that must end with that code, and print that text (NULL: any). */
void rig_expect(struct rig *r, const char *line, int code, const char *text);

/* Runs a shell command, which must succeed. */
void rig_shell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A file of that text; path, 32 bytes, becomes its name, and is the caller's to unlink(). */
void rig_text(char path[32], const char *text);

/*
 * RELEASE.hpfun in rig_dir of these lines of a text, with the build-id of 20 bytes id (the fake has zeros); it stays there
 * until rig_no_functions().
 */
void rig_functions(struct rig *r, const char *id, const char *lines);
void rig_no_functions(void);

/* A task is inside everything from now on: its enum hp_task_kind, and whether it never leaves. */
void rig_block(struct rig *r, uint32_t kind, uint32_t never);

#endif
