// SPDX-License-Identifier: GPL-2.0-only
/*
 * callcost - what one call of getpid(2) costs, in nanoseconds.
 *
 *	callcost
 *
 * Meant for a guest with a deterministic clock (tests/vm --icount: one instruction is 2 ns), where it
 * counts instructions.  The smallest of many short runs is taken: those into which no timer
 * interrupt fell.
 */
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define RUNS	300
#define CALLS	1000	/* far less than a timer tick */

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

int main(void)
{
	int64_t best = INT64_MAX;

	for (int run = 0; run < RUNS; run++) {
		int64_t start = now_ns(), took;

		for (int i = 0; i < CALLS; i++)
			syscall(SYS_getpid);
		took = now_ns() - start;
		if (took < best)
			best = took;
	}
	printf("%lld.%03lld\n", (long long)best / CALLS, (long long)best % CALLS);
	return 0;
}
