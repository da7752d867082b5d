/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * contract.h - calls the ioctls with the struct sizes that the contract asks for, also where the module
 * is older or newer than this program.
 */
#ifndef HP_CONTRACT_H
#define HP_CONTRACT_H

#include "session/session.h"

/*
 * HP_IOC_*, of s->dev.  The sizes in *arg are filled in here.  0 or -errno.  A module of contract 2 or 3
 * is called only for what asks and for what gives the kernel its own code back.  Everything else, and
 * what its structs have no field for, is -EOPNOTSUPP without a call.
 */
int contract_call(struct session *s, unsigned long cmd, void *arg);

/* Do this program and the module of s->info understand each other at all?  An exit code. */
int contract_agrees(struct session *s);

/* Is the module older than this program? */
bool contract_is_older(const struct session *s);

/* Fails because who, a verb or a patch, needs a newer module than the one that is loaded.  HPX_FAILED. */
int contract_too_old(struct session *s, const char *who);

#endif
