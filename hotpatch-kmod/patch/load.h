/* SPDX-License-Identifier: GPL-2.0-only */
/* load.h - the load in progress. */
#ifndef HP_LOAD_H
#define HP_LOAD_H

#include "patch/registry.h"

/*
 * What a load needs, and what came of its beginning.  owner is the open file, which is only compared.
 * hp_load_begin() may wait up to 1 s for another load; errors as HP_IOC_LOAD_BEGIN says.
 */
struct hp_load_args {
	struct hp_import *imports;
	u32 count;
	u32 failed;
	u32 published;
	u32 owner_pid;
	char patch[HP_OBJECT_LEN];
	u8 build_id[HP_BUILD_ID_LEN];
};

int hp_load_begin(const void *owner, struct hp_load_args *args);
/* The registration's verdict; -ENOENT with HP_R_NOT_LOADING if no load or no registration was begun. */
int hp_load_end(const void *owner, struct hp_verdict *verdict);
/* When the file is closed: ends its load, if it has one. */
void hp_load_abandon(const void *owner);
/* pid of the process that is loading, 0 if none. */
u32 hp_load_owner(void);

#endif
