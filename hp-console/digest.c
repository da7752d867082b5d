// SPDX-License-Identifier: GPL-2.0-only
/* digest.c - see digest.h; the only file that knows libmd. */
#include <sha2.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "digest.h"

static void finish(SHA2_CTX *c, char *hex)
{
	uint8_t sum[SHA256_DIGEST_LENGTH];

	SHA256Final(sum, c);
	for (size_t i = 0; i < sizeof(sum); i++)
		sprintf(hex + 2 * i, "%02x", sum[i]);
}

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

void digest_file(int fd, char hex[DIGEST_SIZE])
{
	char buf[16384];
	off_t at = 0;
	SHA2_CTX c;
	ssize_t n;

	SHA256Init(&c);
	while ((n = pread(fd, buf, sizeof(buf), at)) > 0) {
		SHA256Update(&c, (uint8_t *)buf, n);
		at += n;
	}
	if (n < 0)
		*hex = '\0';
	else
		finish(&c, hex);
}
