// SPDX-License-Identifier: GPL-2.0-only
/* buildid.c - see buildid.h. */
#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "format/buildid.h"

static uint64_t padded(uint32_t size)
{
	return ((uint64_t)size + 3) & ~3ull;
}

bool buildid_from_notes(const void *notes, size_t len, uint8_t id[HP_BUILD_ID_LEN])
{
	const uint8_t *p = notes;
	Elf64_Nhdr note;

	for (uint64_t step; len >= sizeof(note); p += step, len -= step) {
		memcpy(&note, p, sizeof(note));
		step = sizeof(note) + padded(note.n_namesz) + padded(note.n_descsz);
		if (step > len)
			return false;
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof(ELF_NOTE_GNU) &&
		    note.n_descsz == HP_BUILD_ID_LEN &&
		    !memcmp(p + sizeof(note), ELF_NOTE_GNU, sizeof(ELF_NOTE_GNU))) {
			memcpy(id, p + sizeof(note) + padded(note.n_namesz), HP_BUILD_ID_LEN);
			return true;
		}
	}
	return false;
}

bool buildid_from_text(const char *text, uint8_t id[HP_BUILD_ID_LEN])
{
	if (strlen(text) != BUILDID_TEXT_SIZE - 1 ||
	    strspn(text, "0123456789abcdef") != BUILDID_TEXT_SIZE - 1)
		return false;
	for (int i = 0; i < HP_BUILD_ID_LEN; i++)
		sscanf(text + 2 * i, "%2hhx", &id[i]);
	return true;
}

char *buildid_text(char text[BUILDID_TEXT_SIZE], const uint8_t id[HP_BUILD_ID_LEN])
{
	for (int i = 0; i < HP_BUILD_ID_LEN; i++)
		sprintf(text + 2 * i, "%02x", id[i]);
	return text;
}

bool buildid_known(const uint8_t id[HP_BUILD_ID_LEN])
{
	static const uint8_t none[HP_BUILD_ID_LEN];

	return memcmp(id, none, sizeof(none));
}

bool buildid_differ(const uint8_t a[HP_BUILD_ID_LEN], const uint8_t b[HP_BUILD_ID_LEN])
{
	return buildid_known(a) && buildid_known(b) && memcmp(a, b, HP_BUILD_ID_LEN);
}
