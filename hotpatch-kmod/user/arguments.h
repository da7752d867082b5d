/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arguments.h - checking what user space hands over, and handing back rows of structs of which it may know
 * fewer fields, or more.
 */
#ifndef HP_ARGUMENTS_H
#define HP_ARGUMENTS_H

#include <linux/kernel.h>
#include <linux/string.h>
#include "hotpatch_uapi.h"

/* Does the array hold a whole string? */
#define HP_TERMINATED(array)	(strnlen(array, sizeof(array)) < sizeof(array))

bool hp_valid_ref(const struct hp_symref *ref);

static inline void __user *hp_user(u64 ptr)
{
	return u64_to_user_ptr(ptr);
}

/* What version 4 had: who knows less than that is not served. */
#define PATCH_BASE	offsetofend(struct hp_patch, reserved2)
#define TARGET_BASE	offsetofend(struct hp_target, hits)
#define BLOCKER_BASE	offsetofend(struct hp_blocker, call)

/* Is it a size that may stand beside a pointer?  base: what must be known. */
bool hp_valid_row(u32 size, u32 base);

/*
 * Structs in a row in user space, each of size bytes there, of own bytes here.  What the caller does not
 * know is left out; what he alone knows is zeroed.  0, -EFAULT.
 */
long hp_copy_rows(u64 to, const void *rows, u32 n, u32 own, u32 size);

#endif
