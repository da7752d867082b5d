/* SPDX-License-Identifier: GPL-2.0-only */
/* wholeio.h - read(2) and write(2) of all bytes, however many calls that takes. */
#ifndef HP_WHOLEIO_H
#define HP_WHOLEIO_H

#include <stdbool.h>
#include <stddef.h>

/* False, with errno, when it failed, and with errno 0 when there was no more. */
bool read_whole(int fd, void *data, size_t len);
bool write_whole(int fd, const void *data, size_t len);

#endif
