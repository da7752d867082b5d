// SPDX-License-Identifier: GPL-2.0-only
/*
 * stub.c - how stubs come and go.  In between they are patches like any other.
 *
 * A stub's code is a slot, and its module is hotpatch.ko: as long as the stub exists it holds a reference
 * on that, as the module of a loaded patch does through the symbols it links to.
 */
#include <linux/ctype.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "entry/slots.h"
#include "entry/slots_layout.h"
#include "entry/target.h"
#include "events/events.h"
#include "kernel/copy.h"
#include "patch/stub.h"

/* The prefix and at least one character; only those allowed in the log line, in file names and in a shell. */
static bool valid_name(const char *name)
{
	size_t len = strlen(HP_STUB_PREFIX);

	if (strncmp(name, HP_STUB_PREFIX, len) || !name[len])
		return false;
	for (; *name; name++) {
		if (!isascii(*name) || (!isalnum(*name) && !strchr("_.-", *name)))
			return false;
	}
	return true;
}

/* Does not wait for a free slot, because hp_op_lock is held: lock_with_slot() has waited before. */
static int take_slot(struct hp_patch_rec *rec, struct hp_verdict *v)
{
	struct hp_func *f = &rec->funcs[0];
	u32 nfree;
	int ret = hp_slots_wait(1, 0, &nfree);

	if (ret == -ENOSPC)
		return hp_refuse(v, ret, HP_R_NO_SLOT, nfree, NULL, NULL);
	if (ret == -EBUSY)
		return hp_refuse(v, ret, HP_R_TIMEOUT, 0, NULL, NULL);
	if (ret)
		return ret;
	f->slot = hp_slot_take(rec);
	rec->text_addr = hp_slot_addr(f->slot);
	return 0;
}

/* The record of a stub, with everything that can fail done.  hp_op_lock held. */
static int prepare(struct hp_patch_rec *rec, const struct hp_stub *stub, struct hp_verdict *v)
{
	struct hp_sym *sym = kmalloc(sizeof(*sym), GFP_KERNEL);
	struct hp_func *f = &rec->funcs[0];
	struct hp_slot *slot;
	int ret;

	if (!sym)
		return hp_refuse(v, -ENOMEM, HP_R_FAULT, 0, NULL, NULL);
	ret = take_slot(rec, v);
	if (ret)
		goto free;
	slot = f->slot;
	down_read(&hp_ask_lock);
	ret = hp_target_resolve(&stub->target, hp_slot_addr(slot), f, sym, v);
	up_read(&hp_ask_lock);
	f->slot = slot;		/* hp_target_resolve() has cleared f */
	f->ref.flags = HP_REF_KEEPS;	/* for whoever asks about it later */
	if (ret)
		goto release;
	ret = hp_pin(rec->deps, &rec->ndeps, f->addr, sym->object);
	if (ret) {
		hp_refuse(v, ret, HP_R_FAULT, 0, &f->ref, sym->object);
		goto release;
	}
	hp_slot_set_value(slot, stub->value);
	if (hp_patch_add(rec)) {
		kfree(sym);
		return 0;
	}
	ret = hp_refuse(v, -EEXIST, HP_R_TAKEN, 0, NULL, rec->name);
	hp_unpin_all(rec->deps, &rec->ndeps);
release:
	hp_slot_release(slot, false);
free:
	kfree(sym);
	return ret;
}

/*
 * Takes hp_op_lock when a slot is free, or when none has become free within a second: then take_slot() fails.
 * If another task takes the free slot before the lock is taken, it waits again.
 */
static int lock_with_slot(void)
{
	u64 until_ns = ktime_get_ns() + NSEC_PER_SEC;
	u32 nfree;

	for (;;) {
		if (hp_slots_wait(1, until_ns, &nfree) == -ERESTARTSYS ||
		    mutex_lock_interruptible(&hp_op_lock))
			return -ERESTARTSYS;
		if (ktime_get_ns() >= until_ns || hp_slots_wait(1, 0, &nfree) != -EBUSY)
			return 0;
		mutex_unlock(&hp_op_lock);
	}
}

int hp_stub_create(struct hp_stub *stub)
{
	struct hp_verdict *v = &stub->verdict;
	struct hp_patch_rec *rec;
	struct hp_who who;
	int ret;

	memset(v, 0, sizeof(*v));
	if (!valid_name(stub->patch))
		return -EINVAL;
	rec = kvzalloc(struct_size(rec, funcs, 1), GFP_KERNEL);
	if (!rec)
		return -ENOMEM;
	hp_copy(rec->name, stub->patch);
	rec->kind = HP_KIND_STUB;
	rec->mod = THIS_MODULE;
	rec->state = HP_LOADED;
	rec->text_size = rec->total_size = HP_SLOT_SIZE;
	rec->nfuncs = 1;

	hp_who_is_current(&who);
	ret = lock_with_slot();
	if (ret) {
		kvfree(rec);
		return ret;
	}
	ret = prepare(rec, stub, v);
	if (!ret)
		__module_get(THIS_MODULE);
	if (ret != -ERESTARTSYS)
		hp_log_event_of(ret ? NULL : rec, &who,
				(struct hp_event_info){ .kind = HP_EV_LOADED, .patch = stub->patch,
							.reason = v->reason, .error = ret });
	mutex_unlock(&hp_op_lock);
	if (ret)
		kvfree(rec);
	return ret;
}

int hp_stub_remove(const char *name)
{
	struct hp_patch_rec *rec;
	struct hp_who who;
	int ret = 0;

	hp_who_is_current(&who);
	if (mutex_lock_interruptible(&hp_op_lock))
		return -ERESTARTSYS;
	rec = hp_patch_get(name);
	if (!rec || rec->kind != HP_KIND_STUB)
		ret = -ENOENT;
	else if (rec->state != HP_LOADED)
		ret = -EBUSY;
	if (rec)
		hp_patch_put(rec);
	if (ret)
		goto unlock;
	down_write(&hp_ask_lock);	/* nothing that only asks still uses the stub */
	hp_patch_take_out(name);
	up_write(&hp_ask_lock);
	hp_log_event_of(rec, &who, (struct hp_event_info){ .kind = HP_EV_UNLOADED, .patch = name });
	hp_slot_release(rec->funcs[0].slot, true);
	hp_unpin_all(rec->deps, &rec->ndeps);
	kvfree(rec);
	module_put(THIS_MODULE);
unlock:
	mutex_unlock(&hp_op_lock);
	return ret;
}
