// SPDX-License-Identifier: GPL-2.0-only
/*
 * ownread.c - for the tests: vfs_read(), through which the console gets every key typed, and in
 * which everybody else who waits for a line sleeps.  A copy that counts.
 */
#include <linux/fs.h>
#include <linux/fsnotify.h>
#include <linux/sched/xacct.h>
#include <linux/uio.h>
#include <linux/version.h>
#include "hotpatch.h"

/* Before linux/fs.h had it, it was in fs/internal.h. */
extern int rw_verify_area(int read_write, struct file *file, const loff_t *ppos, size_t count);

static int calls;	/* a lost count does not matter */
module_param(calls, int, 0444);

static ssize_t sync_read(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	struct kiocb kiocb;
	struct iovec __maybe_unused iov = { .iov_base = buf, .iov_len = len };
	struct iov_iter iter;
	ssize_t ret;

	init_sync_kiocb(&kiocb, file);
	kiocb.ki_pos = pos ? *pos : 0;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 0, 0)
	iov_iter_ubuf(&iter, ITER_DEST, buf, len);
#else
	iov_iter_init(&iter, READ, &iov, 1, len);
#endif
	ret = file->f_op->read_iter(&kiocb, &iter);
	if (pos)
		*pos = kiocb.ki_pos;
	return ret;
}

static ssize_t new_vfs_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	ssize_t ret;

	calls++;
	if (!(file->f_mode & FMODE_READ))
		return -EBADF;
	if (!(file->f_mode & FMODE_CAN_READ))
		return -EINVAL;
	if (unlikely(!access_ok(buf, count)))
		return -EFAULT;
	ret = rw_verify_area(READ, file, pos, count);
	if (ret)
		return ret;
	count = min_t(size_t, count, MAX_RW_COUNT);
	if (file->f_op->read)
		ret = file->f_op->read(file, buf, count, pos);
	else if (file->f_op->read_iter)
		ret = sync_read(file, buf, count, pos);
	else
		ret = -EINVAL;
	if (ret > 0) {
		fsnotify_access(file);
		add_rchar(current, ret);
	}
	inc_syscr(current);
	return ret;
}

HOTPATCH("test: every read counts", HOTPATCH_REPLACE(vfs_read, new_vfs_read));
