// SPDX-License-Identifier: GPL-2.0-only
/*
 * textpoke - may a user without privileges be told which code the kernel rewrites, and where it lies?  Asks for perf's
 * events of that as uid 65534, and prints what the kernel says.  What CVE-2026-98655 is about; kernel.perf_event_paranoid
 * must be 2 or less, else nobody may open any event.
 */
#include <errno.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_DUMMY,
		.exclude_kernel = 1,
		.text_poke = 1,
	};
	long fd;

	if (setresuid(65534, 65534, 65534)) {
		perror("textpoke: setresuid");
		return 2;
	}
	fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);
	printf("uid %d, the kernel's text poke events: %s\n", getuid(), fd < 0 ? strerror(errno) : "open");
	return 0;
}
