/* SPDX-License-Identifier: GPL-2.0-only */
/* device.h - /dev/hotpatch. */
#ifndef HP_DEVICE_H
#define HP_DEVICE_H

int hp_device_init(void);
void hp_device_exit(void);

#endif
