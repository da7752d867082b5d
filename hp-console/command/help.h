/* SPDX-License-Identifier: GPL-2.0-only */
/* help.h - the table of verbs as help and as manual page. */
#ifndef HP_HELP_H
#define HP_HELP_H

#include "command/dispatch.h"

void help_all(struct out *o, const struct verb *list);
void help_one(struct out *o, const struct verb *v);
void help_mdoc(struct out *o, const struct verb *list);

#endif
