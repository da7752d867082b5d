/* SPDX-License-Identifier: GPL-2.0-only */
/* events.h - every change of state: one line in the kernel log, one record for read(). */
#ifndef HP_EVENTS_H
#define HP_EVENTS_H

#include <linux/fs.h>
#include <linux/poll.h>
#include "hotpatch_uapi.h"

/* The process that asked for something, for the log and the events. */
struct hp_who {
	u32 uid;
	u32 pid;
	char comm[HP_COMM_LEN];
};

void hp_who_is_current(struct hp_who *who);

/* Something that happened, or was tried: with an error the event is HP_EV_FAILED. */
struct hp_event_info {
	u32 kind;		/* enum hp_event_kind of what was done or tried */
	const char *patch;
	const char *funcs;	/* separated by commas, or NULL */
	const struct hp_op *op;	/* the figures, or NULL */
	u32 reason;		/* enum hp_reason */
	int error;
};

void hp_log_event(const struct hp_who *who, const struct hp_event_info *info);

/*
 * Replaces by '_' every character that could end a field of the log line, or the line: names of tasks,
 * patches and symbols may hold any.
 */
void hp_clean(char *text);

/* One reader: an open file.  seq is the number of the next event it will get. */
struct hp_reader {
	u64 seq;
};

void hp_reader_init(struct hp_reader *reader);

/* read(2): whole events, at least one.  -EINVAL no room for one, -EAGAIN, -EFAULT, -ERESTARTSYS. */
ssize_t hp_reader_read(struct hp_reader *reader, char __user *buf, size_t len, bool nonblock);
__poll_t hp_reader_poll(struct hp_reader *reader, struct file *file, poll_table *wait);

#endif
