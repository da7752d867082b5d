/* SPDX-License-Identifier: GPL-2.0-only */
/* sha256sum.h - SHA-256 (libmd) of bytes in memory. */
#ifndef HP_SHA256SUM_H
#define HP_SHA256SUM_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES 32
#define SHA256_HEX   65

void sha256(const void *data, size_t len, uint8_t sum[SHA256_BYTES]);

/* As sha256sum(1) prints it. */
void sha256_hex(const void *data, size_t len, char hex[SHA256_HEX]);

#endif
