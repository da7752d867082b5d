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

/* The sizes of version 4: a caller whose structs are smaller is refused. */
#define PATCH_BASE	offsetofend(struct hp_patch, reserved2)
#define TARGET_BASE	offsetofend(struct hp_target, hits)
#define BLOCKER_BASE	offsetofend(struct hp_blocker, call)

/* May this be the size of a caller's struct?  base: the least that the caller must know. */
bool hp_valid_row(u32 size, u32 base);

/*
 * Copies n structs to user space, each of size bytes there, of own bytes here.  Fields that the caller does
 * not know are left out; fields that only the caller knows are zeroed.  0, -EFAULT.
 */
long hp_copy_rows(u64 to, const void *rows, u32 n, u32 own, u32 size);

#endif
