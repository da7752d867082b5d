/* SPDX-License-Identifier: GPL-2.0-only */
/* apply.h - operations of the module, run and shown. */
#ifndef HP_APPLY_H
#define HP_APPLY_H

#include "patch/find.h"
#include "session/session.h"

/* Runs APPLY, REVERT, COUNT or UNCOUNT; shows who is inside if that fails.  An exit code. */
int operate(struct session *s, unsigned long cmd, const char *prefix, struct patch *p,
	    struct hp_op *op);

/* Applies a loaded patch; loaded_now: it was loaded for this, and is unloaded if the apply fails. */
int apply_patch(struct session *s, struct patch *p, struct hp_op *op, bool loaded_now);

#endif
