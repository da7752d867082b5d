/* SPDX-License-Identifier: GPL-2.0-only */
/* digest.h - SHA-256 in hexadecimal, as sha256sum(1) prints it. */
#ifndef HP_DIGEST_H
#define HP_DIGEST_H

#include <stddef.h>

#define SHA256_HEX 64	/* characters, without a NUL */

void sha256_hex(const void *data, size_t len, char hex[SHA256_HEX + 1]);

/* Of a whole file, read anew from its start; "" when it cannot be read. */
void sha256_file(int fd, char hex[SHA256_HEX + 1]);

#endif
