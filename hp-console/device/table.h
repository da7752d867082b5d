/* SPDX-License-Identifier: GPL-2.0-only */
/* table.h - the symbol table that the module is given. */
#ifndef HP_TABLE_H
#define HP_TABLE_H

#include "session/session.h"

/* Gives RELEASE.hpsym to the module when the search list has it; says so only when refused. */
void table_offer(struct session *s);
int table_give(struct session *s, const char *path);

#endif
