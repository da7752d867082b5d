/* SPDX-License-Identifier: GPL-2.0-only */
/* report.h - fills the structs that user space is shown; commands.c and commands_ask.c copy them out. */
#ifndef HP_REPORT_H
#define HP_REPORT_H

#include "patch/registry.h"

/* hp_ask_lock held, as for all that follow except hp_report_list(). */
void hp_report_info(struct hp_info *info);

/* Fills at most max; returns how many patches there are.  Takes hp_list_lock. */
u32 hp_report_list(struct hp_patch *patches, u32 max);

/* Fills at most max; *count is how many functions the patch has.  -ENOENT, -ENOMEM. */
int hp_report_funcs(const char *patch, struct hp_target *targets, u32 max, u32 *count);

/*
 * As HP_IOC_CHECK says, for check->count targets and room for check->max_blockers blockers.
 * Waits for ftrace's lock for 100 ms at most, for all targets together.  -ENOMEM.
 */
int hp_report_check(struct hp_check *check, struct hp_target *targets, struct hp_blocker *blockers);

/* As HP_IOC_BODY says; body->left_out is left_out here.  -ENOMEM. */
int hp_report_body(struct hp_body *body, const struct hp_left_out *left_out);

#endif
