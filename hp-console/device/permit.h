/* SPDX-License-Identifier: GPL-2.0-only */
/* permit.h - does this kernel allow changes?  Asked beforehand, because its refusal says only EPERM. */
#ifndef HP_PERMIT_H
#define HP_PERMIT_H

#include "session/session.h"

/* Is it locked down?  Then how becomes "lockdown=integrity". */
bool permit_locked_down(struct session *s, char *how, size_t size);

/* May something unsigned, whose name is what, change the kernel?  0, or a failure that says why not. */
int permit_unsigned(struct session *s, const char *what);

/* May these bytes of the file path be loaded as a module, as far as is known beforehand?  0 or a failure. */
int permit_load(struct session *s, const char *path, const void *data, size_t len);

#endif
