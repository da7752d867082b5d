// SPDX-License-Identifier: GPL-2.0-only
/*
 * generated.c - see generated.h.
 *
 * An address is in generated code if the kernel itself takes it for text (kernel/extable.c,
 * kernel_text_address() asks kprobes, ftrace and BPF), and it is neither in the image nor in a module.
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include "entry/arch.h"
#include "entry/slots.h"
#include "kernel/kfuncs.h"
#include "tasks/generated.h"

static bool in_module(unsigned long addr)
{
	bool in;

	preempt_disable();	/* __module_address() asserts this, or module_mutex */
	in = hp_call(__module_address)(addr);
	preempt_enable();
	return in;
}

bool hp_generated(unsigned long addr)
{
	if (likely(!hp_arch_may_be_generated(addr)))
		return false;
	if (hp_is_slot(addr))
		return true;
	/* A shortcut for our own thread: it asked for the stop, and its stack is read inside it. */
	if (within_module(addr, THIS_MODULE))
		return false;
	return hp_call(kernel_text_address)(addr) && !in_module(addr) &&
	       !(hp_have(core_kernel_text) && hp_call(core_kernel_text)(addr));
}
