/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * guardian.h - a child that does nothing but wait for the console to die.  SIGKILL leaves nobody to
 * give the terminal back; the next login would meet a line without echo.
 */
#ifndef HP_GUARDIAN_H
#define HP_GUARDIAN_H

#include <sys/types.h>
#include <termios.h>

/* Curses runs, and the terminal's modes are the console's.  -1: none could be made. */
pid_t guardian_start(const struct termios *before);

/* The console has given the terminal back by itself. */
void guardian_end(pid_t guardian);

#endif
