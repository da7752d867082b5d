// SPDX-License-Identifier: GPL-2.0-only
/* terminfo.c - see terminfo.h.  terminfo(5): TERMINFO may hold the entry itself. */
#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include "terminal/terminfo.h"

static bool ask(const char *name)
{
	int err;

	return setupterm(name, STDOUT_FILENO, &err) == OK;
}

bool terminfo_known(const char *name)
{
	if (ask(name))
		return true;
	for (const struct terminfo_entry *e = terminfo_entries; e->name; e++) {
		if (strcmp(e->name, name))
			continue;
		setenv("TERMINFO", e->entry, 1);
		if (ask(name))
			return true;
		unsetenv("TERMINFO");
	}
	return false;
}
