// SPDX-License-Identifier: GPL-2.0-only
/*
 * kfuncs.c - finds what the kernel does not export.
 *
 * kallsyms_lookup_name() itself is found by putting a kprobe on its name and taking it off again,
 * the one exported way from a name to an address (kernel/kprobes.c, kprobe_addr()).  A kernel
 * without kprobes or kallsyms, or whose kallsyms has no data, waits for the shipped table.
 */
#include <linux/bitmap.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include "kernel/assumptions.h"
#include "kernel/kfuncs.h"

#define HP_KFUNC_DEFINE(name, ret, args, needed) \
	DEFINE_STATIC_CALL_NULL(hp_##name, hp_##name##_t);
HP_KFUNCS(HP_KFUNC_DEFINE)

struct hp_kdata kdata;

struct kfunc {
	const char *name;
	struct static_call_key *key;
	void *tramp;
	bool needed;
};

#define HP_KFUNC_ENTRY(fname, ret, args, must)			\
	{ .name = #fname, .key = &STATIC_CALL_KEY(hp_##fname),	\
	  .tramp = STATIC_CALL_TRAMP_ADDR(hp_##fname), .needed = must },
static const struct kfunc kfuncs[] = { HP_KFUNCS(HP_KFUNC_ENTRY) };

struct kdatum {
	const char *name;
	void **where;
	bool needed;
};

#define HP_KDATA_ENTRY(dname, type, must)			\
	{ .name = #dname, .where = (void **)&kdata.dname, .needed = must },
static const struct kdatum kdatums[] = { HP_KDATA(HP_KDATA_ENTRY) };

static unsigned long find_lookup_name(void)
{
#if IS_ENABLED(CONFIG_KPROBES) && IS_ENABLED(CONFIG_KALLSYMS)
	struct kprobe kp = { .symbol_name = "kallsyms_lookup_name" };
	unsigned long addr;

	if (register_kprobe(&kp))
		return 0;
	addr = (unsigned long)kp.addr;
	unregister_kprobe(&kp);
	return addr;
#else
	return 0;
#endif
}

/* All was found, and the kernel is as assumed: from then on nothing is forgotten. */
static bool ready;

static const char *first_missing(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kfuncs); i++) {
		if (kfuncs[i].needed && !READ_ONCE(kfuncs[i].key->func))
			return kfuncs[i].name;
	}
	for (i = 0; i < ARRAY_SIZE(kdatums); i++) {
		if (kdatums[i].needed && !*kdatums[i].where)
			return kdatums[i].name;
	}
	return NULL;
}

const char *hp_kfuncs_missing(void)
{
	/* While it is checked, what was found may be called by the checks only: forget() may come. */
	return smp_load_acquire(&ready) ? NULL : first_missing() ?: "what is just being checked";
}

/* What one call of hp_kfuncs_complete() has found. */
struct found {
	DECLARE_BITMAP(funcs, ARRAY_SIZE(kfuncs));
	DECLARE_BITMAP(data, ARRAY_SIZE(kdatums));
};

/* Drops all that was found: it led to a wrong answer, so none of these addresses can be trusted. */
static void forget(const struct found *found)
{
	size_t i;

	for_each_set_bit(i, found->funcs, ARRAY_SIZE(kfuncs))
		__static_call_update(kfuncs[i].key, kfuncs[i].tramp, NULL);
	for_each_set_bit(i, found->data, ARRAY_SIZE(kdatums))
		*kdatums[i].where = NULL;
}

int hp_kfuncs_complete(unsigned long (*find)(void *data, const char *name, bool function),
		       void *data)
{
	struct found found = { };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kfuncs); i++) {
		const struct kfunc *f = &kfuncs[i];
		unsigned long addr = f->key->func ? 0 : find(data, f->name, true);

		if (!addr)
			continue;
		__static_call_update(f->key, f->tramp, (void *)addr);
		__set_bit(i, found.funcs);
	}
	for (i = 0; i < ARRAY_SIZE(kdatums); i++) {
		if (*kdatums[i].where)
			continue;
		*kdatums[i].where = (void *)find(data, kdatums[i].name, false);
		__set_bit(i, found.data);
	}
	if (first_missing())
		return 0;
	if (hp_assumptions_check()) {
		forget(&found);
		return -EOPNOTSUPP;
	}
	smp_store_release(&ready, true);
	return 0;
}

static unsigned long find_in_kallsyms(void *data, const char *name, bool function)
{
	return hp_call(kallsyms_lookup_name)(name);
}

int hp_kfuncs_init(void)
{
	unsigned long lookup = find_lookup_name();

	if (!lookup)
		return 0;
	/*
	 * Where the function begins with an ENDBR, or on arm64 with ftrace's entry, the kprobe's address
	 * lies behind that; a direct call may go there.
	 */
	static_call_update(hp_kallsyms_lookup_name, (hp_kallsyms_lookup_name_t *)lookup);
	return hp_kfuncs_complete(find_in_kallsyms, NULL);
}

#if HP_NAMES_CAN_BE_WALKED
bool hp_can_walk_names(void)
{
	return hp_have(kallsyms_on_each_symbol) && (!HP_WALK_NEEDS_MUTEX || kdata.module_mutex);
}

void hp_walk_names(hp_name_fn *fn, void *data)
{
	if (!hp_can_walk_names())
		return;
	if (HP_WALK_NEEDS_MUTEX)
		mutex_lock(kdata.module_mutex);
	hp_call(kallsyms_on_each_symbol)(fn, data);
	if (HP_WALK_NEEDS_MUTEX)
		mutex_unlock(kdata.module_mutex);
}
#else
bool hp_can_walk_names(void)
{
	return false;
}

void hp_walk_names(hp_name_fn *fn, void *data)
{
}
#endif

unsigned long hp_exported(const char *name)
{
	const struct hp_ksym *sym;
	unsigned long addr = 0;

	preempt_disable();	/* find_symbol() asserts this, or module_mutex */
	sym = hp_find_export(hp_call(find_symbol), name);
	if (sym)
		addr = (unsigned long)&sym->value_offset + sym->value_offset;
	preempt_enable();
	return addr;
}
