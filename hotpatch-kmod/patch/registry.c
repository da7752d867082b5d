// SPDX-License-Identifier: GPL-2.0-only
/*
 * registry.c - which patches there are.  How they are added is in load.c and stub.c.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/slab.h>
#include <linux/string.h>
#include "entry/slots.h"
#include "events/events.h"
#include "kernel/copy.h"
#include "kernel/kfuncs.h"
#include "patch/registry.h"

#define MAX_FUNCS_TEXT	512	/* of the log line; what does not fit is cut */

DEFINE_MUTEX(hp_op_lock);
DECLARE_RWSEM(hp_ask_lock);
DEFINE_MUTEX(hp_list_lock);
LIST_HEAD(hp_patches);

struct hp_patch_rec *hp_patch_find(const char *name)
{
	struct hp_patch_rec *rec;

	list_for_each_entry(rec, &hp_patches, list) {
		if (!strcmp(rec->name, name))
			return rec;
	}
	return NULL;
}

struct hp_patch_rec *hp_patch_get(const char *name)
{
	struct hp_patch_rec *rec;

	mutex_lock(&hp_list_lock);
	rec = hp_patch_find(name);
	if (rec && (rec->mod->state != MODULE_STATE_LIVE || !try_module_get(rec->mod)))
		rec = NULL;
	mutex_unlock(&hp_list_lock);
	return rec;
}

void hp_patch_put(struct hp_patch_rec *rec)
{
	module_put(rec->mod);
}

/* In a callback of RCU-tasks: must not sleep. */
static void drained(struct rcu_head *rcu)
{
	struct hp_patch_rec *rec = container_of(rcu, struct hp_patch_rec, drain);
	struct module *mod = rec->mod;

	if (atomic_cmpxchg(&rec->drains, 1, 0) == 1) {
		module_put(mod);	/* from here on rec may be gone */
		return;
	}
	/* It was reverted again meanwhile: another grace period begins now, after the last revert. */
	atomic_set(&rec->drains, 1);
	call_rcu_tasks(&rec->drain, drained);
}

void hp_patch_drain(struct hp_patch_rec *rec)
{
	if (rec->kind == HP_KIND_STUB)	/* its code stays, and its slot drains by itself */
		return;
	if (atomic_inc_return(&rec->drains) > 1)
		return;
	__module_get(rec->mod);		/* it was applied until now, so there is a reference */
	call_rcu_tasks(&rec->drain, drained);
}

bool hp_patch_add(struct hp_patch_rec *rec)
{
	bool fresh;

	mutex_lock(&hp_list_lock);
	fresh = !hp_patch_find(rec->name);
	if (fresh)
		list_add_tail(&rec->list, &hp_patches);
	mutex_unlock(&hp_list_lock);
	return fresh;
}

struct hp_patch_rec *hp_patch_take_out(const char *name)
{
	struct hp_patch_rec *rec;

	mutex_lock(&hp_list_lock);
	rec = hp_patch_find(name);
	if (rec)
		list_del(&rec->list);
	mutex_unlock(&hp_list_lock);
	return rec;
}

void hp_log_event_of(const struct hp_patch_rec *rec, const struct hp_who *who, struct hp_event_info info)
{
	char *funcs = kmalloc(MAX_FUNCS_TEXT, GFP_KERNEL);
	size_t len = 0;
	u32 i;

	for (i = 0; funcs && rec && i < rec->nfuncs; i++)
		len += scnprintf(funcs + len, MAX_FUNCS_TEXT - len, "%s%s", i ? "," : "",
				 rec->funcs[i].ref.name);
	if (len && rec->kind == HP_KIND_STUB)
		scnprintf(funcs + len, MAX_FUNCS_TEXT - len, ":%lld",
			  hp_slot_value(rec->funcs[0].slot));
	if (len)	/* a module's symbols may have any characters in their names */
		hp_clean(funcs);
	info.funcs = len ? funcs : NULL;
	hp_log_event(who, &info);
	kfree(funcs);
}

bool hp_patch_on(unsigned long addr, char name[HP_OBJECT_LEN])
{
	struct hp_patch_rec *rec;
	bool on = false;
	u32 i;

	mutex_lock(&hp_list_lock);
	list_for_each_entry(rec, &hp_patches, list) {
		for (i = 0; rec->state != HP_LOADED && i < rec->nfuncs; i++) {
			if (rec->funcs[i].addr != addr)
				continue;
			hp_copy_string(name, HP_OBJECT_LEN, rec->name);
			on = true;
		}
	}
	mutex_unlock(&hp_list_lock);
	return on;
}

int hp_pin(struct module **deps, u32 *ndeps, unsigned long addr, const char *object)
{
	struct module *mod;
	u32 i;

	if (!object[0])
		return 0;
	for (i = 0; i < *ndeps; i++) {
		if (within_module(addr, deps[i]))
			return 0;
	}
	if (*ndeps == HP_MAX_DEPS)
		return -E2BIG;
	preempt_disable();	/* __module_address() asserts this, or module_mutex */
	mod = hp_call(__module_address)(addr);
	if (mod && (mod->state != MODULE_STATE_LIVE || strcmp(mod->name, object) ||
		    !try_module_get(mod)))
		mod = NULL;
	preempt_enable();
	if (!mod)
		return -ENOENT;
	deps[(*ndeps)++] = mod;
	return 0;
}

void hp_unpin_all(struct module **deps, u32 *ndeps)
{
	while (*ndeps)
		module_put(deps[--*ndeps]);
}
