/* SPDX-License-Identifier: GPL-2.0-only */
/* commands_change.h - handlers of the ioctls that change something; as those of commands_ask.h. */
#ifndef HP_COMMANDS_CHANGE_H
#define HP_COMMANDS_CHANGE_H

#include "patch/registry.h"

struct file;

long hp_do_table(struct file *file, void *arg);
long hp_do_load_begin(struct file *file, void *arg);
long hp_do_load_end(struct file *file, void *arg);
long hp_do_stub(struct file *file, void *arg);
/* Apply, revert, count, uncount. */
long hp_do_operate(struct file *file, enum hp_transition transition, struct hp_op *op);

#endif
