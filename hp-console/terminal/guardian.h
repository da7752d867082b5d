/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * guardian.h - a child that waits for the console to die, and then restores the terminal.  A console that
 * gets SIGKILL cannot do that itself; the next login would have a line without echo.
 */
#ifndef HP_GUARDIAN_H
#define HP_GUARDIAN_H

#include <sys/types.h>
#include <termios.h>

/* To be called when curses has set its modes; before: those to restore.  -1: no child could be made. */
pid_t guardian_start(const struct termios *before);

/* Ends the child: the console restores the terminal itself. */
void guardian_end(pid_t guardian);

#endif
