// SPDX-License-Identifier: GPL-2.0-only
/*
 * wire_fuzz.c - libFuzzer on what comes over a serial line.  The input is a list of lines; one that
 * begins with '@' is replaced by a line of a real transfer, damaged as its next bytes say, because
 * checks cannot be guessed.  Whatever arrives: what is taken is what was sent.  The input is also
 * read as a list of lines wanted, as an answer, and as compressed bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "delivery/gather.h"
#include "delivery/linelist.h"
#include "delivery/unpack.h"
#include "format/digest.h"

#define PACKED 230

static uint8_t packed[PACKED];
static struct wire_head head = { .size = 5000, .packed = PACKED };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	for (int i = 0; i < PACKED; i++)
		packed[i] = i * 7;
	digest_raw(packed, PACKED, head.sha256);
	return 0;
}

/* "@NXY": line N; Y not blank: its character X is changed by Y, unless that leaves it as it was. */
static void real_line(const char *spec, char line[WIRE_LINE])
{
	size_t len = strlen(spec);
	uint32_t nr = len > 1 ? (uint8_t)spec[1] % (wire_lines(&head) + 1) : 0;

	if (nr)
		wire_put_data(line, &head, nr, packed);
	else
		wire_put_head(line, &head);
	if (len > 3)
		line[(uint8_t)spec[2] % strlen(line)] ^= spec[3] & 0x7f;
}

/*
 * forged: a line came that is none of ours, and may have been taken: the fuzzer sees the CRC compared and
 * can make one that fits.  Against such lines there is the SHA-256 of the whole file.
 */
static void check(const struct gather *g, bool forged)
{
	if (g->head.packed > WIRE_MAX_FILE || g->head.size > WIRE_MAX_FILE ||
	    g->lines != wire_lines(&g->head) || g->have > g->lines)
		abort();
	if (forged || !wire_same(&g->head, &head))
		return;
	for (uint32_t nr = 1; nr <= g->lines; nr++)
		if (!g->missing[nr] &&
		    memcmp(g->data + (nr - 1) * WIRE_DATA, packed + (nr - 1) * WIRE_DATA,
			   nr < g->lines ? WIRE_DATA : PACKED - (nr - 1) * WIRE_DATA))
			abort();
}

static void gather_all(char *text)
{
	char line[WIRE_LINE], wish[64];
	struct gather g;
	bool forged = false;
	uint32_t nr;

	gather_start(&g);
	for (char *p = strtok(text, "\n"); p; p = strtok(NULL, "\n")) {
		if (*p == '@')
			real_line(p, line);
		else
			forged |= !!strchr(p, '#');
		gather_take(&g, *p == '@' ? line : p, &nr);
		if (g.headed)
			check(&g, forged);
		gather_missing(&g, wish, sizeof(wish));
		if (g.headed && !*wish != gather_whole(&g))
			abort();
	}
	gather_free(&g);
}

static void lists(const char *text)
{
	uint8_t flags[200] = { 0 }, again[200] = { 0 };
	char words[WIRE_WORDS], list[1024];

	wire_get_answer(text, words);
	if (!linelist_parse(text, flags, sizeof(flags) - 1))
		return;
	linelist_format(flags, sizeof(flags) - 1, list, sizeof(list));
	if (!linelist_parse(list, again, sizeof(again) - 1) || memcmp(flags, again, sizeof(flags)))
		abort();
}

static void decompress(const uint8_t *data, size_t size)
{
	struct wire_head h = { .size = 600, .packed = size };
	uint8_t *out;

	digest_raw(data, size, h.sha256);
	if (!unpack(&h, data, &out))
		free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	memcpy(text, data, size);
	text[size] = '\0';
	lists(text);
	gather_all(text);
	free(text);
	if (size)
		decompress(data, size);
	return 0;
}
