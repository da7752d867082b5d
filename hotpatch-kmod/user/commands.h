/* SPDX-License-Identifier: GPL-2.0-only */
/* commands.h - the ioctls of /dev/hotpatch. */
#ifndef HP_COMMANDS_H
#define HP_COMMANDS_H

struct file;

/* file->private_data is its struct hp_client (client.h).  Errors as hotpatch_uapi.h has them. */
long hp_command(struct file *file, unsigned int cmd, unsigned long ptr);

#endif
