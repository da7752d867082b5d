// SPDX-License-Identifier: GPL-2.0-only
/*
 * unpack.c - from a .hpfun file to its text.
 *
 * The file is the text as .lzma, which "xz -dc" prints.  Not .xz, for the reason in hp-console/delivery/unpack.c; the text
 * has a checksum of its own.
 */
#include <errno.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>

#include "hpfun/hpfun.h"

#define MEMORY		(16u << 20)	/* of the decoder: a dictionary of 8 MiB, and some */
#define FIRST_ROOM	(1u << 20)

/* Room for more text, within the limit. */
static int grow(lzma_stream *lz, char **text, size_t *room)
{
	size_t more = *room ? 2 * *room : FIRST_ROOM;
	char *p;

	if (*room >= HPFUN_MAX_TEXT)
		return -EBADMSG;
	p = realloc(*text, more + 1);
	if (!p)
		return -ENOMEM;
	*text = p;
	lz->next_out = (uint8_t *)p + *room;
	lz->avail_out = more - *room;
	*room = more;
	return 0;
}

static int error_of(lzma_ret ret)
{
	switch (ret) {
	case LZMA_MEM_ERROR:
		return -ENOMEM;
	case LZMA_FORMAT_ERROR:
	case LZMA_MEMLIMIT_ERROR:	/* of no file of ours, whatever it is */
		return -EINVAL;
	default:
		return -EBADMSG;
	}
}

int hpfun_unpack(const void *file, size_t size, char **text, size_t *len)
{
	lzma_stream lz = LZMA_STREAM_INIT;
	size_t room = 0;
	lzma_ret step;
	int ret = 0;

	*text = NULL;
	*len = 0;
	if (lzma_alone_decoder(&lz, MEMORY) != LZMA_OK)
		return -ENOMEM;
	lz.next_in = file;
	lz.avail_in = size;
	do {
		if (!lz.avail_out)
			ret = grow(&lz, text, &room);
		step = ret ? LZMA_OK : lzma_code(&lz, LZMA_FINISH);
	} while (!ret && step == LZMA_OK && (lz.avail_in || !lz.avail_out));
	if (!ret && (step != LZMA_STREAM_END || lz.avail_in))
		ret = error_of(step);
	*len = lz.total_out;
	lzma_end(&lz);
	if (ret) {
		free(*text);
		*text = NULL;
		return ret;
	}
	(*text)[*len] = '\0';
	return 0;
}
