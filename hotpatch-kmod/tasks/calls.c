// SPDX-License-Identifier: GPL-2.0-only
/* calls.c - which system call a task is in.  What a nudge does to each call only the console knows. */
#include <linux/audit.h>
#include <linux/bitops.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <asm/syscall.h>
#include "kernel/kfuncs.h"
#include "tasks/calls.h"

#ifdef CONFIG_X86_64
#define OWN_ARCH	AUDIT_ARCH_X86_64
#else
#define OWN_ARCH	AUDIT_ARCH_AARCH64
#endif

/*
 * The number is among the task's registers of user space.  A fault or an interrupt leaves -1 there
 * (arch/x86/entry/entry_64.S, arch/arm64/kernel/entry.S).
 */
u32 hp_call_of(struct task_struct *task)
{
	int nr;

	if (task->flags & HP_NEVER_IN_USER_SPACE)
		return 0;
	nr = syscall_get_nr(task, task_pt_regs(task));
	if (nr < 0)
		return 0;
	return ((u32)nr + 1) | (syscall_get_arch(task) == OWN_ARCH ? 0 : HP_CALL_COMPAT);
}

u32 hp_call_now(struct task_struct *task)
{
	u32 call;

	if (!try_get_task_stack(task))
		return 0;
	call = hp_call_of(task);
	hp_call(put_task_stack)(task);
	return call;
}

bool hp_call_spared(const struct hp_op *op, u32 call)
{
	if (!call)
		return false;
	return call > HP_MAX_CALLS || op->spare[(call - 1) / 64] & BIT_ULL((call - 1) % 64);
}
