/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * body_digest.h - the digest of a function's bytes: who builds a patch and who loads it must get the same one.
 *
 * It is 64-bit FNV-1a, with what a running kernel may have other than its image left out.  Not a signature: it
 * tells a kernel that was built otherwise, or a function that somebody has changed, not a forger.
 */
#ifndef BODY_DIGEST_H
#define BODY_DIGEST_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stddef.h>
#include <stdint.h>
#endif

#define BODY_DIGEST_START	0xcbf29ce484222325ull

/* Goes on with n bytes. */
static inline uint64_t body_digest(uint64_t digest, const uint8_t *p, size_t n)
{
	while (n--)
		digest = (digest ^ *p++) * 0x100000001b3ull;
	return digest;
}

#endif
