/* SPDX-License-Identifier: GPL-2.0-only */
/* buildid.h - the number a linker gives to what it made: in notes, in text, compared. */
#ifndef HP_BUILDID_H
#define HP_BUILDID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hotpatch_uapi.h"

#define BUILDID_TEXT_SIZE (2 * HP_BUILD_ID_LEN + 1)

/* From the bytes of an ELF note section.  false: none of 20 bytes is in them. */
bool buildid_from_notes(const void *notes, size_t len, uint8_t id[HP_BUILD_ID_LEN]);

/* From hexadecimal digits, 40 and no more. */
bool buildid_from_text(const char *text, uint8_t id[HP_BUILD_ID_LEN]);

char *buildid_text(char text[BUILDID_TEXT_SIZE], const uint8_t id[HP_BUILD_ID_LEN]);

/* Zeros stand for one that is not known. */
bool buildid_known(const uint8_t id[HP_BUILD_ID_LEN]);

/* Are both known, and not the same? */
bool buildid_differ(const uint8_t a[HP_BUILD_ID_LEN], const uint8_t b[HP_BUILD_ID_LEN]);

#endif
