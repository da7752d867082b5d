/* SPDX-License-Identifier: GPL-2.0-only */
/* permit.h - does this kernel let itself be changed?  Asked before it says no more than EPERM. */
#ifndef HP_PERMIT_H
#define HP_PERMIT_H

#include "session.h"

struct patch;

/* Is it locked down?  Then how becomes "lockdown=integrity". */
bool permit_locked_down(struct session *s, char *how, size_t size);

/* May anything unsigned change it?  0, or a failure that says what forbids it to what. */
int permit_unsigned(struct session *s, const char *what);

/* May the file be loaded as a module, as far as that is known beforehand?  0 or a failure. */
int permit_load(struct session *s, const struct patch *p);

#endif
