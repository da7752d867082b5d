/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * slots_arm64.S - the slots on arm64.  See slots.h.
 *
 * x16 and x17 are free for whatever lies between a call and the function (AAPCS64, IP0 and IP1);
 * the third register that counting takes is kept on the stack, because x9 has the return address for
 * a traced replacement and the compiler may know that a function leaves others alone.  Where the jump
 * goes are nops, which makes it a stub, until something else is written there.
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
