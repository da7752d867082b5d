// SPDX-License-Identifier: GPL-2.0-only
/* copy.c - see copy.h. */
#include <linux/string.h>
#include "kernel/copy.h"

void hp_copy_string(char *to, size_t size, const char *from)
{
	strscpy(to, from, size);
}
