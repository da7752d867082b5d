/* SPDX-License-Identifier: GPL-2.0-only */
/* console_test.h - what hp-console's cmocka tests share.  Included by tests only. */
#ifndef CONSOLE_TEST_H
#define CONSOLE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#endif
