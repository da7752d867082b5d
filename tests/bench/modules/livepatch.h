/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * livepatch.h - takes the place of hotpatch.h's macros: makes a patch's source a module for the kernel's own
 * livepatch, so that the same fix can be measured both ways.  For the benchmark; modules.sh puts
 * it in front of the source.
 *
 * LP_OBJECT, if defined, is the module that the functions are in.  LP_SYMBOLS, if defined, is what
 * finds the kernel's symbols that modules may not link to; without it such a module builds,
 * to have its size taken, and cannot be loaded: that would take the relocations that kpatch-build
 * adds.
 */
#ifndef LP_LIVEPATCH_H
#define LP_LIVEPATCH_H

#include <linux/livepatch.h>
#include <linux/module.h>
#include "hotpatch.h"

#ifndef LP_OBJECT
#define LP_OBJECT NULL
#endif
#ifndef LP_SYMBOLS
#define LP_SYMBOLS 0
#endif

#undef HOTPATCH_REPLACE
#undef HOTPATCH_REPLACE_FROM
#undef HOTPATCH_REPLACE_NTH
#undef HOTPATCH_REPLACE_IN
#undef HOTPATCH_REPLACE_SYSCALL
#undef HOTPATCH_SYMBOL
#undef HOTPATCH

/* The source file is dropped: which of several functions of a name is meant does not change the size. */
#define HOTPATCH_REPLACE(old, new)		{ .old_name = #old, .new_func = (new) }
#define HOTPATCH_REPLACE_FROM(src, old, new)	HOTPATCH_REPLACE(old, new)
#define HOTPATCH_REPLACE_NTH(nth, old, new)	HOTPATCH_REPLACE(old, new)
#define HOTPATCH_REPLACE_IN(mod, old, new)	HOTPATCH_REPLACE(old, new)
#define HOTPATCH_REPLACE_SYSCALL(call, new)	{ .old_name = HOTPATCH_SYSCALL #call, .new_func = (new) }
#define HOTPATCH_SYMBOL(...)

#define HOTPATCH(description, ...)						\
	static struct klp_func lp_funcs[] = { __VA_ARGS__, { } };		\
	static struct klp_object lp_objects[] = {				\
		{ .name = LP_OBJECT, .funcs = lp_funcs }, { }			\
	};									\
	static struct klp_patch lp_patch = { .mod = THIS_MODULE, .objs = lp_objects }; \
	static int __init lp_init(void)						\
	{									\
		int ret = LP_SYMBOLS;						\
										\
		return ret ? ret : klp_enable_patch(&lp_patch);			\
	}									\
	static void __exit lp_exit(void)					\
	{									\
	}									\
	module_init(lp_init);							\
	module_exit(lp_exit);							\
	/* Without it modpost refuses names that the kernel does not export. */	\
	MODULE_INFO(import_ns, "HOTPATCH");					\
	MODULE_INFO(livepatch, "Y");						\
	MODULE_DESCRIPTION(description);					\
	MODULE_LICENSE("GPL")

#endif
