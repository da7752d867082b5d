// SPDX-License-Identifier: GPL-2.0-only
/*
 * hog - never gives up its CPU.
 *
 *	hog CPU fifo		at the highest real-time priority: nothing else of user space runs there
 *	hog CPU other		as everybody: where a fifo hog is, it can run and never does
 *
 * Prints "holds" once it is so, and runs until it is killed.
 */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	struct sched_param param = { .sched_priority = 99 };
	cpu_set_t cpus;

	if (argc != 3)
		return 2;
	CPU_ZERO(&cpus);
	CPU_SET(atoi(argv[1]), &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus)) {
		perror("sched_setaffinity");
		return 1;
	}
	if (!strcmp(argv[2], "fifo") && sched_setscheduler(0, SCHED_FIFO, &param)) {
		perror("sched_setscheduler");
		return 1;
	}
	puts("holds");
	fflush(stdout);
	for (;;)
		;
}
