// SPDX-License-Identifier: GPL-2.0-only
/*
 * hpfun_fuzz.c - libFuzzer target: no bytes make the reader of a file of functions miss its bounds or hang.
 *
 * The bytes are tried as a file, and as the text of one behind a head that is right, or the fuzzer would never get past
 * the packing and the checksum.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hpfun/hpfun.h"
#include "hpfun/format.h"

/* zlib's */
unsigned long crc32_z(unsigned long crc, const unsigned char *p, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* All that can be asked, of the first functions and of the last. */
static void exercise(const struct hpfun *h)
{
	const struct hpfun_body *b;
	enum hpfun_how how;
	char buf[64];

	for (size_t n = 0; n < h->nbodies; n++) {
		size_t i = 0, k = 0, found = 0;

		b = &h->bodies[n];
		if (n > 20 && n + 2 < h->nbodies)
			continue;
		struct hpfun_target t = { .name = b->name, .file = b->unit, .pos = b->pos };
		while (hpfun_find(h, b->name, &i))
			if (found++ > h->nbodies)
				abort();
		for (i = 0, found = 0; hpfun_also(h, b, &i, &how);)
			if (found++ > h->nbodies)
				abort();
		for (int kind = 0; kind < HPFUN_HOWS; kind++)
			hpfun_left_out(h, b, &t, 1, kind, buf, sizeof(buf));
		while (hpfun_with(h, b->name, &k))
			;
		hpfun_type_text(b, b->name, buf, sizeof(buf));
	}
}

static void try_text(const uint8_t *data, size_t len)
{
	size_t size = HPFUN_H_SIZE + len;
	char *text = malloc(size + 1);	/* of exactly this size, so that ASan sees its end */
	struct hpfun h;

	if (!text)
		return;
	sprintf(text, HPFUN_MAGIC "%08x %040x\n", 0u, 1u);
	memcpy(text + HPFUN_H_SIZE, data, len);
	text[size] = '\0';
	char crc[9];
	snprintf(crc, sizeof(crc), "%08lx", crc32_z(0, (uint8_t *)text + HPFUN_H_BUILD_ID, size - HPFUN_H_BUILD_ID));
	memcpy(text + HPFUN_H_CRC, crc, 8);
	if (!hpfun_open_text(&h, text, size)) {
		exercise(&h);
		hpfun_close(&h);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct hpfun h;

	if (!hpfun_open(&h, data, len))
		hpfun_close(&h);
	try_text(data, len);
	return 0;
}
