/* SPDX-License-Identifier: GPL-2.0-only */
/* slots_layout.h - what the slots' assembler and the C code that writes their jumps agree on. */
#ifndef HP_SLOTS_LAYOUT_H
#define HP_SLOTS_LAYOUT_H

#ifdef CONFIG_X86_64
#define HP_SLOT_SIZE		32
#define HP_SLOT_JUMP		12	/* offset of the jump in a slot */
#define HP_SLOT_JUMP_LEN	5
#else
#define HP_SLOT_SIZE		64
#define HP_SLOT_JUMP		36
#define HP_SLOT_JUMP_LEN	12
#endif

/* struct hp_slot_data: as the assembler sees it. */
#define HP_SLOT_DATA_SIZE	16
#define HP_SLOT_DATA_VALUE	8

#endif
