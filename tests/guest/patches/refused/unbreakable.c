// SPDX-License-Identifier: GPL-2.0-only
/*
 * unbreakable.c - for the tests: a function that the patcher itself stands on while it works.
 */
#include <linux/cpumask.h>
#include <linux/stop_machine.h>
#include "hotpatch.h"

static int new_stop_machine(cpu_stop_fn_t fn, void *data, const struct cpumask *cpus)
{
	return -EPERM;
}

HOTPATCH("test: a function of the patcher's own",
	 HOTPATCH_REPLACE(stop_machine, new_stop_machine));
