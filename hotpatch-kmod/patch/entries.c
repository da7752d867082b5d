// SPDX-License-Identifier: GPL-2.0-only
/* entries.c - see entries.h. */
#include <linux/string.h>
#include <linux/uaccess.h>
#include "entry/body.h"
#include "entry/ftrace.h"
#include "entry/target.h"
#include "patch/entries.h"

void hp_entry_read(const struct hp_func *f, u8 bytes[HP_ENTRY_LEN])
{
	memset(bytes, 0, HP_ENTRY_LEN);
	if (copy_from_kernel_nofault(bytes, (void *)f->entry, f->entry_len))
		memset(bytes, 0, HP_ENTRY_LEN);
}

int hp_entry_is(const struct hp_func *f, const u8 *expected, struct hp_verdict *v)
{
	u8 found[HP_ENTRY_LEN];

	hp_entry_read(f, found);
	if (!memcmp(found, expected, f->entry_len))
		return 0;
	memcpy(v->expected, expected, f->entry_len);
	memcpy(v->found, found, f->entry_len);
	v->entry_len = f->entry_len;
	return -EUCLEAN;
}

int hp_entry_pristine(struct hp_func *f, struct hp_verdict *v)
{
	char patch[HP_OBJECT_LEN];
	u32 holder = HP_HELD_UNKNOWN;
	int ret;

	if (hp_patch_on(f->addr, patch))
		return hp_refuse(v, -EEXIST, HP_R_PATCHED, 0, &f->ref, patch);
	ret = f->ftrace_ip ? hp_ftrace_users(f, &holder) : 0;
	if (ret == -ENXIO)
		return hp_refuse(v, ret, HP_R_NO_ENTRY, 0, &f->ref, NULL);
	if (!ret && f->method == HP_METHOD_BODY && hp_probed(f->entry, f->entry_len)) {
		holder = HP_HELD_KPROBE;
		ret = -EEXIST;
	}
	if (hp_entry_is(f, f->original, v) || ret)
		return hp_refuse(v, -EEXIST, HP_R_HELD, holder, &f->ref, NULL);
	return 0;
}

u32 hp_entries_changed(const struct hp_patch_rec *rec)
{
	u8 bytes[HP_ENTRY_LEN];
	u32 changed = 0, i;

	for (i = 0; rec->state != HP_LOADED && i < rec->nfuncs; i++) {
		hp_entry_read(&rec->funcs[i], bytes);
		changed += !!memcmp(bytes, rec->funcs[i].jump, rec->funcs[i].entry_len);
	}
	return changed;
}
