// SPDX-License-Identifier: GPL-2.0-only
/*
 * kstrtobool.c - a function of lib/, none of which has an ftrace entry: kernel parameters that are
 * switches take "+" and "-" too.
 *
 * Shows: a jump over the first instructions of the old function, whose body is dead once nobody
 * is inside.  hotpatch.ko finds that out by itself; "check" and "show" say so.
 *
 * A session, on 6.1:
 *
 *	# echo + > /sys/module/printk/parameters/time
 *	sh: write error: Invalid argument
 *	# hp-console apply kstrtobool
 *	kstrtobool: applied: depth hold, 1 stop, longest 57 us, whole 13.6 ms
 *	# echo + > /sys/module/printk/parameters/time
 *	# cat /sys/module/printk/parameters/time
 *	Y
 *	# hp-console revert kstrtobool
 *	kstrtobool: reverted, the old code runs: depth hold, 1 stop, longest 63 us, whole 1.2 ms
 */
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/version.h>
#include "hotpatch.h"

static HOTPATCH_KEEPS int new_kstrtobool(const char *s, bool *res)
{
	if (!s)
		return -EINVAL;
	switch (s[0]) {
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 2, 0)
	case 'e': case 'E':
#endif
	case 'y': case 'Y': case 't': case 'T': case '1': case '+':
		*res = true;
		return 0;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 2, 0)
	case 'd': case 'D':
#endif
	case 'n': case 'N': case 'f': case 'F': case '0': case '-':
		*res = false;
		return 0;
	case 'o': case 'O':
		if (s[1] == 'n' || s[1] == 'N')
			*res = true;
		else if (s[1] == 'f' || s[1] == 'F')
			*res = false;
		else
			return -EINVAL;
		return 0;
	}
	return -EINVAL;
}

HOTPATCH("switches take \"+\" and \"-\" too",
	 HOTPATCH_REPLACE(kstrtobool, new_kstrtobool));
