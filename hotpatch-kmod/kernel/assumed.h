/* SPDX-License-Identifier: GPL-2.0-only */
/* assumed.h - what this folder's sources assume of the kernel. */
#ifndef HP_KERNEL_ASSUMED_H
#define HP_KERNEL_ASSUMED_H

/* Before hp_kfuncs_init(), which has it checked; first of all, because other checks call what was found. */
void hp_kernel_assumed(void);

#endif
