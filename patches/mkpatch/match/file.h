/* SPDX-License-Identifier: GPL-2.0-only */
/* file.h - a file's bytes, mapped. */
#ifndef MATCH_FILE_H
#define MATCH_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "fail.h"

struct file {
	const uint8_t *bytes;
	size_t size;
};

/* 0, or -1 with *f noted.  What is all zero may be unmapped as well. */
int file_map(struct file *file, const char *path, struct fail *f);
void file_unmap(struct file *file);

#endif
