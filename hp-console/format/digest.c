// SPDX-License-Identifier: GPL-2.0-only
/* digest.c - see digest.h; the only file that knows libmd. */
#include <sha2.h>
#include <stdint.h>

#include "format/digest.h"

void digest_raw(const void *data, size_t len, uint8_t sum[DIGEST_BYTES])
{
	SHA2_CTX c;

	SHA256Init(&c);
	SHA256Update(&c, data, len);
	SHA256Final(sum, &c);
}

void digest_data(const void *data, size_t len, char hex[DIGEST_SIZE])
{
	SHA256Data(data, len, hex);
}
