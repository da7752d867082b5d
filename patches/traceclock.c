// SPDX-License-Identifier: GPL-2.0-only
/*
 * traceclock.c - a function of kernel/trace/, which ftrace does not trace: the trace clock "counter"
 * counts in steps of a thousand.
 *
 * Shows: the same as kstrtobool.c, in code that runs while something else is traced.
 *
 * A session, in /sys/kernel/tracing on 6.1:
 *
 *	# echo counter > trace_clock; echo > trace
 *	# hp-console apply traceclock
 *	traceclock: applied: depth hold, 1 stop, longest 59 us, whole 14.1 ms
 *	# echo one > trace_marker; echo two > trace_marker; tail -n 2 trace
 *	              sh-58      [000] .....  2000: tracing_mark_write: one
 *	              sh-58      [000] .....  3000: tracing_mark_write: two
 *
 * Needs: CONFIG_TRACING
 */
#include <linux/atomic.h>
#include "hotpatch.h"

static atomic64_t ticks;

static HOTPATCH_KEEPS u64 new_trace_clock_counter(void)
{
	return atomic64_add_return(1000, &ticks);
}

HOTPATCH("the trace clock \"counter\" counts in steps of a thousand",
	 HOTPATCH_REPLACE(trace_clock_counter, new_trace_clock_counter));
