// SPDX-License-Identifier: GPL-2.0-only
/* sha256sum.c - see sha256sum.h. */
#include <sha2.h>
#include <stdio.h>

#include "sha256sum.h"

void sha256(const void *data, size_t len, uint8_t sum[SHA256_BYTES])
{
	SHA2_CTX ctx;

	SHA256Init(&ctx);
	SHA256Update(&ctx, data, len);
	SHA256Final(sum, &ctx);
}

void sha256_hex(const void *data, size_t len, char hex[SHA256_HEX])
{
	uint8_t sum[SHA256_BYTES];

	sha256(data, len, sum);
	for (size_t i = 0; i < sizeof(sum); i++)
		sprintf(hex + 2 * i, "%02x", sum[i]);
}
