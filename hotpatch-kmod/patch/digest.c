// SPDX-License-Identifier: GPL-2.0-only
/* digest.c - see digest.h. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "patch/digest.h"
#include "patch/entries.h"

#define FNV_BASIS	0xcbf29ce484222325ULL
#define FNV_PRIME	0x100000001b3ULL

/*
 * Puts what was there before into the entries of applied patches.  They are told by the jump that is there: a record's
 * state changes a moment after its entry.  hp_list_lock held.
 */
static void unpatch(u8 *bytes, unsigned long addr, u32 len)
{
	const struct hp_patch_rec *rec;
	u8 now[HP_ENTRY_LEN];
	u32 i, k;

	list_for_each_entry(rec, &hp_patches, list) {
		for (i = 0; i < rec->nfuncs; i++) {
			const struct hp_func *f = &rec->funcs[i];

			if (f->entry + f->entry_len <= addr || f->entry >= addr + len)
				continue;
			hp_entry_read(f, now);
			if (memcmp(now, f->jump, f->entry_len))
				continue;
			for (k = 0; k < f->entry_len; k++) {
				if (f->entry + k - addr < len)
					bytes[f->entry + k - addr] = f->original[k];
			}
		}
	}
}

static int add_bytes(u64 *digest, unsigned long addr, u32 len)
{
	u8 bytes[64];
	u32 n, i;

	for (; len; addr += n, len -= n) {
		n = min_t(u32, len, sizeof(bytes));
		if (copy_from_kernel_nofault(bytes, (void *)addr, n))
			return -EFAULT;
		unpatch(bytes, addr, n);
		for (i = 0; i < n; i++)
			*digest = (*digest ^ bytes[i]) * FNV_PRIME;
		cond_resched();		/* up to a MiB, and each time the list of patches is gone through */
	}
	return 0;
}

int hp_digest(unsigned long addr, u32 size, const struct hp_left_out *left_out, u32 count, u64 *digest)
{
	const unsigned long end = addr + size;
	int ret = 0;
	u32 i;

	*digest = FNV_BASIS;
	mutex_lock(&hp_list_lock);
	for (i = 0; i < count && !ret; i++) {
		ret = add_bytes(digest, addr, left_out[i].gap);
		addr += left_out[i].gap + left_out[i].len;
	}
	if (!ret)
		ret = add_bytes(digest, addr, end - addr);
	mutex_unlock(&hp_list_lock);
	return ret;
}
