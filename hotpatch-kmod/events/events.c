// SPDX-License-Identifier: GPL-2.0-only
/*
 * events.c - the audit line and the event ring.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cred.h>
#include <linux/ctype.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include "events/events.h"
#include "kernel/copy.h"

#define RING	16	/* a power of two */

static struct hp_event ring[RING];
static u64 next_seq;
static DEFINE_SPINLOCK(ring_lock);
static DECLARE_WAIT_QUEUE_HEAD(ring_wait);

static const char * const kind_names[] = {
	[HP_EV_LOADED] = "loaded", [HP_EV_APPLIED] = "applied", [HP_EV_CONFIRMED] = "confirmed",
	[HP_EV_REVERTED] = "reverted", [HP_EV_UNLOADED] = "unloaded", [HP_EV_TIMEOUT] = "timeout",
	[HP_EV_TABLE] = "table", [HP_EV_COUNTING] = "counting", [HP_EV_UNCOUNTED] = "uncounted",
	[HP_EV_ABANDONED] = "abandoned",
};
static const char * const depth_names[] = { "-", "hold", "nudge", "freeze" };

void hp_clean(char *text)
{
	for (; *text; text++) {
		if (!isalnum(*text) && !strchr("-_.,:/", *text))
			*text = '_';
	}
}

static void ring_add(struct hp_event *ev)
{
	spin_lock(&ring_lock);
	ev->seq = next_seq;
	ring[next_seq % RING] = *ev;
	next_seq++;
	spin_unlock(&ring_lock);
	wake_up_interruptible(&ring_wait);
}

void hp_who_is_current(struct hp_who *who)
{
	who->uid = from_kuid(&init_user_ns, current_uid());
	who->pid = task_tgid_nr(current);
	get_task_comm(who->comm, current);
	hp_clean(who->comm);
}

void hp_log_event(const struct hp_who *who, const struct hp_event_info *info)
{
	const struct hp_op *op = info->op;
	struct hp_event ev = {
		.time_ns = ktime_get_real_ns(),
		.kind = info->error ? HP_EV_FAILED : info->kind,
		.action = info->error ? info->kind : 0,
		.error = info->error,
		.reason = info->reason,
		.uid = who->uid,
		.pid = who->pid,
	};

	hp_copy(ev.patch, info->patch);
	hp_clean(ev.patch);
	hp_copy(ev.comm, who->comm);
	if (op) {
		ev.depth = op->depth;
		ev.blocked = op->blocked;
		ev.frozen_ns = op->frozen_ns;
		ev.stop_ns = op->stop_ns;
	}
	ring_add(&ev);
	pr_notice("event=%s%s patch=%s funcs=%s uid=%u pid=%u comm=%s depth=%s freeze_us=%llu stop_us=%llu blocked=%u reason=%u result=%d\n",
		  ev.error ? "failed-" : "", kind_names[info->kind], ev.patch, info->funcs ?: "-",
		  ev.uid, ev.pid, ev.comm, depth_names[ev.depth], ev.frozen_ns / NSEC_PER_USEC,
		  ev.stop_ns / NSEC_PER_USEC, ev.blocked, ev.reason, ev.error);
}

void hp_reader_init(struct hp_reader *reader)
{
	spin_lock(&ring_lock);
	reader->seq = next_seq;
	spin_unlock(&ring_lock);
}

/* 1: *ev filled.  0: none there yet. */
static int next_event(struct hp_reader *reader, struct hp_event *ev)
{
	int found = 0;

	spin_lock(&ring_lock);
	if (next_seq > reader->seq + RING) {
		u64 lost = next_seq - RING - reader->seq;

		memset(ev, 0, sizeof(*ev));
		ev->kind = HP_EV_LOST;
		ev->seq = lost;
		ev->time_ns = ring[next_seq % RING].time_ns;
		reader->seq += lost;
		found = 1;
	} else if (reader->seq < next_seq) {
		*ev = ring[reader->seq % RING];
		reader->seq++;
		found = 1;
	}
	spin_unlock(&ring_lock);
	return found;
}

static bool has_event(const struct hp_reader *reader)
{
	bool has;

	spin_lock(&ring_lock);
	has = reader->seq < next_seq;
	spin_unlock(&ring_lock);
	return has;
}

ssize_t hp_reader_read(struct hp_reader *reader, char __user *buf, size_t len, bool nonblock)
{
	struct hp_event ev;
	size_t done = 0;

	if (len < sizeof(ev))
		return -EINVAL;
	while (len - done >= sizeof(ev)) {
		if (!next_event(reader, &ev)) {
			if (done)
				break;
			if (nonblock)
				return -EAGAIN;
			if (wait_event_interruptible(ring_wait, has_event(reader)))
				return -ERESTARTSYS;
			continue;
		}
		if (copy_to_user(buf + done, &ev, sizeof(ev)))
			return done ?: -EFAULT;
		done += sizeof(ev);
	}
	return done;
}

__poll_t hp_reader_poll(struct hp_reader *reader, struct file *file, poll_table *wait)
{
	poll_wait(file, &ring_wait, wait);
	return has_event(reader) ? EPOLLIN | EPOLLRDNORM : 0;
}
