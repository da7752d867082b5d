/* SPDX-License-Identifier: GPL-2.0-only */
/* faults.h - the n-th allocation of one task fails (Documentation/fault-injection). */
#ifndef FAULTS_H
#define FAULTS_H

#include <stdbool.h>

/* 0, or -1 with errno: no fault injection in this kernel, or hotpatch has no thread. */
int faults_init(void);

/* Of the allocations from now on, in this task or in hotpatch's thread, the n-th fails. */
void faults_arm(bool worker, int n);

/* Ends it.  True: there was an n-th, and it failed. */
bool faults_disarm(bool worker);

#endif
