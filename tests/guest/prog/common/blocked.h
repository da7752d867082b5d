/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * blocked.h - is a task asleep inside a given system call?  For the programs of this folder: what
 * they start must stand where the test wants it before the test goes on.
 */
#ifndef BLOCKED_H
#define BLOCKED_H

#include <stdbool.h>
#include <sys/types.h>

/* Waits until task tid sleeps in system call nr (any system call: -1); false after two minutes. */
bool blocked_wait(pid_t tid, long nr);

/* Is it there now? */
bool blocked_in(pid_t tid, long nr);

#endif
