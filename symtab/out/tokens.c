// SPDX-License-Identifier: GPL-2.0-only
/*
 * tokens.c - finds 256 strings in which the names can be written short.
 *
 * Byte-pair encoding, as the kernel's kallsyms does it: each character that occurs is a token of
 * its own; then, as long as codes are free, the most frequent pair of neighbours becomes one.
 * Counting afresh for each of the ~190 pairs costs half a second for a whole vmlinux.
 *
 * Rejected: Huffman codes over the tokens (6 % smaller, but the reader would go bit by bit).
 */
#include <stdlib.h>
#include <string.h>

#include "out/out.h"

static size_t begin_of(const struct tokens *t, size_t i)
{
	return i ? t->end[i - 1] : 0;
}

static int take_rests(struct tokens *t, const struct entry *e, size_t n, struct fail *f)
{
	size_t i, total = 0;

	for (i = 0; i < n; i++)
		total += e[i].len - e[i].keep;
	t->coded = malloc(total + 1);
	t->end = calloc(n + 1, sizeof(*t->end));
	if (!t->coded || !t->end)
		return fail(f, "out of memory");
	for (i = 0, total = 0; i < n; i++) {
		memcpy(t->coded + total, e[i].stem + e[i].keep, e[i].len - e[i].keep);
		total += e[i].len - e[i].keep;
		t->end[i] = total;
	}
	for (i = 0; i < total; i++) {
		uint8_t c = t->coded[i];

		t->text[c][0] = c;
		t->len[c] = 1;
	}
	return 0;
}

/* The most frequent pair, as first << 8 | second; its number in *count. */
static unsigned int best_pair(const struct tokens *t, size_t n, uint32_t *counts, uint32_t *count)
{
	unsigned int pair, best = 0;
	size_t i, k;

	memset(counts, 0, 65536 * sizeof(*counts));
	for (i = 0; i < n; i++)
		for (k = begin_of(t, i) + 1; k < t->end[i]; k++)
			counts[t->coded[k - 1] << 8 | t->coded[k]]++;
	for (pair = 0; pair < 65536; pair++)
		if (counts[pair] > counts[best] &&
		    t->len[pair >> 8] + t->len[pair & 0xff] < HPSYM_NAME_LEN)
			best = pair;
	*count = counts[best];
	return best;
}

static void replace_pair(struct tokens *t, size_t n, unsigned int pair, uint8_t code)
{
	size_t i, k, begin = 0, out = 0;

	for (i = 0; i < n; i++) {
		size_t end = t->end[i];

		for (k = begin; k < end; k++) {
			bool hit = k + 1 < end && t->coded[k] == pair >> 8 &&
				   t->coded[k + 1] == (pair & 0xff);

			t->coded[out++] = hit ? code : t->coded[k];
			k += hit;
		}
		begin = end;
		t->end[i] = out;
	}
}

int out_find_tokens(struct tokens *t, const struct entry *e, size_t n, struct fail *f)
{
	uint32_t *counts = malloc(65536 * sizeof(*counts)), count;
	unsigned int code, pair;

	memset(t, 0, sizeof(*t));
	if (!counts)
		return fail(f, "out of memory");
	if (take_rests(t, e, n, f)) {
		free(counts);
		return -1;
	}
	for (code = 0; code < HPSYM_TOKENS; code++) {
		if (t->len[code])
			continue;
		pair = best_pair(t, n, counts, &count);
		if (count < 3)
			break;
		memcpy(t->text[code], t->text[pair >> 8], t->len[pair >> 8]);
		memcpy(t->text[code] + t->len[pair >> 8], t->text[pair & 0xff],
		       t->len[pair & 0xff]);
		t->len[code] = t->len[pair >> 8] + t->len[pair & 0xff];
		replace_pair(t, n, pair, code);
	}
	free(counts);
	return 0;
}

void out_free_tokens(struct tokens *t)
{
	free(t->coded);
	free(t->end);
}
