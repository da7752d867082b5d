/* SPDX-License-Identifier: GPL-2.0-only */
/* test.h - what hp-console's cmocka tests share.  Included by tests only. */
#ifndef CONSOLE_TEST_H
#define CONSOLE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* The path of something that was built for tests: each program is given the folder. */
static inline const char *test_path(int argc, char **argv, const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", argc > 1 ? argv[1] : ".", name);
	return path;
}

#endif
