// SPDX-License-Identifier: GPL-2.0-only
/*
 * leafcall.c - for the benchmark: what a call of jiffies_to_msecs() costs, a function that calls no
 * other: reading parameters/cost calls it RUNS times CALLS times and gives the nanoseconds of the
 * fastest run, that into which no interrupt fell.
 */
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/module.h>

#define RUNS	100
#define CALLS	1000

static int show_cost(char *buf, const struct kernel_param *unused)
{
	u64 best = U64_MAX;
	int run;

	for (run = 0; run < RUNS; run++) {
		u64 start = ktime_get_ns();
		unsigned long i;

		for (i = 0; i < CALLS; i++)
			jiffies_to_msecs(i);
		best = min(best, ktime_get_ns() - start);
	}
	return sysfs_emit(buf, "%llu.%03llu\n", best / CALLS, best % CALLS);
}

static const struct kernel_param_ops cost_ops = { .get = show_cost };
module_param_cb(cost, &cost_ops, NULL, 0444);
MODULE_DESCRIPTION("benchmark: calls of jiffies_to_msecs");
MODULE_LICENSE("GPL");
