/* SPDX-License-Identifier: GPL-2.0-only */
/* klog.h - lines of the kernel log, and the key=value lines hotpatch.ko writes there. */
#ifndef HP_KLOG_H
#define HP_KLOG_H

#include <stdbool.h>
#include <stdint.h>

#include "session/session.h"

struct klog_line {
	bool kernel;		/* written by the kernel itself, not by a user program */
	uint64_t usec;		/* since boot */
	char text[1024];	/* cleaned: see clean.h */
};

/* Takes one record of /dev/kmsg apart. False when it is none. */
bool klog_parse(const char *record, struct klog_line *line);

/* The value of key in a "hotpatch: a=1 b=2" line: false when it has none. */
bool klog_value(const char *text, const char *key, char *buf, size_t size);

bool klog_open(struct session *s, bool from_now);
/* 1: a line; 0: no more for now; -errno. */
int klog_next(struct session *s, struct klog_line *line);

#endif
