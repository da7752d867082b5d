/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * compat.h - every difference between kernel versions.  LINUX_VERSION_CODE appears nowhere else.
 */
#ifndef HP_COMPAT_H
#define HP_COMPAT_H

#include <linux/ftrace.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/version.h>

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

/* module_kallsyms_on_each_symbol(): one object at a time since 6.3, all of them before. */
/*
 * hp_each_module_symbol(object, fn, data) calls fn(data, name, object, addr) for each symbol of
 * that module, or of all with object NULL.  fn must have been announced with
 * HP_MODULE_SYMBOL_FN(fn); the object it gets is NULL where the kernel does not say which one it is
 * in.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
typedef int hp_modsym_fn(void *data, const char *name, unsigned long addr);
#define HP_EACH_MODULE_SYMBOL_ARGS	(const char *, hp_modsym_fn *, void *)
#define HP_MODULE_SYMBOL_FN(fn)								\
	static int fn##_compat(void *data, const char *name, unsigned long addr)	\
	{										\
		return fn(data, name, NULL, addr);					\
	}
#define hp_each_module_symbol(object, fn, data) \
	hp_call(module_kallsyms_on_each_symbol)(object, fn##_compat, data)
#else
typedef int hp_modsym_fn(void *data, const char *name, struct module *mod, unsigned long addr);
#define HP_EACH_MODULE_SYMBOL_ARGS	(hp_modsym_fn *, void *)
#define HP_MODULE_SYMBOL_FN(fn)								\
	static int fn##_compat(void *data, const char *name, struct module *mod,	\
			       unsigned long addr)					\
	{										\
		return fn(data, name, mod ? mod->name : "", addr);			\
	}
#define hp_each_module_symbol(object, fn, data) \
	hp_call(module_kallsyms_on_each_symbol)(fn##_compat, data)
#endif

/*
 * Return addresses that the function graph tracer took off a task's stack: an array of structs
 * with .ret before 6.11, of words since (kernel/trace/fgraph.c).  Returns how many words, beginning
 * at *words, may hold one; the stack scan looks at all of them, whatever their meaning.
 */
static inline unsigned int hp_graph_stack(const struct task_struct *task,
					  const unsigned long **words)
{
#ifdef CONFIG_FUNCTION_GRAPH_TRACER
	int top = READ_ONCE(task->curr_ret_stack);

	*words = (const unsigned long *)READ_ONCE(task->ret_stack);
	if (!*words)
		return 0;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
	return clamp(top, 0, (int)(PAGE_SIZE / sizeof(long)));
#else
	top = clamp(top + 1, 0, FTRACE_RETFUNC_DEPTH);
	return top * sizeof(struct ftrace_ret_stack) / sizeof(long);
#endif
#else
	*words = NULL;
	return 0;
#endif
}

#endif
