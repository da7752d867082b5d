/* SPDX-License-Identifier: GPL-2.0-only */
/* fake_op.h - between the two halves of the fake device. */
#ifndef CONSOLE_FAKE_OP_H
#define CONSOLE_FAKE_OP_H

#include "rig/fake.h"

struct hp_patch *fake_find(struct fake *f, const char *name);
uint32_t fake_at_most(uint32_t n, uint32_t most);

int fake_op(struct fake *f, struct hp_op *op, bool apply);
int fake_abort(struct fake *f, struct hp_name *n);
/* The seconds of timers as they are now. */
void fake_count_down(struct fake *f);

#endif
