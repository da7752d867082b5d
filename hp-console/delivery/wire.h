/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wire.h - the lines that carry a patch as text: what they look like, and back.  Pure: text in,
 * structs out, no I/O; the same source in hp-console (which receives) and hp-send; fuzzed
 * (tests/fuzz/wire_fuzz.c).  doc/delivery-format.md has the whole of it.
 *
 *	#hp1:SIZE:PACKED:SHA256CRC	the head, "line 0"
 *	#NUMBER:DATACRC			data lines, from 1 on
 *	#end				all was sent: say what is missing
 *
 * SIZE is the length of the file, PACKED its length after compression, SHA256 that of the
 * compressed bytes; numbers are decimal, without leading zeros; DATA is 48 bytes, in the last line
 * what is left of PACKED.  The number of lines follows from PACKED.  Bytes are base64 without '='.
 * Every line begins with '#', which makes it a comment to this console, and to a shell, when it is
 * pasted where nobody waits for it; none is longer than 76 characters.
 *
 * CRC is four characters: the CRC-24 of RFC 4880 over what stands before it, from '#' on.  In a
 * data line it is computed over the head's SHA-256 first, so that a line of another transfer never
 * fits.  24 bits suffice: one damaged line in 16 million is taken for good, and then the SHA-256 of
 * the whole does not match, which is checked before anything is done with it.
 */
#ifndef HP_WIRE_H
#define HP_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_DATA     48		/* bytes in a full data line */
#define WIRE_LINE     77		/* a buffer for a line without its end */
#define WIRE_MAX_FILE (4u << 20)	/* neither length may be larger */
#define WIRE_MAX_LINES ((WIRE_MAX_FILE + WIRE_DATA - 1) / WIRE_DATA)
#define WIRE_END      "#end"
#define WIRE_ID       8			/* characters that stand for a transfer */

struct wire_head {
	uint32_t size, packed;
	uint8_t sha256[32];
};

uint32_t wire_lines(const struct wire_head *h);
bool wire_same(const struct wire_head *a, const struct wire_head *b);

/* The first WIRE_ID characters of the SHA-256. */
const char *wire_id(const struct wire_head *h, char id[WIRE_ID + 1]);

/* Write a line, with NUL and without an end of line.  data: all the packed bytes; nr: 1.. */
void wire_put_head(char line[WIRE_LINE], const struct wire_head *h);
void wire_put_data(char line[WIRE_LINE], const struct wire_head *h, uint32_t nr,
		   const uint8_t *data);

/*
 * Find a line in text that may have noise before and behind it.  The number of the data line that
 * belongs to h, with its bytes in data and their number in *len; 0 when there is none.
 */
bool wire_get_head(const char *text, struct wire_head *h);
uint32_t wire_get_data(const char *text, const struct wire_head *h, uint8_t data[WIRE_DATA],
		       size_t *len);
bool wire_get_end(const char *text);

/*
 * What the receiver says, "recv: WORDS ~CRC".  The CRC finds answers that a kernel message was printed
 * into, so that they are not obeyed.  WORDS are "send LIST" (nothing is here yet), "send LIST of ID",
 * "done" and "failed".
 */
#define WIRE_WORDS  512
#define WIRE_ANSWER (WIRE_WORDS + 16)

void wire_put_answer(char answer[WIRE_ANSWER], const char *words);
bool wire_get_answer(const char *text, char words[WIRE_WORDS]);

#endif
