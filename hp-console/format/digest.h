/* SPDX-License-Identifier: GPL-2.0-only */
/* digest.h - SHA-256, and in hexadecimal as sha256sum(1) prints it. */
#ifndef HP_DIGEST_H
#define HP_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define DIGEST_BYTES 32
#define DIGEST_SIZE 65	/* characters of a SHA-256 and a NUL */

void digest_raw(const void *data, size_t len, uint8_t sum[DIGEST_BYTES]);
void digest_data(const void *data, size_t len, char hex[DIGEST_SIZE]);

#endif
