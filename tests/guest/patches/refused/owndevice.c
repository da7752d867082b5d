// SPDX-License-Identifier: GPL-2.0-only
/*
 * owndevice.c - for the tests: the code of hotpatch.ko itself, which the console waits in.  It is
 * refused: in the stop it would rewrite what just runs.
 */
#include <linux/fs.h>
#include "hotpatch.h"

static long new_hp_command(struct file *file, unsigned int cmd, unsigned long arg)
{
	return -ENOTTY;
}

HOTPATCH("test: the device of hotpatch.ko",
	 HOTPATCH_REPLACE_IN("hotpatch", hp_command, new_hp_command));
