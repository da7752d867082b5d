/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * contract.h - the ioctls as they are called: with the sizes that the contract wants, also of a module
 * that is older or newer than this program.
 */
#ifndef HP_CONTRACT_H
#define HP_CONTRACT_H

#include "session/session.h"

/*
 * HP_IOC_*, of s->dev.  The sizes in *arg are filled in here.  0 or -errno.  On a module of contract 2 or
 * 3 only what asks, and what gives the kernel its own code back; all else, and what the older one has no
 * field for, is -EOPNOTSUPP, and the module is not asked.
 */
int contract_call(struct session *s, unsigned long cmd, void *arg);

/* Do this program and the module of s->info understand each other at all?  An exit code. */
int contract_agrees(struct session *s);

/* Is the module older than this program? */
bool contract_is_older(const struct session *s);

/* Fails for that: who does not do what.  HPX_FAILED. */
int contract_too_old(struct session *s, const char *who);

#endif
