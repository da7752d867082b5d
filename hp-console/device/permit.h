/* SPDX-License-Identifier: GPL-2.0-only */
/* permit.h - does this kernel let itself be changed?  Asked before it says no more than EPERM. */
#ifndef HP_PERMIT_H
#define HP_PERMIT_H

#include "session/session.h"

/* Is it locked down?  Then how becomes "lockdown=integrity". */
bool permit_locked_down(struct session *s, char *how, size_t size);

/* May anything unsigned change it?  0, or a failure that says what forbids it to what. */
int permit_unsigned(struct session *s, const char *what);

/* May the file at path, these bytes, be loaded as a module, as far as that is known beforehand?  0 or a failure. */
int permit_load(struct session *s, const char *path, const void *data, size_t len);

#endif
