/* SPDX-License-Identifier: GPL-2.0-only */
/* pack.h - from a file to the bytes of a transfer: the other end of unpack.h, for the sender. */
#ifndef HP_PACK_H
#define HP_PACK_H

#include "delivery/wire.h"

/* Compresses size bytes (1 to WIRE_MAX_FILE) into *packed (malloc) and fills the head.  0, or
 * -ENOMEM, or -EFBIG when it comes out too large. */
int pack(const uint8_t *file, size_t size, struct wire_head *h, uint8_t **packed);

#endif
