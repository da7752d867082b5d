/* SPDX-License-Identifier: GPL-2.0-only */
/* mapped.h - a file's bytes, mapped. */
#ifndef MAPPED_H
#define MAPPED_H

#include <stddef.h>
#include <stdint.h>

#include "fail.h"

struct mapped {
	const uint8_t *bytes;
	size_t size;
};

/* what: that which is in it, for who hears that it is not.  0, or -1 with *f noted.  What is all zero may be closed as well. */
int mapped_open(struct mapped *file, const char *path, const char *what, struct fail *f);
void mapped_close(struct mapped *file);

#endif
