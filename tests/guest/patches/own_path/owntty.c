// SPDX-License-Identifier: GPL-2.0-only
/*
 * owntty.c - for the tests: tty_ldisc_ref_wait(), which every read, write, poll and ioctl of a
 * terminal begins with.  A copy that counts.
 */
#include <linux/sched.h>
#include <linux/tty.h>
#include <linux/tty_ldisc.h>
#include "hotpatch.h"

static int calls;	/* a lost count does not matter */
module_param(calls, int, 0444);

extern int ldsem_down_read(struct ld_semaphore *sem, long timeout);
extern void ldsem_up_read(struct ld_semaphore *sem);

static struct tty_ldisc *new_tty_ldisc_ref_wait(struct tty_struct *tty)
{
	struct tty_ldisc *ld;

	calls++;
	ldsem_down_read(&tty->ldisc_sem, MAX_SCHEDULE_TIMEOUT);
	ld = tty->ldisc;
	if (!ld)
		ldsem_up_read(&tty->ldisc_sem);
	return ld;
}

HOTPATCH("test: every use of a terminal counts",
	 HOTPATCH_REPLACE(tty_ldisc_ref_wait, new_tty_ldisc_ref_wait));
