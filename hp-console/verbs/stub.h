/* SPDX-License-Identifier: GPL-2.0-only */
/* stub.h - the dry run of a stub. */
#ifndef HP_STUB_H
#define HP_STUB_H

#include "session/session.h"

/* "check stub FUNCTION VALUE" */
int check_stub(struct session *s, const char *func, const char *value);

#endif
