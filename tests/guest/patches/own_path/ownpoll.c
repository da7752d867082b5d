// SPDX-License-Identifier: GPL-2.0-only
/*
 * ownpoll.c - for the tests: how the console waits for a key: tty_poll(), which it asks whether
 * there is one, and pollwake(), which the line's interrupt wakes it by.  Copies that count.
 */
#include <linux/poll.h>
#include <linux/tty.h>
#include <linux/tty_ldisc.h>
#include <linux/wait.h>
#include "hotpatch.h"

static int calls, wakes;	/* a lost count does not matter */
module_param(calls, int, 0444);
module_param(wakes, int, 0444);

static __poll_t new_tty_poll(struct file *file, poll_table *wait)
{
	struct tty_file_private *priv = file->private_data;
	struct tty_struct *tty = priv ? priv->tty : NULL;
	struct tty_ldisc *ld;
	__poll_t ret = 0;

	calls++;
	if (!tty)
		return 0;
	ld = tty_ldisc_ref_wait(tty);
	if (!ld)
		return EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLRDNORM | EPOLLWRNORM;
	if (ld->ops->poll)
		ret = ld->ops->poll(tty, file, wait);
	tty_ldisc_deref(ld);
	return ret;
}

static int new_pollwake(wait_queue_entry_t *wait, unsigned int mode, int sync, void *key)
{
	struct poll_table_entry *entry = container_of(wait, struct poll_table_entry, wait);
	struct poll_wqueues *pwq = wait->private;
	DECLARE_WAITQUEUE(dummy_wait, pwq->polling_task);

	wakes++;
	if (key && !(key_to_poll(key) & entry->key))
		return 0;
	smp_wmb();	/* what was written before is seen with the flag; as in __pollwake() */
	pwq->triggered = 1;
	return default_wake_function(&dummy_wait, mode, sync, key);
}

HOTPATCH("test: polls of terminals and wake-ups of pollers count",
	 HOTPATCH_REPLACE(tty_poll, new_tty_poll),
	 HOTPATCH_REPLACE(pollwake, new_pollwake));
