// SPDX-License-Identifier: GPL-2.0-only
/*
 * commands.c - which ioctls /dev/hotpatch has, who may call them, and the way of their structs in and out.
 *
 * The contract is hotpatch_uapi.h.  Each handler (commands_ask.c, commands_change.c) gets a kernel copy of
 * its struct, checks it, and leaves the answer in it; hp_command() copies both ways, also when the handler
 * fails, because the reasons are in the struct.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "events/progress.h"
#include "kernel/kfuncs.h"
#include "operation/timer.h"
#include "patch/stub.h"
#include "user/arguments.h"
#include "user/commands.h"
#include "user/commands_ask.h"
#include "user/commands_change.h"

#define ON_STACK	512	/* a command's struct up to that size is not allocated */

static long by_name(int (*act)(const char *patch), const struct hp_name *name)
{
	return HP_TERMINATED(name->patch) ? act(name->patch) : -EINVAL;
}

static const struct {
	unsigned int cmd;	/* with the size of the struct as it is here */
	long (*handler)(struct file *file, void *arg);	/* NULL: .by_name, or hp_do_operate() */
	bool always;		/* also while hp_kfuncs_missing(): a symbol table is needed */
	enum {
		KEEPS = 0,	/* only tells something, or gives the kernel its own code back */
		CHANGES,	/* not where the kernel is locked down */
		CHANGES_UNSIGNED, /* nor where it enforces signatures: nobody has signed this */
	} does;
	int (*by_name)(const char *patch);	/* all it takes is struct hp_name */
	enum hp_transition transition;
	u32 base;		/* the least size of a caller's struct, 0: the size here.  A struct that
				 * grows after version 4 gets the size it had then */
} commands[] = {
	{ HP_IOC_INFO, hp_do_info, true, .base = offsetofend(struct hp_info, flags) },
	{ HP_IOC_TABLE, hp_do_table, true, CHANGES_UNSIGNED },
	{ HP_IOC_LOOKUP, hp_do_lookup },
	{ HP_IOC_SYMBOLIZE, hp_do_symbolize },
	{ HP_IOC_LOAD_BEGIN, hp_do_load_begin, .does = CHANGES },
	{ HP_IOC_LOAD_END, hp_do_load_end },
	{ HP_IOC_APPLY, .transition = HP_TRANSITION_APPLY, .does = CHANGES },
	{ HP_IOC_REVERT, .transition = HP_TRANSITION_REVERT },
	{ HP_IOC_CONFIRM, .by_name = hp_confirm },
	{ HP_IOC_CHECK, hp_do_check },
	{ HP_IOC_LIST, hp_do_list },
	{ HP_IOC_FUNCS, hp_do_funcs },
	{ HP_IOC_STUB, hp_do_stub, .does = CHANGES_UNSIGNED },
	{ HP_IOC_UNSTUB, .by_name = hp_stub_remove },
	{ HP_IOC_COUNT, .transition = HP_TRANSITION_COUNT, .does = CHANGES },
	{ HP_IOC_UNCOUNT, .transition = HP_TRANSITION_UNCOUNT },
	{ HP_IOC_PROGRESS, hp_do_progress },
	{ HP_IOC_ABORT, .by_name = hp_give_up },
	{ HP_IOC_ABANDON, .by_name = hp_abandon },
	{ HP_IOC_BODY, hp_do_body },
};

/* Asked at each call: the kernel may have been locked down since the device was opened. */
static bool permitted(size_t i)
{
	if (commands[i].does != KEEPS && security_locked_down(LOCKDOWN_MODULE_SIGNATURE))
		return false;
	return commands[i].does != CHANGES_UNSIGNED || !is_module_sig_enforced();
}

static ssize_t find_command(unsigned int cmd)
{
	const unsigned int size = _IOC_SIZEMASK << _IOC_SIZESHIFT;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if ((commands[i].cmd & ~size) == (cmd & ~size))
			break;
	}
	if (i == ARRAY_SIZE(commands) ||
	    _IOC_SIZE(cmd) < (commands[i].base ?: _IOC_SIZE(commands[i].cmd)))
		return -ENOTTY;
	return i;
}

static long act(struct file *file, size_t i, void *arg)
{
	if (commands[i].by_name)
		return by_name(commands[i].by_name, arg);
	if (commands[i].handler)
		return commands[i].handler(file, arg);
	return hp_do_operate(file, commands[i].transition, arg);
}

/* own is the struct's size here, size the caller's; fields that only the caller knows are zeroed. */
static long copy_back(void __user *ptr, const void *arg, size_t own, size_t size)
{
	if (copy_to_user(ptr, arg, min(own, size)) ||
	    (size > own && clear_user(ptr + own, size - own)))
		return -EFAULT;
	return 0;
}

long hp_command(struct file *file, unsigned int cmd, unsigned long ptr)
{
	u8 small[ON_STACK] __aligned(sizeof(u64)) = { };
	void __user *from = (void __user *)ptr;
	size_t own, size = _IOC_SIZE(cmd);
	ssize_t i = find_command(cmd);
	void *arg = small;
	long ret;

	/* HP_IOC_LOAD_END must not fail for lack of memory: what was published would stay. */
	BUILD_BUG_ON(sizeof(struct hp_verdict) > ON_STACK);

	if (i < 0)
		return i;
	if (!permitted(i))
		return -EPERM;
	if (!commands[i].always && hp_kfuncs_missing())
		return -ENODATA;
	own = _IOC_SIZE(commands[i].cmd);
	if (own > ON_STACK)
		arg = kvzalloc(own, GFP_KERNEL);
	if (!arg)
		return -ENOMEM;
	ret = _IOC_DIR(cmd) & _IOC_WRITE ? copy_struct_from_user(arg, own, from, size) : 0;
	if (!ret) {
		ret = act(file, i, arg);
		/* An interrupted call is made again with the same arguments: leave them alone. */
		if (ret != -ERESTARTSYS && ret != -ERESTARTNOINTR &&
		    (_IOC_DIR(cmd) & _IOC_READ) && copy_back(from, arg, own, size))
			ret = -EFAULT;
	}
	if (own > ON_STACK)
		kvfree(arg);
	return ret;
}
