/* SPDX-License-Identifier: GPL-2.0-only */
/* times.h - times and durations as people read them. */
#ifndef HP_TIMES_H
#define HP_TIMES_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* "123 us", "4.1 ms", "12.3 s"; "under a tick" for what a coarse clock measures as nothing */
char *duration(char *buf, size_t size, uint64_t ns);

/* "2026-11-22 05:00:00" local time */
char *date(char *buf, size_t size, time_t t);

#endif
