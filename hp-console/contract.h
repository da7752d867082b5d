/* SPDX-License-Identifier: GPL-2.0-only */
/* contract.h - the ioctls as they are called: with the sizes that the contract wants. */
#ifndef HP_CONTRACT_H
#define HP_CONTRACT_H

#include "session.h"

/* HP_IOC_*, of s->dev.  The sizes in *arg are filled in here.  0 or -errno. */
int contract_call(struct session *s, unsigned long cmd, void *arg);

#endif
