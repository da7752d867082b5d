/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat_module.h - how the structs of the module loader differ between kernel versions: memory of modules,
 * their tables of exports, find_symbol().
 */
#ifndef HP_COMPAT_MODULE_H
#define HP_COMPAT_MODULE_H

#include <linux/module.h>
#include <linux/version.h>
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 1, 0)
#include <linux/module_symbol.h>
#endif

/* struct module keeps its memory in core_layout before 6.4, in mem[] since. */
static inline void hp_module_text(const struct module *mod, unsigned long *start,
				  unsigned long *size)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	*start = (unsigned long)mod->mem[MOD_TEXT].base;
	*size = mod->mem[MOD_TEXT].size;
#else
	*start = (unsigned long)mod->core_layout.base;
	*size = mod->core_layout.text_size;
#endif
}

static inline unsigned long hp_module_bytes(const struct module *mod)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	unsigned long bytes = 0;

	for_class_mod_mem_type(type, core)
		bytes += mod->mem[type].size;
	return bytes;
#else
	return mod->core_layout.size;
#endif
}

/* Is a module's init code still there?  Its size is cleared when its memory is freed. */
static inline bool hp_module_has_init(const struct module *mod)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
	return READ_ONCE(mod->mem[MOD_INIT_TEXT].size);
#else
	return READ_ONCE(mod->init_layout.size);
#endif
}

/*
 * A module's table of symbols exported to GPL modules only.  Since 7.1 there is one table for all, beside
 * which flags has a byte for each entry (linux/module_symbol.h): there they are marked.
 */
static inline void hp_module_set_exports(struct module *mod, const void *entries, u8 *flags, u32 max)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 1, 0)
	memset(flags, KSYM_FLAG_GPL_ONLY, max);
	mod->flagstab = flags;
	WRITE_ONCE(mod->syms, entries);
#else
	WRITE_ONCE(mod->gpl_syms, entries);
#endif
}

/* All before it is seen by those who see the number. */
static inline void hp_module_count_exports(struct module *mod, u32 n)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 1, 0)
	smp_store_release(&mod->num_syms, n);
#else
	smp_store_release(&mod->num_gpl_syms, n);
#endif
}

/* struct kernel_symbol with CONFIG_HAVE_ARCH_PREL32_RELOCATIONS: offsets from each field itself. */
struct hp_ksym {
	int value_offset;
	int name_offset;
	int namespace_offset;
};

/* struct find_symbol_arg of kernel/module/internal.h, the same from 5.13 to 7.3. */
struct hp_find_symbol {
	const char *name;
	bool gplok;
	bool warn;
	struct module *owner;
	const s32 *crc;
	const struct hp_ksym *sym;
	int license;
};

/*
 * find_symbol(): a struct of arguments since 5.13.  hp_find_export() calls it: find is the function; the
 * result is the entry of an export of that name, or NULL.  A kernel that is not known may have a longer struct, and
 * fills it before anything can be checked: there is room for that.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 13, 0)
#define HP_FIND_SYMBOL_RETURNS	bool
#define HP_FIND_SYMBOL_ARGS	(struct hp_find_symbol *)
#define hp_find_export(find, symbol)							\
({											\
	union { u64 room[32]; struct hp_find_symbol arg; } __fs = { .room = { } };	\
											\
	__fs.arg.name = symbol;								\
	__fs.arg.gplok = true;								\
	(find)(&__fs.arg) ? __fs.arg.sym : NULL;					\
})
#else
#define HP_FIND_SYMBOL_RETURNS	const struct hp_ksym *
#define HP_FIND_SYMBOL_ARGS	\
	(const char *, struct module **, const s32 **, int *, bool, bool)
#define hp_find_export(find, symbol)	((find)(symbol, NULL, NULL, NULL, true, false))
#endif

#endif
