// SPDX-License-Identifier: GPL-2.0-only
/*
 * ownioctl.c - for the tests: ioctl(2), in which the console itself stands while it waits for this
 * patch to be applied, and again while it waits for its revert.  A copy that counts.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/security.h>
#include "hotpatch.h"

#ifndef fd_file		/* older kernels have the file as it is */
#define fd_file(f) ((f).file)
#endif

static int calls;	/* a lost count does not matter */
module_param(calls, int, 0444);

extern int do_vfs_ioctl(struct file *file, unsigned int fd, unsigned int cmd, unsigned long arg);

static long run(struct file *file, unsigned int fd, unsigned int cmd, unsigned long arg)
{
	long ret = security_file_ioctl(file, cmd, arg);

	if (!ret)
		ret = do_vfs_ioctl(file, fd, cmd, arg);
	if (ret != -ENOIOCTLCMD)
		return ret;
	if (!file->f_op->unlocked_ioctl)
		return -ENOTTY;
	ret = file->f_op->unlocked_ioctl(file, cmd, arg);
	return ret == -ENOIOCTLCMD ? -ENOTTY : ret;
}

static long new_sys_ioctl(const struct pt_regs *regs)
{
	unsigned int fd = hotpatch_syscall_arg(regs, 0);
	struct fd f = fdget(fd);
	long ret;

	calls++;
	if (!fd_file(f))
		return -EBADF;
	ret = run(fd_file(f), fd, hotpatch_syscall_arg(regs, 1), hotpatch_syscall_arg(regs, 2));
	fdput(f);
	return ret;
}

HOTPATCH("test: every ioctl counts", HOTPATCH_REPLACE_SYSCALL(ioctl, new_sys_ioctl));
