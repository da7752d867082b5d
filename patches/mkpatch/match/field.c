// SPDX-License-Identifier: GPL-2.0-only
/*
 * field.c - the relocations that compilers write into code, one line each.
 */
#include <elf.h>
#include <stddef.h>

#include "match/field.h"

#define PAGE_MASK	UINT64_C(0xfff)
#define SPLIT_SHIFT	29		/* of the two low bits, in adr and adrp */

static const struct field x86[] = {
	{ R_X86_64_64, 8, FIELD_ABSOLUTE, 0, 64, 0, true, false },
	{ R_X86_64_32, 4, FIELD_ABSOLUTE, 0, 32, 0, false, false },
	{ R_X86_64_32S, 4, FIELD_ABSOLUTE, 0, 32, 0, true, false },
	{ R_X86_64_16, 2, FIELD_ABSOLUTE, 0, 16, 0, false, false },
	{ R_X86_64_8, 1, FIELD_ABSOLUTE, 0, 8, 0, false, false },
	{ R_X86_64_PC32, 4, FIELD_RELATIVE, 0, 32, 0, true, false },
	{ R_X86_64_PLT32, 4, FIELD_RELATIVE, 0, 32, 0, true, false },
	{ R_X86_64_PC64, 8, FIELD_RELATIVE, 0, 64, 0, true, false },
	{ R_X86_64_GOTPCREL, 4, FIELD_GOT, 0, 32, 0, true, false },
	{ R_X86_64_GOTPCRELX, 4, FIELD_GOT, 0, 32, 0, true, false },
	{ R_X86_64_REX_GOTPCRELX, 4, FIELD_GOT, 0, 32, 0, true, false },
	{ 0 }
};

static const struct field arm64[] = {
	{ R_AARCH64_ABS64, 8, FIELD_ABSOLUTE, 0, 64, 0, true, false },
	{ R_AARCH64_ABS32, 4, FIELD_ABSOLUTE, 0, 32, 0, false, false },
	{ R_AARCH64_PREL64, 8, FIELD_RELATIVE, 0, 64, 0, true, false },
	{ R_AARCH64_PREL32, 4, FIELD_RELATIVE, 0, 32, 0, true, false },
	{ R_AARCH64_CALL26, 4, FIELD_RELATIVE, 0, 26, 2, true, false },
	{ R_AARCH64_JUMP26, 4, FIELD_RELATIVE, 0, 26, 2, true, false },
	{ R_AARCH64_CONDBR19, 4, FIELD_RELATIVE, 5, 19, 2, true, false },
	{ R_AARCH64_TSTBR14, 4, FIELD_RELATIVE, 5, 14, 2, true, false },
	{ R_AARCH64_LD_PREL_LO19, 4, FIELD_RELATIVE, 5, 19, 2, true, false },
	{ R_AARCH64_ADR_PREL_LO21, 4, FIELD_RELATIVE, 5, 21, 0, true, true },
	{ R_AARCH64_ADR_PREL_PG_HI21, 4, FIELD_PAGE, 5, 21, 12, true, true },
	{ R_AARCH64_ADR_PREL_PG_HI21_NC, 4, FIELD_PAGE, 5, 21, 12, true, true },
	{ R_AARCH64_ADD_ABS_LO12_NC, 4, FIELD_LOW, 10, 12, 0, false, false },
	{ R_AARCH64_LDST8_ABS_LO12_NC, 4, FIELD_LOW, 10, 12, 0, false, false },
	{ R_AARCH64_LDST16_ABS_LO12_NC, 4, FIELD_LOW, 10, 12, 1, false, false },
	{ R_AARCH64_LDST32_ABS_LO12_NC, 4, FIELD_LOW, 10, 12, 2, false, false },
	{ R_AARCH64_LDST64_ABS_LO12_NC, 4, FIELD_LOW, 10, 12, 3, false, false },
	{ R_AARCH64_LDST128_ABS_LO12_NC, 4, FIELD_LOW, 10, 12, 4, false, false },
	{ R_AARCH64_ADR_GOT_PAGE, 4, FIELD_GOT, 5, 21, 12, true, true },
	{ R_AARCH64_LD64_GOT_LO12_NC, 4, FIELD_GOT, 10, 12, 3, false, false },
	{ 0 }
};

const struct field *field_of(uint16_t machine, uint32_t type)
{
	const struct field *fd = machine == EM_X86_64 ? x86 : arm64;

	for (; fd->bytes; fd++)
		if (fd->type == type)
			return fd;
	return NULL;
}

uint64_t field_word(const struct field *fd, const uint8_t *p)
{
	uint64_t word = 0;
	unsigned int i;

	for (i = fd->bytes; i--;)
		word = word << 8 | p[i];
	return word;
}

static uint64_t low_bits(unsigned int n)
{
	return n == 64 ? UINT64_MAX : (UINT64_C(1) << n) - 1;
}

uint64_t field_mask(const struct field *fd)
{
	if (fd->split)
		return low_bits(fd->bits - 2) << fd->shift | UINT64_C(3) << SPLIT_SHIFT;
	return low_bits(fd->bits) << fd->shift;
}

static uint64_t number_in(const struct field *fd, uint64_t word)
{
	uint64_t n, sign;

	if (fd->split)
		n = (word >> fd->shift & low_bits(fd->bits - 2)) << 2 | (word >> SPLIT_SHIFT & 3);
	else
		n = word >> fd->shift & low_bits(fd->bits);
	sign = UINT64_C(1) << (fd->bits - 1);
	if (fd->is_signed)
		n = (n ^ sign) - sign;
	return n << fd->scale;
}

/* What the number counts from. */
static uint64_t origin(const struct field *fd, uint64_t place)
{
	switch (fd->form) {
	case FIELD_RELATIVE:
		return place;
	case FIELD_PAGE:
		return place & ~PAGE_MASK;
	}
	return 0;
}

uint64_t field_address(const struct field *fd, uint64_t word, uint64_t place)
{
	return origin(fd, place) + number_in(fd, word);
}

uint64_t field_with(const struct field *fd, uint64_t word, uint64_t place, uint64_t address)
{
	uint64_t n = (address - origin(fd, place)) >> fd->scale;

	if (fd->form == FIELD_LOW)
		n = (address & PAGE_MASK) >> fd->scale;
	word &= ~field_mask(fd);
	if (fd->split)
		return word | (n >> 2 & low_bits(fd->bits - 2)) << fd->shift |
		       (n & 3) << SPLIT_SHIFT;
	return word | (n & low_bits(fd->bits)) << fd->shift;
}
