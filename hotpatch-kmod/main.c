// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - starts the parts of the module one after the other, and ends them in the opposite order.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/rcupdate.h>
#include "entry/arch.h"
#include "entry/assumed.h"
#include "entry/ftrace.h"
#include "entry/slots.h"
#include "kernel/assumed.h"
#include "kernel/kfuncs.h"
#include "operation/operation.h"
#include "symbols/exports.h"
#include "symbols/table.h"
#include "tasks/freeze.h"
#include "user/device.h"

static int __init hp_init(void)
{
	int ret;

	hp_kernel_assumed();
	hp_exports_init();
	hp_entry_assumed();
	ret = hp_kfuncs_init();
	if (ret)
		goto exports;
	hp_table_init();
	ret = hp_arch_init();
	if (ret)
		goto exports;
	ret = hp_freeze_init();
	if (ret)
		goto arch;
	ret = hp_operation_init();
	if (ret)
		goto freeze;
	ret = hp_device_init();
	if (ret)
		goto operation;
	return 0;
operation:
	hp_operation_exit();
freeze:
	hp_freeze_exit();
arch:
	hp_arch_exit();
exports:
	hp_exports_exit();
	return ret;
}

/* No patch is loaded: each holds a reference on this module. */
static void __exit hp_exit(void)
{
	u32 held;

	hp_device_exit();
	hp_operation_exit();
	hp_freeze_exit();
	held = hp_ftrace_settle(ktime_get_ns() + NSEC_PER_SEC);
	if (held)
		pr_notice("%u functions stay untraceable: a tracer that was on when they were reverted is still on\n",
			  held);
	hp_arch_exit();
	hp_ftrace_exit();
	hp_table_exit();
	hp_exports_exit();
	hp_slots_exit();
	/*
	 * A task that was held at the edge of user space may still be in the last instructions of
	 * stand_still() (nudge.c).
	 */
	synchronize_rcu_tasks();
}

module_init(hp_init);
module_exit(hp_exit);
MODULE_DESCRIPTION("symbol-table hot patcher");
MODULE_LICENSE("GPL");
