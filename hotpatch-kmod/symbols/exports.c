// SPDX-License-Identifier: GPL-2.0-only
/*
 * exports.c - lends unexported symbols to the kernel's own module loader, for one load.
 *
 * The loader resolves undefined symbols in the export tables of loaded modules
 * (kernel/module/main.c, find_symbol()).  Ours is empty except while a patch loads.  Entries are
 * 32-bit distances from their own fields, so the table and its strings must lie near the kernel: in
 * this module's data.  They carry a namespace that only patches import, so that another module
 * loaded in the same moment cannot link to them by accident.
 *
 * After a withdrawal the strings and entries stay as they were until the next load: a look-up that found an
 * entry just before, with preemption off, may still be reading it.  The next load waits for an RCU grace
 * period since the withdrawal.  The withdrawal itself does not wait, because it could not be interrupted.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sort.h>
#include <linux/string.h>
#include "hotpatch_uapi.h"
#include "kernel/assumptions.h"
#include "kernel/compat.h"
#include "kernel/compat_module.h"
#include "kernel/kfuncs.h"
#include "symbols/exports.h"

#define MAX_EXPORTS	192
#define NAME_POOL	4096

static struct hp_ksym entries[MAX_EXPORTS];
static u8 flags[MAX_EXPORTS];		/* where the loader wants a byte of flags for each entry */
static char names[NAME_POOL];
static const char namespace[] = HP_NAMESPACE;
static struct hp_grace withdrawn;	/* since the withdrawal */

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct hp_export *)a)->name, ((const struct hp_export *)b)->name);
}

static int set_offset(int *field, unsigned long addr)
{
	long distance = addr - (unsigned long)field;

	*field = distance;
	return *field == distance ? 0 : -ERANGE;
}

static void set_count(u32 n)
{
	/* Look-ups run under module_mutex, or with preemption off. */
	mutex_lock(kdata.module_mutex);
	hp_module_count_exports(THIS_MODULE, n);
	mutex_unlock(kdata.module_mutex);
}

void hp_exports_withdraw(void)
{
	set_count(0);
	/* If one has not ended, nothing was published since it began (hp_exports_quiet()). */
	hp_grace_begin(&withdrawn);
}

/* Does the loader find what is published, and no more once it is withdrawn?  An entry that nobody asks for. */
static bool lending_works(char *expected, char *found)
{
	static const char probe[] = "hotpatch_lends_this";
	unsigned long lent, withdrawn_still;

	if (set_offset(&entries[0].value_offset, (unsigned long)&hp_exports_publish) ||
	    set_offset(&entries[0].name_offset, (unsigned long)probe) ||
	    set_offset(&entries[0].namespace_offset, (unsigned long)namespace)) {
		strscpy(expected, "entries within 2 GiB", HP_ASSUMED_LEN);
		strscpy(found, "more", HP_ASSUMED_LEN);
		return false;
	}
	set_count(1);
	lent = hp_exported(probe);
	hp_exports_withdraw();
	withdrawn_still = hp_exported(probe);
	if (lent == (unsigned long)&hp_exports_publish && !withdrawn_still)
		return true;
	strscpy(expected, "an export only while it is published", HP_ASSUMED_LEN);
	snprintf(found, HP_ASSUMED_LEN, "%s, then %s", lent ? "one" : "none", withdrawn_still ? "one" : "none");
	return false;
}

static const struct hp_assumption assumed[] = {
	{ "exports of a module are looked up in its own struct", "kernel/module/main.c", lending_works },
};

void hp_exports_init(void)
{
	hp_module_set_exports(THIS_MODULE, entries, flags, MAX_EXPORTS);
	hp_assume(assumed, ARRAY_SIZE(assumed));
}

int hp_exports_publish(struct hp_export *exports, u32 n)
{
	char *name = names;
	u32 i;

	if (n > MAX_EXPORTS)
		return -ENOSPC;
	sort(exports, n, sizeof(*exports), by_name, NULL);	/* find_symbol() bisects */
	for (i = 0; i < n; i++) {
		size_t size = strlen(exports[i].name) + 1;

		if (size > names + NAME_POOL - name)
			return -ENOSPC;
		memcpy(name, exports[i].name, size);
		if (set_offset(&entries[i].value_offset, exports[i].addr) ||
		    set_offset(&entries[i].name_offset, (unsigned long)name) ||
		    set_offset(&entries[i].namespace_offset, (unsigned long)namespace))
			return -ERANGE;
		name += size;
	}
	set_count(n);
	return 0;
}

bool hp_exports_quiet(void)
{
	return hp_grace_over(&withdrawn);
}

void hp_exports_exit(void)
{
	hp_grace_exit();
}
