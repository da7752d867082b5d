/* SPDX-License-Identifier: GPL-2.0-only */
/* stub.h - patches without a .ko: a function returns a constant. */
#ifndef HP_STUB_H
#define HP_STUB_H

#include "patch/registry.h"

/* HP_IOC_STUB, HP_IOC_UNSTUB; each takes hp_op_lock.  Errors as there, and -ERESTARTSYS. */
int hp_stub_create(struct hp_stub *stub);
int hp_stub_remove(const char *name);

#endif
