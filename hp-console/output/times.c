// SPDX-License-Identifier: GPL-2.0-only
/* times.c - see times.h. */
#include <stdio.h>

#include "output/times.h"

char *duration(char *buf, size_t size, uint64_t ns)
{
	if (!ns)
		snprintf(buf, size, "under a tick");
	else if (ns < 1000000)
		snprintf(buf, size, "%llu us", (unsigned long long)(ns / 1000));
	else if (ns < 10000000000ull)
		snprintf(buf, size, "%.1f ms", ns / 1e6);
	else
		snprintf(buf, size, "%.1f s", ns / 1e9);
	return buf;
}

char *date(char *buf, size_t size, time_t t)
{
	struct tm tm;

	if (!localtime_r(&t, &tm) || !strftime(buf, size, "%Y-%m-%d %H:%M:%S", &tm))
		snprintf(buf, size, "-");
	return buf;
}
