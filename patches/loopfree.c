// SPDX-License-Identifier: GPL-2.0-only
/*
 * loopfree.c - a fix in a module that needs the module's own statics: /dev/loop-control gives only new
 * loop devices as free ones, and removes none.
 *
 * Shows: HOTPATCH_SYMBOL_IN(), for a function, a lock and a tree of loop.ko.  The patch knows the build of
 * the module it was made for, and does not go into another.  Needs a kernel with CONFIG_KALLSYMS_ALL:
 * others, Debian's 6.1 for arm64 among them, know no names of a module's data.
 *
 * A session, on 6.1:
 *
 *	# hp-console apply loopfree
 *	loopfree: applied: depth hold, 1 stop, longest 158 us, whole 24.2 ms
 *	# losetup -f
 *	/dev/loop8
 *	# losetup -f
 *	/dev/loop9
 *	# hp-console revert loopfree
 *	loopfree: reverted, the old code runs: depth hold, 1 stop, longest 9.4 ms, whole 27.1 ms
 *	# hp-console unload loopfree
 *	loopfree: unloaded
 *
 * Needs: Linux 5.14, CONFIG_BLK_DEV_LOOP
 */
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/loop.h>
#include <linux/mutex.h>
#include "hotpatch.h"

extern struct idr loop_index_idr;
extern struct mutex loop_ctl_mutex;
extern int add_device(int index);

HOTPATCH_SYMBOL_IN("loop", loop_index_idr, loop_index_idr);
HOTPATCH_SYMBOL_IN("loop", loop_ctl_mutex, loop_ctl_mutex);
HOTPATCH_SYMBOL_IN("loop", add_device, loop_add);

static int new_index(void)
{
	int index = 0;

	if (mutex_lock_killable(&loop_ctl_mutex))
		return -EINTR;
	while (idr_find(&loop_index_idr, index))
		index++;
	mutex_unlock(&loop_ctl_mutex);
	return index;
}

static HOTPATCH_NEW long new_loop_control_ioctl(struct file *file, unsigned int cmd, unsigned long parm)
{
	int index;

	switch (cmd) {
	case LOOP_CTL_ADD:
		return add_device(parm);
	case LOOP_CTL_GET_FREE:
		index = new_index();
		return index < 0 ? index : add_device(index);
	case LOOP_CTL_REMOVE:
		return -EPERM;
	}
	return -ENOSYS;
}

HOTPATCH("loop-control gives only new devices, and removes none",
	 HOTPATCH_REPLACE_IN("loop", loop_control_ioctl, new_loop_control_ioctl));
