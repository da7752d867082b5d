// SPDX-License-Identifier: GPL-2.0-only
/*
 * relies.c - for the tests: no patch but a function without an ftrace entry, and a caller that keeps values in each
 * register which the function leaves alone, as gcc lets callers in the same file do (-fipa-ra).
 *
 * /sys/module/relies/parameters/leaf: what the function returned, and "kept", or "lost" and a bit for each
 * register that had another value afterwards: rdx, rcx, rsi, rdi, r8 to r11.
 *
 * Needs: CONFIG_X86_64, !CONFIG_CALL_PADDING
 */
#include <linux/module.h>
#include <asm/linkage.h>

#ifndef ASM_RET
#define ASM_RET "ret\n"
#endif

asm(".pushsection .text\n"
    ".balign 16\n"
    ".type relies_leaf, @function\n"
    "relies_leaf:\n"
    "xorl %eax, %eax\n"
    "testl %eax, %eax\n"
    "testl %eax, %eax\n"
    ASM_RET
    ".size relies_leaf, . - relies_leaf\n"
    ".popsection\n");

#define REGISTERS 8

static noinline long call_leaf(u64 after[REGISTERS])
{
	register u64 r8 asm("r8") = 0x8888;
	register u64 r9 asm("r9") = 0x9999;
	register u64 r10 asm("r10") = 0xaaaa;
	register u64 r11 asm("r11") = 0xbbbb;
	u64 rdx = 0xdddd, rcx = 0xcccc, rsi = 0x5151, rdi = 0xd1d1;
	int rax;

	asm volatile("call relies_leaf"
		     : "=a" (rax), "+d" (rdx), "+c" (rcx), "+S" (rsi), "+D" (rdi), "+r" (r8), "+r" (r9),
		       "+r" (r10), "+r" (r11), ASM_CALL_CONSTRAINT
		     : : "memory", "cc");
	after[0] = rdx ^ 0xdddd;
	after[1] = rcx ^ 0xcccc;
	after[2] = rsi ^ 0x5151;
	after[3] = rdi ^ 0xd1d1;
	after[4] = r8 ^ 0x8888;
	after[5] = r9 ^ 0x9999;
	after[6] = r10 ^ 0xaaaa;
	after[7] = r11 ^ 0xbbbb;
	return rax;
}

static int get_leaf(char *buffer, const struct kernel_param *kp)
{
	u64 changed[REGISTERS];
	long ret = call_leaf(changed);
	unsigned int lost = 0, i;

	for (i = 0; i < REGISTERS; i++)
		lost |= !!changed[i] << i;
	return lost ? sprintf(buffer, "%ld lost %x\n", ret, lost) : sprintf(buffer, "%ld kept\n", ret);
}

static const struct kernel_param_ops leaf_ops = { .get = get_leaf };
module_param_cb(leaf, &leaf_ops, NULL, 0400);

MODULE_DESCRIPTION("test: a caller that relies on registers");
MODULE_LICENSE("GPL");
