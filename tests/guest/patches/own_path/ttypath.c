// SPDX-License-Identifier: GPL-2.0-only
/*
 * ttypath.c - for the tests: what a console on a serial line itself stands in: the tty's poll, the
 * room to write, and read(2).  They do what they did, and count.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/tty.h>
#include <linux/tty_ldisc.h>
#include <linux/version.h>
#include "hotpatch.h"

static atomic_long_t calls;

/* drivers/tty/tty_io.c; struct tty_file_private is from linux/tty.h. */
static __poll_t new_tty_poll(struct file *filp, poll_table *wait)
{
	struct tty_struct *tty = ((struct tty_file_private *)filp->private_data)->tty;
	struct tty_ldisc *ld;
	__poll_t ret = 0;

	atomic_long_inc(&calls);
	ld = tty_ldisc_ref_wait(tty);
	if (!ld)
		return EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLRDNORM | EPOLLWRNORM;
	if (ld->ops->poll)
		ret = ld->ops->poll(tty, filp, wait);
	tty_ldisc_deref(ld);
	return ret;
}

/* It returned an int up to 5.13. */
static typeof(tty_write_room((struct tty_struct *)NULL)) new_tty_write_room(struct tty_struct *tty)
{
	atomic_long_inc(&calls);
	return tty->ops->write_room ? tty->ops->write_room(tty) : 2048;
}

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
extern ssize_t vfs_read(struct file *file, char __user *buf, size_t count, loff_t *pos);

static ssize_t new_ksys_read(unsigned int fd, char __user *buf, size_t count)
{
	struct fd f = fdget_pos(fd);
	loff_t pos, *ppos = NULL;
	ssize_t ret = -EBADF;

	atomic_long_inc(&calls);
	if (!f.file)
		return ret;
	if (!(f.file->f_mode & FMODE_STREAM)) {
		pos = f.file->f_pos;
		ppos = &pos;
	}
	ret = vfs_read(f.file, buf, count, ppos);
	if (ret >= 0 && ppos)
		f.file->f_pos = pos;
	fdput_pos(f);
	return ret;
}

HOTPATCH("test: the path of the console's own terminal",
	 HOTPATCH_REPLACE(tty_poll, new_tty_poll),
	 HOTPATCH_REPLACE(tty_write_room, new_tty_write_room),
	 HOTPATCH_REPLACE(ksys_read, new_ksys_read));
#else
HOTPATCH("test: the path of the console's own terminal",
	 HOTPATCH_REPLACE(tty_poll, new_tty_poll),
	 HOTPATCH_REPLACE(tty_write_room, new_tty_write_room));
#endif
