// SPDX-License-Identifier: GPL-2.0-only
/*
 * load.c - how a patch's .ko comes in.
 *
 * A load spans three calls of user space: begin publishes what the .ko needs, the kernel's own
 * loader links it and runs its init, which lands in hotpatch_register(), and end withdraws the
 * symbols and tells what the registration found.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>
#include "entry/target.h"
#include "events/events.h"
#include "hotpatch.h"
#include "kernel/compat.h"
#include "kernel/compat_module.h"
#include "kernel/copy.h"
#include "kernel/kfuncs.h"
#include "patch/load.h"
#include "symbols/exports.h"
#include "symbols/symbols.h"

/*
 * The load in progress; there is at most one.  It has a lock of its own, so that it does not wait for an
 * operation: a load is also begun only to check a patch.
 */
static DEFINE_MUTEX(load_lock);
static struct {
	const void *owner;
	pid_t tgid;
	bool registered;	/* hotpatch_register() was called, whatever it found */
	char patch[HP_OBJECT_LEN];
	u8 build_id[HP_BUILD_ID_LEN];
	u32 ndeps;
	struct module *deps[HP_MAX_DEPS];
	struct hp_verdict verdict;
} load;
static DECLARE_WAIT_QUEUE_HEAD(load_wait);

/* Resolves one undefined symbol.  0: it is exported already or was found; -ENOENT; -ENOMEM. */
static int resolve_import(struct hp_import *imp)
{
	u32 count;
	unsigned long exported = hp_exported(imp->alias);
	int ret;

	if (exported && !strcmp(imp->alias, imp->ref.name) && !imp->ref.file[0] &&
	    !imp->ref.object[0] && !imp->ref.pos) {
		hp_copy(imp->sym.name, imp->alias);
		imp->sym.addr = exported;
		imp->sym.from = HP_FROM_EXPORT;
		return 0;
	}
	ret = hp_sym_lookup(&imp->ref, NULL, 0, &count, &imp->sym);
	if (ret)
		return ret;
	/* Init memory was freed after booting. */
	if (hp_in_init(imp->sym.addr))
		imp->sym.status = HP_SYM_NOT_FOUND;
	/* The loader would link to what is exported under that name: it looks at exports first. */
	if (imp->sym.status == HP_SYM_OK && exported && exported != imp->sym.addr) {
		imp->sym.status = HP_SYM_EXPORTED;
		imp->sym.addr = exported;
	}
	return imp->sym.status == HP_SYM_OK ? 0 : -ENOENT;
}

/* What HOTPATCH() calls is published during a load only, so a patch cannot be loaded in another way. */
static const struct hp_export own[] = {
	{ "hotpatch_register", (unsigned long)&hotpatch_register },
	{ "hotpatch_unregister", (unsigned long)&hotpatch_unregister },
};

static bool is_own(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(own); i++) {
		if (!strcmp(own[i].name, name))
			return true;
	}
	return false;
}

static int publish(struct hp_load_args *args)
{
	struct hp_export *exports;
	u32 n = ARRAY_SIZE(own), i;
	int ret;

	exports = kvmalloc_array(args->count + n, sizeof(*exports), GFP_KERNEL);
	if (!exports)
		return -ENOMEM;
	memcpy(exports, own, sizeof(own));
	for (i = 0; i < args->count; i++) {
		struct hp_import *imp = &args->imports[i];

		cond_resched();
		memset(&imp->sym, 0, sizeof(imp->sym));
		if (is_own(imp->alias)) {
			imp->sym.from = HP_FROM_EXPORT;
			continue;
		}
		down_read(&hp_ask_lock);
		ret = resolve_import(imp);
		up_read(&hp_ask_lock);
		if (ret == -ENOMEM)
			goto free;
		if (ret) {
			args->failed++;
			continue;
		}
		if (imp->sym.from & HP_FROM_EXPORT)
			continue;
		if (hp_pin(load.deps, &load.ndeps, imp->sym.addr, imp->sym.object)) {
			imp->sym.status = HP_SYM_NO_OBJECT;
			args->failed++;
			continue;
		}
		exports[n++] = (struct hp_export){ imp->alias, imp->sym.addr };
	}
	args->published = n - ARRAY_SIZE(own);
	ret = args->failed ? -ENOENT : hp_exports_publish(exports, n);
free:
	kvfree(exports);
	return ret;
}

static bool nobody_loads(void)
{
	return !READ_ONCE(load.owner);
}

/* What the load before has published may still be read until an RCU grace period is over. */
static int wait_until_quiet(void)
{
	u64 until_ns = ktime_get_ns() + NSEC_PER_SEC;

	while (!hp_exports_quiet()) {
		if (ktime_get_ns() >= until_ns)
			return -EBUSY;
		if (schedule_timeout_interruptible(1) && signal_pending(current))
			return -ERESTARTSYS;
	}
	return 0;
}

/* load_lock held. */
static void end_load(void)
{
	hp_exports_withdraw();
	hp_unpin_all(load.deps, &load.ndeps);
	WRITE_ONCE(load.owner, NULL);
	wake_up_all(&load_wait);
}

int hp_load_begin(const void *owner, struct hp_load_args *args)
{
	int ret;

	for (;;) {
		ret = wait_until_quiet();
		if (ret)
			return ret;
		if (mutex_lock_interruptible(&load_lock))
			return -ERESTARTSYS;
		if (load.owner == owner)
			end_load();
		if (!load.owner && hp_exports_quiet())
			break;
		args->owner_pid = load.tgid;
		mutex_unlock(&load_lock);
		ret = wait_event_interruptible_timeout(load_wait, nobody_loads(), HZ);
		if (ret <= 0)
			return ret ?: -EBUSY;
	}
	load.registered = false;
	memset(&load.verdict, 0, sizeof(load.verdict));
	hp_copy(load.patch, args->patch);
	memcpy(load.build_id, args->build_id, sizeof(load.build_id));
	load.tgid = current->tgid;
	WRITE_ONCE(load.owner, owner);
	ret = publish(args);
	if (ret)
		end_load();
	mutex_unlock(&load_lock);
	return ret;
}

int hp_load_end(const void *owner, struct hp_verdict *verdict)
{
	int ret;

	if (mutex_lock_interruptible(&load_lock))
		return -ERESTARTSYS;
	if (load.owner != owner) {
		ret = hp_refuse(verdict, -ENOENT, HP_R_NOT_LOADING, 0, NULL, NULL);
	} else {
		if (!load.registered)
			hp_refuse(&load.verdict, -ENOENT, HP_R_NOT_LOADING, 0, NULL, NULL);
		*verdict = load.verdict;
		ret = verdict->error;
		end_load();
	}
	mutex_unlock(&load_lock);
	return ret;
}

void hp_load_abandon(const void *owner)
{
	if (READ_ONCE(load.owner) != owner)
		return;
	mutex_lock(&load_lock);	/* close() must not fail; the lock is never held for long */
	if (load.owner == owner)	/* another thread with the same file may have ended it */
		end_load();
	mutex_unlock(&load_lock);
}

u32 hp_load_owner(void)
{
	return nobody_loads() ? 0 : load.tgid;
}

/* --- registration ---------------------------------------------------------------------------- */

static u32 count_funcs(const struct hotpatch_func *funcs)
{
	u32 n = 0;

	while (n <= HP_MAX_FUNCS && funcs[n].target.name[0])
		n++;
	return n;
}

static int resolve_func(struct hp_patch_rec *rec, u32 i, const struct hotpatch_func *func,
			struct hp_sym *sym, struct hp_verdict *v)
{
	struct hp_func *f = &rec->funcs[i];
	int ret;
	u32 k;

	/* It must lie in the patch's text: not in its init memory, which is freed, and not at NULL. */
	if ((unsigned long)func->replacement - rec->text_addr >= rec->text_size)
		return hp_refuse(v, -EINVAL, HP_R_NOT_FUNCTION, 0, &func->target, "replacement");
	down_read(&hp_ask_lock);
	ret = hp_target_resolve(&func->target, (unsigned long)func->replacement, f, sym, v);
	up_read(&hp_ask_lock);
	if (ret)
		return ret;
	for (k = 0; k < i; k++) {
		if (rec->funcs[k].addr == f->addr)
			return hp_refuse(v, -EINVAL, HP_R_TWICE, 0, &f->ref, NULL);
	}
	ret = hp_pin(rec->deps, &rec->ndeps, f->addr, sym->object);
	return ret ? hp_refuse(v, ret, HP_R_FAULT, 0, &f->ref, sym->object) : 0;
}

/* load_lock held. */
static int do_register(struct module *mod, const struct hotpatch_func *funcs,
		       struct hp_verdict *v, struct hp_patch_rec **loaded)
{
	u32 n = count_funcs(funcs), i;
	struct hp_patch_rec *rec;
	struct hp_sym *sym;
	int ret = 0;

	if (load.registered)	/* the patch has its own init function, which calls this twice */
		return hp_refuse(v, -EEXIST, HP_R_TWICE, 0, NULL, mod->name);
	if (!n || n > HP_MAX_FUNCS)
		return hp_refuse(v, -EINVAL, HP_R_NOT_FUNCTION, n, NULL, "number of functions");
	rec = kvzalloc(struct_size(rec, funcs, n), GFP_KERNEL);
	sym = kmalloc(sizeof(*sym), GFP_KERNEL);
	if (!rec || !sym) {
		ret = hp_refuse(v, -ENOMEM, HP_R_FAULT, 0, NULL, NULL);
		goto free;
	}
	rec->mod = mod;
	hp_copy(rec->name, mod->name);
	memcpy(rec->build_id, load.build_id, sizeof(rec->build_id));
	hp_module_text(mod, &rec->text_addr, &rec->text_size);
	rec->total_size = hp_module_bytes(mod);
	rec->state = HP_LOADED;
	rec->nfuncs = n;
	for (i = 0; i < n && !ret; i++)
		ret = resolve_func(rec, i, &funcs[i], sym, v);
	if (ret)
		goto unpin;
	for (i = 0; i < load.ndeps; i++) {
		if (rec->ndeps == HP_MAX_DEPS) {
			ret = hp_refuse(v, -E2BIG, HP_R_FAULT, 0, NULL, "modules it needs");
			goto unpin;
		}
		__module_get(load.deps[i]);	/* the load has a reference, so it is there */
		rec->deps[rec->ndeps++] = load.deps[i];
	}
	if (!hp_patch_add(rec)) {
		ret = hp_refuse(v, -EEXIST, HP_R_TAKEN, 0, NULL, mod->name);
		goto unpin;
	}
	kfree(sym);
	*loaded = rec;
	return 0;
unpin:
	hp_unpin_all(rec->deps, &rec->ndeps);
free:
	kfree(sym);
	kvfree(rec);
	return ret;
}

int hotpatch_register(struct module *mod, const struct hotpatch_func *funcs)
{
	struct hp_patch_rec *rec = NULL;
	struct hp_who who;
	int ret;

	hp_who_is_current(&who);
	if (mutex_lock_interruptible(&load_lock))
		return -ERESTARTNOINTR;	/* finit_module(2) is called again as a whole */
	if (!load.owner || load.tgid != current->tgid || strcmp(load.patch, mod->name)) {
		mutex_unlock(&load_lock);
		pr_err("%*pE: not being loaded through %s\n", (int)strlen(mod->name), mod->name,
		       HP_DEVICE);
		return -EPERM;
	}
	memset(&load.verdict, 0, sizeof(load.verdict));
	ret = do_register(mod, funcs, &load.verdict, &rec);
	load.registered = true;
	hp_log_event_of(rec, &who, (struct hp_event_info){ .kind = HP_EV_LOADED, .patch = mod->name,
							   .reason = load.verdict.reason, .error = ret });
	mutex_unlock(&load_lock);
	return ret;
}

void hotpatch_unregister(struct module *mod)
{
	struct hp_patch_rec *rec;
	struct hp_who who;

	hp_who_is_current(&who);
	rec = hp_patch_take_out(mod->name);
	if (!rec)
		return;
	/*
	 * Only rmmod -f gets here with an applied patch, or one that still drains: otherwise the
	 * reference that its module holds on itself prevents it.
	 */
	if (rec->state != HP_LOADED)
		pr_alert("%*pE forced out while applied: the kernel jumps into freed memory\n",
			 (int)strlen(mod->name), mod->name);
	if (atomic_read(&rec->drains))
		hp_barrier_rcu_tasks();
	hp_unpin_all(rec->deps, &rec->ndeps);
	hp_log_event_of(rec, &who, (struct hp_event_info){ .kind = HP_EV_UNLOADED, .patch = mod->name });
	kvfree(rec);
}
