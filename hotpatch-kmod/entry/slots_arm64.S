/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * slots_arm64.S - the slots on arm64.  See slots.h.
 *
 * Code between a call and the function may change x16 and x17 (AAPCS64, IP0 and IP1).  Counting needs a third
 * register, which is saved on the stack: x9 has the return address for a traced replacement, and of the
 * others the compiler may know that the function does not change them.  In the place of the jump are nops,
 * which makes it a stub, until something else is written there.
 */
#include <linux/linkage.h>
#include "entry/slots_layout.h"

	.text
	.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	.balign HP_SLOT_SIZE
SYM_START(hp_slot_\i, SYM_L_GLOBAL, SYM_A_NONE)
	hint	#34			// bti c
	str	x10, [sp, #-16]!
	adrp	x16, hp_slot_data + HP_SLOT_DATA_SIZE * \i
	add	x16, x16, :lo12:hp_slot_data + HP_SLOT_DATA_SIZE * \i
.Lagain_\i:
	ldxr	x17, [x16]
	add	x17, x17, #1
	stxr	w10, x17, [x16]
	cbnz	w10, .Lagain_\i
	ldr	x10, [sp], #16
	.if . - hp_slot_\i - HP_SLOT_JUMP
	.error "the slot's jump is not where C code believes it"
	.endif
	nop
	nop
	nop
	ldr	x0, [x16, #HP_SLOT_DATA_VALUE]
	ret
SYM_FUNC_END(hp_slot_\i)
	.endr
	.balign HP_SLOT_SIZE
