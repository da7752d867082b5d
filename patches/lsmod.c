// SPDX-License-Identifier: GPL-2.0-only
/*
 * lsmod.c - one of several static functions of the same name: the m_show() that writes
 * /proc/modules ends each line with "(hot)".
 *
 * Shows: HOTPATCH_REPLACE_FROM().  The kernel has two functions m_show, the other one writes
 * /proc/self/mounts.  Which is meant is said by the source file, which the symbol table knows.
 *
 * A session, on 6.1:
 *
 *	# hp-console apply lsmod
 *	lsmod: applied: depth hold, 1 stop, longest 146 us, whole 19.1 ms
 *	# head -n 2 /proc/modules
 *	lsmod 16384 1 - Live 0xffffffffc0274000 (OE) (hot)
 *	dummy 16384 0 - Live 0xffffffffc026b000 (hot)
 *	# hp-console revert lsmod
 *	lsmod: reverted, the old code runs: depth hold, 1 stop, longest 10.9 ms, whole 22.1 ms
 *	# hp-console unload lsmod
 *	lsmod: unloaded
 */
#include <linux/list.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/version.h>
#include "hotpatch.h"

/* From kernel/module/internal.h, which is not among the headers. */
#define FLAGS_LEN	(TAINT_FLAGS_COUNT + 4)
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 18, 0)
extern char *module_flags(struct module *mod, char *buf, bool show_state);
#define FLAGS_OF(mod, buf)	module_flags(mod, buf, true)
#else
extern char *module_flags(struct module *mod, char *buf);
#define FLAGS_OF(mod, buf)	module_flags(mod, buf)
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 0, 0)
struct module_use {
	struct list_head source_list;
	struct list_head target_list;
	struct module *source, *target;
};
#endif

static void show_users(struct seq_file *m, struct module *mod)
{
	struct module_use *use;
	bool any = false;

	seq_printf(m, " %i ", module_refcount(mod));
	list_for_each_entry(use, &mod->source_list, source_list) {
		any = true;
		seq_printf(m, "%s,", use->source->name);
	}
	if (mod->init && !mod->exit) {
		any = true;
		seq_puts(m, "[permanent],");
	}
	if (!any)
		seq_puts(m, "-");
}

static unsigned int total_size(const struct module *mod)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	unsigned int size = 0;

	for_each_mod_mem_type(type)
		size += mod->mem[type].size;
	return size;
#else
	return mod->init_layout.size + mod->core_layout.size;
#endif
}

static void *text_of(const struct module *mod)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	return mod->mem[MOD_TEXT].base;
#else
	return mod->core_layout.base;
#endif
}

static HOTPATCH_NEW int new_m_show(struct seq_file *m, void *p)
{
	struct module *mod = list_entry(p, struct module, list);
	char buf[FLAGS_LEN];

	if (mod->state == MODULE_STATE_UNFORMED)
		return 0;

	seq_printf(m, "%s %u", mod->name, total_size(mod));
	show_users(m, mod);
	seq_printf(m, " %s", mod->state == MODULE_STATE_GOING ? "Unloading" :
			     mod->state == MODULE_STATE_COMING ? "Loading" : "Live");
	seq_printf(m, " 0x%px", m->private ? NULL : text_of(mod));
	if (mod->taints)
		seq_printf(m, " %s", FLAGS_OF(mod, buf));
	seq_puts(m, " (hot)\n");
	return 0;
}

HOTPATCH("/proc/modules ends its lines with (hot)",
	 HOTPATCH_REPLACE_FROM("kernel/module/procfs.c", m_show, new_m_show));
