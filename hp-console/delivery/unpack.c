// SPDX-License-Identifier: GPL-2.0-only
/*
 * unpack.c - see unpack.h.  The format is .lzma, not .xz: a decoder that knows only this one is
 * 20 KB of the static console and not 65 (no block index, no filters of other machines, no
 * checksums, which the SHA-256 makes needless), and a small patch comes out 40 bytes shorter.
 */
#include <errno.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>

#include "delivery/unpack.h"
#include "format/digest.h"

/* The dictionary needs not be larger than the file; the decoder itself takes less than 1 MiB. */
#define MEMORY (WIRE_MAX_FILE + (1u << 20))

/* All of the input must decompress to exactly size bytes; a bomb cannot write more than that. */
static int decode(const uint8_t *in, size_t len, uint8_t *out, size_t size)
{
	lzma_stream lz = LZMA_STREAM_INIT;
	uint8_t more;
	int ret;

	if (lzma_alone_decoder(&lz, MEMORY) != LZMA_OK)
		return -ENOMEM;
	lz.next_in = in;
	lz.avail_in = len;
	lz.next_out = out;
	lz.avail_out = size;
	ret = lzma_code(&lz, LZMA_FINISH);
	if (ret == LZMA_OK && !lz.avail_out) {	/* the end marker may still have to be read */
		lz.next_out = &more;
		lz.avail_out = 1;
		ret = lzma_code(&lz, LZMA_FINISH);
	}
	lzma_end(&lz);
	if (ret == LZMA_MEM_ERROR)
		return -ENOMEM;
	return ret == LZMA_STREAM_END && !lz.avail_in && lz.total_out == size ? 0 : -EINVAL;
}

int unpack(const struct wire_head *h, const uint8_t *packed, uint8_t **file)
{
	uint8_t sum[DIGEST_BYTES];
	int ret;

	*file = NULL;
	digest_raw(packed, h->packed, sum);
	if (memcmp(sum, h->sha256, sizeof(sum)))
		return -EBADMSG;
	*file = malloc(h->size);
	if (!*file)
		return -ENOMEM;
	ret = decode(packed, h->packed, *file, h->size);
	if (ret) {
		free(*file);
		*file = NULL;
	}
	return ret;
}
