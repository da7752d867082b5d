/* SPDX-License-Identifier: GPL-2.0-only */
/* rettype.h - may this function return this value, as far as the running kernel tells? */
#ifndef HP_RETTYPE_H
#define HP_RETTYPE_H

#include "patch/value.h"
#include "session/session.h"

/*
 * An exit code.  Where it is not known what the function returns, a note says so and the answer is
 * yes.  object: the module it lies in, "" for the kernel image.
 */
int rettype_check(struct session *s, const char *object, const char *func, const struct value *v);

#endif
