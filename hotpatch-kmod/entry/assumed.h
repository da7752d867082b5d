/* SPDX-License-Identifier: GPL-2.0-only */
/* assumed.h - what is believed of entries (kernel/assumptions.h). */
#ifndef HP_ASSUMED_H
#define HP_ASSUMED_H

/* Before hp_kfuncs_init(), which checks it. */
void hp_entry_assumed(void);

#endif
