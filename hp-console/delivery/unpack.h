/* SPDX-License-Identifier: GPL-2.0-only */
/* unpack.h - from the bytes of a transfer back to the file.  Pure; fuzzed with wire.h. */
#ifndef HP_UNPACK_H
#define HP_UNPACK_H

#include "delivery/wire.h"

/*
 * Checks h->packed bytes against h->sha256 and decompresses them into *file (malloc), which is
 * h->size bytes long.  0; -EBADMSG they are not the bytes that were sent; -EINVAL they do not
 * decompress to that size; -ENOMEM.
 */
int unpack(const struct wire_head *h, const uint8_t *packed, uint8_t **file);

#endif
