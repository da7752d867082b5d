// SPDX-License-Identifier: GPL-2.0-only
/* pack.c - see pack.h. */
#include <errno.h>
#include <lzma.h>
#include <stdlib.h>

#include "format/digest.h"
#include "send/pack.h"

#define PRESET (9 | LZMA_PRESET_EXTREME)

/* The smallest dictionary that holds the file, because the receiver needs as much memory. */
static uint32_t dictionary_for(size_t size)
{
	uint32_t dict = LZMA_DICT_SIZE_MIN;

	while (dict < size)
		dict *= 2;
	return dict;
}

int pack(const uint8_t *file, size_t size, struct wire_head *h, uint8_t **packed)
{
	lzma_stream lz = LZMA_STREAM_INIT;
	lzma_options_lzma opt;
	lzma_ret ret = LZMA_MEM_ERROR;

	*packed = malloc(WIRE_MAX_FILE);
	if (!*packed || lzma_lzma_preset(&opt, PRESET))
		goto out;
	opt.dict_size = dictionary_for(size);
	ret = lzma_alone_encoder(&lz, &opt);
	if (ret != LZMA_OK)
		goto out;
	lz.next_in = file;
	lz.avail_in = size;
	lz.next_out = *packed;
	lz.avail_out = WIRE_MAX_FILE;
	ret = lzma_code(&lz, LZMA_FINISH);
	h->size = size;
	h->packed = lz.total_out;
	lzma_end(&lz);
	if (ret == LZMA_STREAM_END) {
		digest_raw(*packed, h->packed, h->sha256);
		return 0;
	}
out:
	free(*packed);
	*packed = NULL;
	return ret == LZMA_OK ? -EFBIG : -ENOMEM;	/* LZMA_OK: there was no room for all of the output */
}
