/* SPDX-License-Identifier: GPL-2.0-only */
/* digest.h - the digest of a function's code, as it was before any patch was applied. */
#ifndef HP_DIGEST_H
#define HP_DIGEST_H

#include <linux/types.h>
#include "hotpatch_uapi.h"

/*
 * As HP_IOC_BODY says, over size bytes at addr, less the count places left out, which lie within them.  Holds
 * hp_list_lock while it reads; the module that addr lies in must be pinned.  0; -EFAULT: they cannot be read.
 */
int hp_digest(unsigned long addr, u32 size, const struct hp_left_out *left_out, u32 count, u64 *digest);

#endif
