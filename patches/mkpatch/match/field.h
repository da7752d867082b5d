/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * field.h - the bits of an instruction that a relocation fills, and the address they stand for.
 */
#ifndef MATCH_FIELD_H
#define MATCH_FIELD_H

#include <stdbool.h>
#include <stdint.h>

enum field_form {
	FIELD_ABSOLUTE,			/* the address */
	FIELD_RELATIVE,			/* its distance from the field */
	FIELD_PAGE,			/* distance of its page from the field's page */
	FIELD_LOW,			/* the address within its page */
	FIELD_GOT,			/* the address' place in a table of addresses: tells nothing */
};

struct field {
	uint32_t type;			/* R_X86_64_* or R_AARCH64_* */
	uint8_t bytes;			/* of the word that has it: 1, 2, 4, 8 */
	uint8_t form;
	uint8_t shift, bits;		/* where in the word */
	uint8_t scale;			/* the number counts units of 1 << scale */
	bool is_signed;
	bool split;			/* the two low bits lie apart (adr, adrp) */
};

/* NULL: that type is not known for code of this machine. */
const struct field *field_of(uint16_t machine, uint32_t type);

uint64_t field_word(const struct field *fd, const uint8_t *p);

/* The bits of the word that belong to it. */
uint64_t field_mask(const struct field *fd);

/*
 * The address that the word at place stands for.  FIELD_PAGE gives the address of the page, FIELD_LOW the
 * low 12 bits alone.
 */
uint64_t field_address(const struct field *fd, uint64_t word, uint64_t place);

/* The word with the bits for address. */
uint64_t field_with(const struct field *fd, uint64_t word, uint64_t place, uint64_t address);

#endif
