/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kfuncs.h - functions and data of the kernel that are not exported, found by look-up at init.
 *
 * Functions are called through static_call, a patched direct call: on a kernel with IBT many of
 * them have their ENDBR sealed, so that a call through a pointer would kill the kernel.
 */
#ifndef HP_KFUNCS_H
#define HP_KFUNCS_H

#include <linux/ftrace.h>
#include <linux/kprobes.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/static_call.h>
#include <linux/task_work.h>
#include "compat.h"

/*
 * kernel/module/internal.h, the same from 5.13 to 6.12; private, so it is checked at init against
 * symbols whose addresses the linker knows.
 */
struct hp_find_symbol {
	const char *name;
	bool gplok;
	bool warn;
	struct module *owner;
	const s32 *crc;
	const struct hp_ksym *sym;
	int license;
};

/* struct kernel_symbol with CONFIG_HAVE_ARCH_PREL32_RELOCATIONS: offsets from each field itself. */
struct hp_ksym {
	int value_offset;
	int name_offset;
	int namespace_offset;
};

typedef int hp_addr_fn(void *data, unsigned long addr);
typedef bool hp_work_match_fn(struct callback_head *work, void *data);

/* X(name, return type, arguments, 1: no module without it) */
#define HP_KFUNCS(X)									\
	X(kallsyms_lookup_name, unsigned long, (const char *), 1)			\
	X(kallsyms_on_each_match_symbol, int, (hp_addr_fn *, const char *, void *), 1)	\
	X(kallsyms_lookup_size_offset, int,						\
	  (unsigned long, unsigned long *, unsigned long *), 1)				\
	X(module_kallsyms_on_each_symbol, int, HP_EACH_MODULE_SYMBOL_ARGS, 1)		\
	X(find_symbol, bool, (struct hp_find_symbol *), 1)				\
	X(find_module, struct module *, (const char *), 1)				\
	X(__module_address, struct module *, (unsigned long), 1)			\
	X(kernel_text_address, int, (unsigned long), 1)					\
	X(put_task_stack, void, (struct task_struct *), 1)				\
	X(idle_task, struct task_struct *, (int), 1)					\
	X(wake_up_state, int, (struct task_struct *, unsigned int), 1)			\
	X(task_work_add, int, (struct task_struct *, struct callback_head *,		\
			       enum task_work_notify_mode), 1)				\
	X(task_work_cancel_match, struct callback_head *,				\
	  (struct task_struct *, hp_work_match_fn *, void *), 1)			\
	X(stack_trace_save_tsk, unsigned int, (struct task_struct *, unsigned long *,	\
					       unsigned int, unsigned int), 1)		\
	X(stack_trace_save_tsk_reliable, int, (struct task_struct *, unsigned long *,	\
					       unsigned int), 0)			\
	X(ftrace_location, unsigned long, (unsigned long), 1)				\
	X(ftrace_rec_iter_start, struct ftrace_rec_iter *, (void), 1)			\
	X(ftrace_rec_iter_next, struct ftrace_rec_iter *, (struct ftrace_rec_iter *), 1) \
	X(ftrace_rec_iter_record, struct dyn_ftrace *, (struct ftrace_rec_iter *), 1)	\
	X(ftrace_ops_test, int, (struct ftrace_ops *, unsigned long, void *), 1)	\
	X(get_kprobe, struct kprobe *, (void *), 0)					\
	X(freeze_processes, int, (void), 0)						\
	X(thaw_processes, void, (void), 0)

/* X(name, type): kdata.name points to it, NULL if it was not found */
#define HP_KDATA(X)							\
	X(ftrace_lock, struct mutex)					\
	X(module_mutex, struct mutex)					\
	X(ftrace_ops_list, struct ftrace_ops *)				\
	X(system_transition_mutex, struct mutex)			\
	X(freeze_timeout_msecs, unsigned int)				\
	X(__start_notes, char)						\
	X(__stop_notes, char)						\
	X(__init_begin, char)						\
	X(__init_end, char)

#define HP_KFUNC_DECLARE(name, ret, args, required)			\
	typedef ret hp_##name##_t args;					\
	DECLARE_STATIC_CALL(hp_##name, hp_##name##_t);
HP_KFUNCS(HP_KFUNC_DECLARE)

/* Calls an unexported function; ask hp_have() first where the table says it may be missing. */
#define hp_call(name)	static_call(hp_##name)
#define hp_have(name)	(static_call_query(hp_##name) != NULL)

struct hp_kdata {
#define HP_KDATA_FIELD(name, type) type *name;
	HP_KDATA(HP_KDATA_FIELD)
};
extern struct hp_kdata kdata;

/* 0; -ENOSYS: something required was not found, or looks different here (it is logged). */
int hp_kfuncs_init(void);

/*
 * Address of a symbol that the kernel or a module exports, 0 if none does.  Takes no reference: the
 * caller must know that the owner stays.
 */
unsigned long hp_exported(const char *name);

#endif
