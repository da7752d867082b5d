// SPDX-License-Identifier: GPL-2.0-only
/*
 * seals.c - for the tests: no patch but functions without an ftrace entry that begin with an ENDBR, with what kernels
 * put over one, and with what none is known to put there.
 *
 * Needs: CONFIG_X86_64
 */
#include <linux/linkage.h>
#include <linux/module.h>
#include <asm/linkage.h>

#ifndef ASM_RET
#define ASM_RET "ret\n"
#endif

#define FUNCTION(name, bytes)					\
	asm(".pushsection .text\n"				\
	    ".balign 16\n"					\
	    ".type " #name ", @function\n"			\
	    #name ":\n"						\
	    ".byte " bytes "\n"					\
	    "xorl %eax, %eax\n"					\
	    "movl $1, %ecx\n"					\
	    "movl $2, %edx\n"					\
	    ASM_RET						\
	    ".size " #name ", . - " #name "\n"			\
	    ".popsection\n")

FUNCTION(sealed_by_6_12, "0x66, 0x0f, 0x1f, 0x00");
FUNCTION(sealed_by_7_2, "0x0f, 0x1f, 0x40, 0xd6");
FUNCTION(sealed_by_nobody, "0x0f, 0x1f, 0x40, 0xd7");
FUNCTION(sealed_otherwise, "0x66, 0x0f, 0x1f, 0x01");

MODULE_DESCRIPTION("test: seals of an ENDBR");
MODULE_LICENSE("GPL");
