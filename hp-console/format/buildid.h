/* SPDX-License-Identifier: GPL-2.0-only */
/* buildid.h - build-ids, which the linker gives to what it makes: from notes, as text, compared. */
#ifndef HP_BUILDID_H
#define HP_BUILDID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hotpatch_uapi.h"

#define BUILDID_TEXT_SIZE (2 * HP_BUILD_ID_LEN + 1)

/* From the bytes of an ELF note section.  false: there is no build-id of 20 bytes in them. */
bool buildid_from_notes(const void *notes, size_t len, uint8_t id[HP_BUILD_ID_LEN]);

/* From exactly 40 hexadecimal digits. */
bool buildid_from_text(const char *text, uint8_t id[HP_BUILD_ID_LEN]);

char *buildid_text(char text[BUILDID_TEXT_SIZE], const uint8_t id[HP_BUILD_ID_LEN]);

/* An id of zeros stands for one that is not known. */
bool buildid_known(const uint8_t id[HP_BUILD_ID_LEN]);

/* Are both known, and not the same? */
bool buildid_differ(const uint8_t a[HP_BUILD_ID_LEN], const uint8_t b[HP_BUILD_ID_LEN]);

#endif
