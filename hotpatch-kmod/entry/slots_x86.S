/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * slots_x86.S - the slots on x86-64.  See slots.h.
 *
 * All registers are preserved; flags need not be where a function begins.  The jump leads to the next
 * instruction, which makes it a stub, until something else is written there.  In a slot the stack is
 * as at a function's first instruction, so the unwinder needs nothing from us.  The ENDBR is for
 * objtool: only direct jumps come here.
 */
#include <linux/linkage.h>
#include "entry/slots_layout.h"

	.text
	.irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	.balign HP_SLOT_SIZE, 0xcc
SYM_START(hp_slot_\i, SYM_L_GLOBAL, SYM_A_NONE)
	endbr64
	lock incq hp_slot_data + HP_SLOT_DATA_SIZE * \i(%rip)
	.if . - hp_slot_\i - HP_SLOT_JUMP
	.error "the slot's jump is not where C code believes it"
	.endif
	jmp.d32 .Lstub_\i
.Lstub_\i:
	movq hp_slot_data + HP_SLOT_DATA_SIZE * \i + HP_SLOT_DATA_VALUE(%rip), %rax
	RET
SYM_FUNC_END(hp_slot_\i)
	.endr
	.balign HP_SLOT_SIZE, 0xcc
