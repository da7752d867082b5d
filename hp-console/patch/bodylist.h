/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bodylist.h - the section .hotpatch.bodies of a patch: what the functions that it replaces look like in the kernel it
 * was made for.  A byte, the format's version; then for each of them, in the order of .init.hotpatch: the size of
 * the function (0: not known, and nothing follows for it); 8 bytes, its digest (HP_IOC_BODY); how many places are
 * left out of that; and for each place its distance from the end of the one before, and its length.  Numbers are
 * unsigned LEB128, the digest is little-endian.  The kernel's loader takes no notice of the section.
 * Pure, like patchfile.h.
 */
#ifndef HP_BODYLIST_H
#define HP_BODYLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hotpatch_uapi.h"

#define BODYLIST_VERSION 1

struct pf_body {
	uint32_t size;				/* bytes; 0: the patch does not say */
	uint32_t nleft_out;
	uint64_t digest;
	const struct hp_left_out *left_out;
};

struct bodylist {
	const uint8_t *at, *end;
	struct hp_left_out *room;	/* for the places of all that follow */
};

/* How many places size bytes of the section can have at most: bodylist_start() wants room for them. */
size_t bodylist_room(size_t size);

/* data: behind the version. */
void bodylist_start(struct bodylist *l, const uint8_t *data, size_t size, struct hp_left_out *room);

/* Reads the next body, of which there must be one left.  false: it breaks off, or is none that HP_IOC_BODY takes. */
bool bodylist_next(struct bodylist *l, struct pf_body *body);

#endif
