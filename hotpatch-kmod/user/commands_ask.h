/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * commands_ask.h - handlers of the ioctls that only ask.  arg: a copy of the ioctl's struct, which takes the
 * answer; what it points to is in user space still.  Errors as hotpatch_uapi.h has them.
 */
#ifndef HP_COMMANDS_ASK_H
#define HP_COMMANDS_ASK_H

struct file;

long hp_do_info(struct file *file, void *arg);
long hp_do_lookup(struct file *file, void *arg);
long hp_do_symbolize(struct file *file, void *arg);
long hp_do_progress(struct file *file, void *arg);
long hp_do_check(struct file *file, void *arg);
long hp_do_list(struct file *file, void *arg);
long hp_do_funcs(struct file *file, void *arg);
long hp_do_body(struct file *file, void *arg);

#endif
