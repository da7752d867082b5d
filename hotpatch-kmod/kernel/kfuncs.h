/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kfuncs.h - functions and data of the kernel that are not exported, found by look-up at init.
 *
 * Functions are called through static_call, a patched direct call: on a kernel with IBT many of
 * them have their ENDBR sealed, so that a call through a pointer would kill the kernel.
 */
#ifndef HP_KFUNCS_H
#define HP_KFUNCS_H

#include <linux/kconfig.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/static_call.h>
#include <linux/task_work.h>
#include "kernel/compat.h"
#include "kernel/compat_module.h"
#include "kernel/compat_tasks.h"

#if !defined(CONFIG_HAVE_STATIC_CALL) && (defined(CONFIG_CFI_CLANG) || defined(CONFIG_CFI))
#error "This kernel checks the types of indirect calls (kCFI), and its static calls are such: they would end in a panic."
#endif

struct dyn_ftrace;
struct ftrace_ops;
struct ftrace_rec_iter;
struct kprobe;

typedef int hp_addr_fn(void *data, unsigned long addr);
typedef int hp_name_fn(void *data, const char *name, struct module *mod, unsigned long addr);
typedef bool hp_work_match_fn(struct callback_head *work, void *data);

#define HP_NEED_FTRACE	IS_ENABLED(CONFIG_DYNAMIC_FTRACE)
#define HP_NEED_KPROBES	IS_ENABLED(CONFIG_KPROBES)

#if HP_NAMES_CAN_BE_WALKED
#define HP_KFUNCS_OF_WALK(X)	X(kallsyms_on_each_symbol, int, (hp_name_fn *, void *), 0)
#else
#define HP_KFUNCS_OF_WALK(X)
#endif

/* X(name, return type, arguments, needed: nothing can be patched without it) */
#define HP_KFUNCS(X)									\
	HP_KFUNCS_OF_WALK(X)								\
	X(kallsyms_lookup_name, unsigned long, (const char *), 0)			\
	X(kallsyms_on_each_match_symbol, int, (hp_addr_fn *, const char *, void *), 0)	\
	X(kallsyms_lookup_size_offset, int,						\
	  (unsigned long, unsigned long *, unsigned long *), 0)				\
	X(find_symbol, HP_FIND_SYMBOL_RETURNS, HP_FIND_SYMBOL_ARGS, 1)			\
	X(__module_address, struct module *, (unsigned long), 1)			\
	X(kernel_text_address, int, (unsigned long), 1)					\
	X(core_kernel_text, int, (unsigned long), 0)					\
	X(put_task_stack, void, (struct task_struct *), 1)				\
	X(idle_task, struct task_struct *, (int), 1)					\
	X(wake_up_state, int, (struct task_struct *, unsigned int), 1)			\
	X(task_work_add, int, (struct task_struct *, struct callback_head *,		\
			       enum task_work_notify_mode), 1)				\
	X(task_work_cancel_match, struct callback_head *,				\
	  (struct task_struct *, hp_work_match_fn *, void *), 1)			\
	X(stack_trace_save_tsk, unsigned int, (struct task_struct *, unsigned long *,	\
					       unsigned int, unsigned int), 0)		\
	X(stack_trace_save_tsk_reliable, int, (struct task_struct *, unsigned long *,	\
					       unsigned int), 0)			\
	X(ftrace_location, unsigned long, (unsigned long), HP_NEED_FTRACE)		\
	X(ftrace_location_range, unsigned long, (unsigned long, unsigned long),		\
	  HP_NEED_FTRACE)								\
	X(ftrace_rec_iter_start, struct ftrace_rec_iter *, (void), HP_NEED_FTRACE)	\
	X(ftrace_rec_iter_next, struct ftrace_rec_iter *, (struct ftrace_rec_iter *),	\
	  HP_NEED_FTRACE)								\
	X(ftrace_rec_iter_record, struct dyn_ftrace *, (struct ftrace_rec_iter *),	\
	  HP_NEED_FTRACE)								\
	X(ftrace_ops_test, int, (struct ftrace_ops *, unsigned long, void *),		\
	  HP_NEED_FTRACE)								\
	X(get_kprobe, struct kprobe *, (void *), HP_NEED_KPROBES)			\
	X(within_kprobe_blacklist, bool, (unsigned long), 0)				\
	X(freeze_processes, int, (void), 0)						\
	X(thaw_processes, void, (void), 0)

/* X(name, type, needed): kdata.name points to it, NULL if it was not found */
#define HP_KDATA(X)							\
	X(module_mutex, struct mutex, 1)				\
	X(modules, struct list_head, 1)					\
	X(ftrace_lock, struct mutex, HP_NEED_FTRACE)			\
	X(ftrace_ops_list, struct ftrace_ops *, HP_NEED_FTRACE)		\
	X(kprobe_mutex, struct mutex, HP_NEED_KPROBES)			\
	X(system_transition_mutex, struct mutex, 0)			\
	X(freeze_timeout_msecs, unsigned int, 0)			\
	X(kretprobe_inst_table, struct hlist_head, HP_RETPROBES_IN_TABLE)	\
	X(ideal_nops, const unsigned char *const *, HP_NOP_IS_CHOSEN_AT_BOOT)	\
	X(running_helpers, atomic_t, 0)					\
	X(__start_notes, char, 0)					\
	X(__stop_notes, char, 0)					\
	X(__init_begin, char, 1)					\
	X(__init_end, char, 1)						\
	X(__per_cpu_start, char, 0)					\
	X(__per_cpu_end, char, 0)					\
	X(__noinstr_text_start, char, 0)				\
	X(__noinstr_text_end, char, 0)					\
	X(__entry_text_start, char, 0)					\
	X(__entry_text_end, char, 0)					\
	X(__static_call_text_start, char, 0)				\
	X(__static_call_text_end, char, 0)				\
	X(__indirect_thunk_start, char, 0)				\
	X(__indirect_thunk_end, char, 0)				\
	X(srso_alias_untrain_ret, char, 0)				\
	X(srso_alias_return_thunk, char, 0)				\
	X(srso_alias_safe_ret, char, 0)					\
	X(__kprobes_text_end, char, 0)					\
	X(__softirqentry_text_start, char, 0)				\
	X(__softirqentry_text_end, char, 0)				\
	X(_etext, char, 0)						\
	X(ftrace_stub, char, 0)						\
	X(__fentry__, char, 0)						\
	X(ftrace_caller, char, 0)					\
	X(ftrace_regs_caller, char, 0)					\
	X(return_to_handler, char, 0)					\
	X(__start___ex_table, char, 1)					\
	X(__stop___ex_table, char, 1)					\
	X(__start___jump_table, char, IS_ENABLED(CONFIG_JUMP_LABEL))	\
	X(__stop___jump_table, char, IS_ENABLED(CONFIG_JUMP_LABEL))	\
	X(__start_static_call_sites, char, IS_ENABLED(CONFIG_HAVE_STATIC_CALL_INLINE))	\
	X(__stop_static_call_sites, char, IS_ENABLED(CONFIG_HAVE_STATIC_CALL_INLINE))	\
	X(uniproc_patched, bool, 0)					\
	X(__smp_locks, s32, 0)						\
	X(__smp_locks_end, s32, 0)

#define HP_KFUNC_DECLARE(name, ret, args, needed)			\
	typedef ret hp_##name##_t args;					\
	DECLARE_STATIC_CALL(hp_##name, hp_##name##_t);
HP_KFUNCS(HP_KFUNC_DECLARE)

/* Calls an unexported function.  Of those not marked as needed, ask hp_have() first. */
#define hp_call(name)	static_call(hp_##name)
#define hp_have(name)	(hp_static_call_target(hp_##name) != NULL)

struct hp_kdata {
#define HP_KDATA_FIELD(name, type, needed) type *name;
	HP_KDATA(HP_KDATA_FIELD)
};
extern struct hp_kdata kdata;

/*
 * Looks everything up in kallsyms, as far as this kernel has it.  0, also when something needed is
 * still missing; -EOPNOTSUPP: all was found, but the kernel is not as assumed (assumptions.h; it is logged).
 */
int hp_kfuncs_init(void);

/*
 * The name of the first needed one that was not found; NULL: all were found, and the kernel is as assumed.  Until it
 * is NULL, user space may only ask for information and hand over a symbol table.
 */
const char *hp_kfuncs_missing(void);

/*
 * Looks for what is missing with find(data, name, is_function), which returns an address or 0.
 * Errors as hp_kfuncs_init(); after an error nothing that this call found is kept.
 */
int hp_kfuncs_complete(unsigned long (*find)(void *data, const char *name, bool function),
		       void *data);

/*
 * Calls fn(data, name, module, address) for all names of kallsyms, until it returns non-zero: those of the image, and
 * maybe those of modules behind them.  Under module_mutex where the kernel wants that; takes some 20 ms.  Only if
 * hp_can_walk_names(); else nothing is called.
 */
bool hp_can_walk_names(void);
void hp_walk_names(hp_name_fn *fn, void *data);

/*
 * Address of a symbol that the kernel or a module exports, 0 if none does.  Takes no reference: the
 * caller must make sure that the owner is not unloaded.
 */
unsigned long hp_exported(const char *name);

#endif
