// SPDX-License-Identifier: GPL-2.0-only
/* functions.c - writes a file of functions: head, text, packed; the counterpart of hpfun.c. */
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "functions.h"
#include "hpfun/hpfun.h"
#include "hpfun/format.h"

static void put_head(struct bytes *text, const uint8_t *build_id)
{
	char head[HPFUN_H_SIZE + 1];
	int n = sprintf(head, HPFUN_MAGIC "%08x ", 0u), i;

	for (i = 0; i < HPSYM_BUILD_ID_LEN; i++)
		n += sprintf(head + n, "%02x", build_id[i]);
	head[n++] = '\n';
	put(text, head, n);
}

static void put_crc(struct bytes *text)
{
	char crc[9];

	snprintf(crc, sizeof(crc), "%08lx", crc32_z(0, text->p + HPFUN_H_BUILD_ID, text->len - HPFUN_H_BUILD_ID));
	memcpy(text->p + HPFUN_H_CRC, crc, 8);
}

static int pack(struct bytes *out, const struct bytes *text, struct fail *f)
{
	lzma_stream lz = LZMA_STREAM_INIT;
	lzma_options_lzma options;
	uint8_t buf[65536];
	lzma_ret ret;

	if (lzma_lzma_preset(&options, LZMA_PRESET_DEFAULT) || lzma_alone_encoder(&lz, &options) != LZMA_OK)
		return fail(f, "liblzma: no encoder for .lzma");
	lz.next_in = text->p;
	lz.avail_in = text->len;
	do {
		lz.next_out = buf;
		lz.avail_out = sizeof(buf);
		ret = lzma_code(&lz, LZMA_FINISH);
		put(out, buf, sizeof(buf) - lz.avail_out);
	} while (ret == LZMA_OK);
	lzma_end(&lz);
	if (ret != LZMA_STREAM_END || out->failed)
		return fail(f, "out of memory");
	return 0;
}

int out_functions(struct bytes *out, const struct functions *fun, const uint8_t *build_id, struct fail *f)
{
	struct bytes text = { 0 };
	int ret;

	put_head(&text, build_id);
	put(&text, fun->files.p, fun->files.len);
	put(&text, "\n", 1);
	put(&text, fun->bodies.p, fun->bodies.len);
	if (text.failed || text.len > HPFUN_MAX_TEXT) {
		ret = fail(f, "%zu bytes of functions, at most %u expected", text.len, HPFUN_MAX_TEXT);
	} else {
		put_crc(&text);
		ret = pack(out, &text, f);
	}
	free(text.p);
	return ret;
}
