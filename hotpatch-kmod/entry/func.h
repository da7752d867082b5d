/* SPDX-License-Identifier: GPL-2.0-only */
/* func.h - a function that is to be replaced, or is: where it lies, and what its entry is made of. */
#ifndef HP_FUNC_H
#define HP_FUNC_H

#include "entry/ranges.h"
#include "hotpatch_uapi.h"

struct dyn_ftrace;
struct hp_slot;

#define HP_MAX_FRAGMENTS	4

/* One target, resolved. */
struct hp_func {
	struct hp_symref ref;
	unsigned long addr;
	unsigned long size;
	unsigned long ftrace_ip;	/* ftrace's place in it, 0 if it has none */
	enum hp_method method;
	unsigned long entry;		/* the bytes that are overwritten: at ftrace_ip, or behind */
	struct dyn_ftrace *record;	/* ftrace's, once it was found and can no longer move; valid
					 * as long as the target's module is pinned: record_of() */
	unsigned long replacement;	/* as the patch gave it */
	u8 original[HP_ENTRY_LEN];
	u8 jump[HP_ENTRY_LEN];		/* what is there while the patch is applied; hp_list_lock */
	struct hp_slot *slot;		/* where the jump leads; NULL: straight to the replacement */
	struct hp_slot *next_slot;	/* where it will lead, during HP_TRANSITION_COUNT and UNCOUNT */
	u8 next_jump[HP_ENTRY_LEN];
	u64 hits;			/* the count when counting ended */
	u32 entry_len;
	u32 nfragments;
	u32 clones;
	struct hp_range fragments[HP_MAX_FRAGMENTS];
};

#endif
