/* SPDX-License-Identifier: GPL-2.0-only */
/* fake_op.h - between the parts of the fake device. */
#ifndef CONSOLE_FAKE_OP_H
#define CONSOLE_FAKE_OP_H

#include "rig/fake.h"

struct hp_patch *fake_find(struct fake *f, const char *name);
uint32_t fake_at_most(uint32_t n, uint32_t most);

/* fake_answers.c: one for each ioctl; 0 or -errno. */
int fake_do_begin(struct fake *f, struct hp_load *l);
int fake_do_end(struct fake *f, struct hp_verdict *v);
int fake_do_lookup(struct fake *f, struct hp_lookup *l);
int fake_do_symbolize(struct fake *f, struct hp_symbolize *q);
int fake_do_check(struct fake *f, struct hp_check *c);
int fake_do_funcs(struct fake *f, struct hp_funcs *q);
int fake_do_body(struct fake *f, struct hp_body *b);
int fake_do_info(struct fake *f, struct hp_info *info);
int fake_do_list(struct fake *f, struct hp_list *l);
int fake_do_stub(struct fake *f, struct hp_stub *stub);
int fake_do_unstub(struct fake *f, struct hp_name *n);
int fake_do_count(struct fake *f, struct hp_op *op, bool on);
int fake_do_confirm(struct fake *f, struct hp_name *n);
int fake_do_abandon(struct fake *f, struct hp_name *n);
int fake_do_table(struct fake *f, struct hp_table *t);

/* fake_older.c */
int fake_older_call(struct fake *f, unsigned long cmd, void *arg);

/* fake_op.c */
int fake_op(struct fake *f, struct hp_op *op, bool apply);
int fake_abort(struct fake *f, struct hp_name *n);
/* The seconds of timers as they are now. */
void fake_count_down(struct fake *f);

#endif
