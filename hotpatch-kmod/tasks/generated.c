// SPDX-License-Identifier: GPL-2.0-only
/*
 * generated.c - see generated.h.
 *
 * Generated is what the kernel itself takes for text (kernel/extable.c, kernel_text_address() asks
 * kprobes, ftrace and BPF) but what belongs neither to its image nor to a module.
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

	preempt_disable();	/* what __module_address() asserts, instead of module_mutex */
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
	/* Our own thread, which asked for the stop, is read in it: its stack is full of us. */
	if (within_module(addr, THIS_MODULE))
		return false;
	return hp_call(kernel_text_address)(addr) && !in_module(addr) &&
	       !(hp_have(core_kernel_text) && hp_call(core_kernel_text)(addr));
}
