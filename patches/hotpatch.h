/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hotpatch.h - the one header for patch authors.
 *
 * A patch is ONE C file: replacement functions, and one HOTPATCH() line at its end that says which
 * function of the running kernel each of them replaces.  Functions and data of the kernel that are
 * static or not exported are used by declaring them extern.  See doc/patch-author.md.
 */
#ifndef HOTPATCH_H
#define HOTPATCH_H

#include <linux/module.h>
#include <linux/sched.h>
#include <linux/stringify.h>
#include <asm/syscall.h>
#include "hotpatch_uapi.h"

/**
 * struct hotpatch_func - one function to be replaced
 * @target:	 how the function of the running kernel is named
 * @replacement: the new function; its type must be that of the old one
 *
 * Written by HOTPATCH_REPLACE() and its siblings, ended by an entry with an empty name.  Lives in
 * the section ".init.hotpatch", where hp-console finds it in the file.  The kernel frees it
 * once the patch is loaded.
 */
struct hotpatch_func {
	struct hp_symref target;
	void *replacement;
};

/**
 * hotpatch_register() - hand a patch's functions to hotpatch.ko; called by HOTPATCH() only
 * @mod:   the patch module itself
 * @funcs: its functions, ended by an empty name
 *
 * Not exported: hotpatch.ko publishes it while hp-console loads the patch, so a bare insmod fails
 * with "Unknown symbol hotpatch_register".
 *
 * Return: 0, or -errno, which fails the load; HP_IOC_LOAD_END tells the rest.
 */
int hotpatch_register(struct module *mod, const struct hotpatch_func *funcs);

/**
 * hotpatch_unregister() - take a patch out again; called by HOTPATCH() only
 * @mod: the patch module
 *
 * The module loader guarantees that the patch is not applied any more.
 */
void hotpatch_unregister(struct module *mod);

/**
 * HOTPATCH_KEEPS - put before the definition of a replacement whose target has no ftrace entry
 *
 * Its callers may rely on it.  gcc tells a caller which registers a function of the same file leaves alone
 * (-fipa-ra), and the caller keeps values there over the call, also in registers that the ABI lets any
 * function overwrite.  With this the replacement saves all that it and what it calls may overwrite, but for those
 * that its own type returns in.  It costs up to 18 instructions a call.  It cannot be traced: a tracer would come
 * before all that, and ftrace_caller() keeps neither r10 nor r11 (arch/x86/kernel/ftrace_64.S, save_mcount_regs).
 *
 * Where the kernel is compiled for profiling, which ftrace's entries are made of, gcc does not do that; nor on kernels
 * with CONFIG_CALL_PADDING (Debian's since 6.12), where this means nothing; nor does clang.
 *
 * On x86-64 hotpatch.ko refuses a replacement without it where it may be needed (HP_R_REGISTERS).  On arm64 gcc has no
 * such thing: there look at the callers in the disassembly.
 */
#if defined(CONFIG_X86_64) && defined(CONFIG_CC_IS_GCC) && !defined(CONFIG_CALL_PADDING)
#define HOTPATCH_KEEPS notrace __attribute__((no_caller_saved_registers))
#define __hotpatch_keeps(func) __builtin_has_attribute(func, no_caller_saved_registers)
#else
#define HOTPATCH_KEEPS
#define __hotpatch_keeps(func) true
#endif

/**
 * HOTPATCH_NEW - the same, but only on a kernel where no function has an ftrace entry
 *
 * Put it before each replacement of a patch that serves such kernels too: others pay nothing for it.  There a
 * replacement without it is not even built.
 */
#ifdef CONFIG_DYNAMIC_FTRACE
#define HOTPATCH_NEW
#define __hotpatch_flags(new) (__hotpatch_keeps(new) ? HP_REF_KEEPS : 0)
#else
#define HOTPATCH_NEW HOTPATCH_KEEPS
#define __hotpatch_flags(new) (sizeof(struct {					\
	_Static_assert(__hotpatch_keeps(new), "this kernel has no ftrace: put HOTPATCH_NEW before " #new);	\
	int unused; }) ? HP_REF_KEEPS : 0)
#endif

#define __HOTPATCH_FUNC(new, ...) \
	{ .target = { __VA_ARGS__, .flags = __hotpatch_flags(new) }, .replacement = (new) }

/**
 * HOTPATCH_REPLACE() - replace a function whose name is unique in the kernel image
 * @old: its name
 * @new: the replacement, a function in this file
 */
#define HOTPATCH_REPLACE(old, new) \
	__HOTPATCH_FUNC(new, .name = #old)

/**
 * HOTPATCH_REPLACE_FROM() - replace one of several static functions of the same name
 * @src: its source file, e.g. "fs/proc/meminfo.c", or an unambiguous tail of that
 */
#define HOTPATCH_REPLACE_FROM(src, old, new) \
	__HOTPATCH_FUNC(new, .name = #old, .file = (src))

/**
 * HOTPATCH_REPLACE_NTH() - the same, where no table with file names is at hand
 * @nth: counted from 1, in address order, as "hp-console sym NAME" lists them
 */
#define HOTPATCH_REPLACE_NTH(nth, old, new) \
	__HOTPATCH_FUNC(new, .name = #old, .pos = (nth))

/**
 * HOTPATCH_REPLACE_IN() - replace a function of a loaded module
 * @mod: name of the module, as lsmod prints it, e.g. "ext4"
 */
#define HOTPATCH_REPLACE_IN(mod, old, new) \
	__HOTPATCH_FUNC(new, .name = #old, .object = (mod))

/**
 * HOTPATCH_REPLACE_SYSCALL() - replace a system call, whatever the architecture calls it
 * @call: its name, e.g. times
 * @new:  the replacement; it takes a const struct pt_regs *, see hotpatch_syscall_arg()
 *
 * That of 64-bit programs.  The one of 32-bit programs is another function where it has arguments.
 */
#define HOTPATCH_REPLACE_SYSCALL(call, new) \
	__HOTPATCH_FUNC(new, .name = HOTPATCH_SYSCALL #call)
#ifdef CONFIG_ARM64
#define HOTPATCH_SYSCALL "__arm64_sys_"
#else
#define HOTPATCH_SYSCALL "__x64_sys_"
#endif

/**
 * hotpatch_syscall_arg() - an argument of a system call that was replaced
 * @regs: what the replacement was given
 * @n:	  counted from 0; below 6
 */
static inline unsigned long hotpatch_syscall_arg(const struct pt_regs *regs, unsigned int n)
{
	unsigned long args[6];

	syscall_get_arguments(current, (struct pt_regs *)regs, args);
	return args[n];
}

/**
 * HOTPATCH_SYMBOL() - say which of several symbols of one name is meant
 * @alias: what this file calls it: declare it extern under this name
 * @name:  its name in the kernel
 * @src:   its source file, or an unambiguous tail
 *
 * @alias may equal @name, but no name that the kernel exports: its loader would take that one, so such
 * a patch is neither built nor loaded.  Symbols that are unique need no such line.
 */
#define HOTPATCH_SYMBOL(alias, name, src) \
	__HOTPATCH_SYMBOL(alias, #alias ":" #name ":" src)

/**
 * HOTPATCH_SYMBOL_IN() - the same, of a symbol of a loaded module
 * @alias: what this file calls it: declare it extern under this name
 * @name:  its name in the module
 * @mod:   name of the module, as lsmod prints it
 *
 * Of data only on kernels with CONFIG_KALLSYMS_ALL; others drop their names (kernel/module/kallsyms.c,
 * is_core_symbol()).
 */
#define HOTPATCH_SYMBOL_IN(mod, alias, name) \
	__HOTPATCH_SYMBOL(alias, #alias ":" #name "::" mod)

/**
 * HOTPATCH_SYMBOL_NTH() - the same, where no table with file names is at hand, or one file has several of the name
 * @nth:   counted from 1, in address order, as "hp-console sym NAME" lists them
 * @alias: what this file calls it: declare it extern under this name
 * @name:  its name in the kernel
 *
 * True for one build of the kernel only.
 */
#define HOTPATCH_SYMBOL_NTH(nth, alias, name) \
	__HOTPATCH_SYMBOL(alias, #alias ":" #name ":::" __stringify(nth))

/**
 * HOTPATCH_SYMBOL_NTH_IN() - the same, of one of several symbols of a module that have the name
 */
#define HOTPATCH_SYMBOL_NTH_IN(nth, mod, alias, name) \
	__HOTPATCH_SYMBOL(alias, #alias ":" #name "::" mod ":" __stringify(nth))

#define __HOTPATCH_SYMBOL(alias, text) \
	static const char __hotpatch_symbol_##alias[] __used __aligned(1) \
		__section(".modinfo") = "hotpatch_symbol=" text

/**
 * HOTPATCH() - end of every patch: what it is and which functions it replaces
 * @description: one line for the operator, shown by "show" and "list"
 * @...:	 HOTPATCH_REPLACE() lines, separated by commas
 *
 * All of them switch together, or none does.
 */
#define HOTPATCH(description, ...)						\
	static const struct hotpatch_func hotpatch_funcs[]			\
		__used __section(".init.hotpatch") = { __VA_ARGS__, { } };	\
	static int __init hotpatch_patch_init(void)				\
	{									\
		return hotpatch_register(THIS_MODULE, hotpatch_funcs);		\
	}									\
	static void __exit hotpatch_patch_exit(void)				\
	{									\
		hotpatch_unregister(THIS_MODULE);				\
	}									\
	module_init(hotpatch_patch_init);					\
	module_exit(hotpatch_patch_exit);					\
	MODULE_INFO(import_ns, "HOTPATCH");	/* MODULE_IMPORT_NS() wants a string since 6.13 */ \
	MODULE_INFO(hotpatch, "1");						\
	MODULE_DESCRIPTION(description);					\
	MODULE_LICENSE("GPL")

#endif
