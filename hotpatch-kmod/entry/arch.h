/* SPDX-License-Identifier: GPL-2.0-only */
/* arch.h - what differs between processors: one arch_*.c each. */
#ifndef HP_ARCH_H
#define HP_ARCH_H

#include <linux/pgtable.h>
#include "entry/func.h"

struct page;

/* Copies the bytes of an ftrace entry that nobody uses; the first hp_func.entry_len of them are overwritten. */
void hp_arch_nop(u8 bytes[HP_ENTRY_LEN]);

/*
 * To be ORed to a word of a stack before it is taken for a code address: arm64 signs return
 * addresses in their upper bits.
 */
extern unsigned long hp_arch_code_bits;

/*
 * Could code made at run time lie at addr?  A quick test, made for each word of a stack.  On x86-64 all such
 * code, and this module, lies in the area for modules (arch/x86/kernel/module.c, module_alloc()).  On arm64
 * slots of kprobes and BPF's code may lie anywhere in vmalloc()'s area (arch/arm64/net/bpf_jit_comp.c,
 * bpf_jit_alloc_exec()), which follows the one for modules.
 */
static inline bool hp_arch_may_be_generated(unsigned long addr)
{
#ifdef CONFIG_X86_64
	return addr - MODULES_VADDR < MODULES_END - MODULES_VADDR;
#else
	return addr - MODULES_VADDR < VMALLOC_END - MODULES_VADDR;
#endif
}

/* Is there a trampoline of a static call at addr, the kernel's or a module's? */
bool hp_arch_is_trampoline(unsigned long addr);

/*
 * Does the function at addr begin with something that is neither a seal known here nor ordinary code?  Then it
 * is not known where its body begins.
 */
bool hp_arch_unknown_seal(unsigned long addr);

/* Where the ftrace entry of the function at addr must be, if it has one. */
unsigned long hp_arch_ftrace_ip(unsigned long addr);

/*
 * hp_arch_place_jump() - where the jump goes and what it looks like
 * @f: .addr, .ftrace_ip (0: has none) and .replacement (0: not known yet) are given; .method, .entry,
 *     .entry_len and .jump are filled.  Without a replacement arm64 assumes a near one if there is an
 *     ftrace entry, else one far away.
 *
 * Return: 0; -ERANGE: the replacement is too far away for any jump.
 */
int hp_arch_place_jump(struct hp_func *f);

/*
 * hp_arch_jump_to() - a jump for the entry of f that leads elsewhere
 * @f:	  placed by hp_arch_place_jump() with a replacement: place and length of the jump stay as they are
 * @to:	  the replacement, or a slot
 * @jump: HP_ENTRY_LEN bytes
 *
 * Return: 0; -ERANGE: this kind of jump does not reach so far.
 */
int hp_arch_jump_to(const struct hp_func *f, unsigned long to, u8 *jump);

/*
 * The jump of a slot (slots_layout.h) at addr; with to 0 it leads to the slot's own end.  0; -ERANGE.
 */
int hp_arch_slot_jump(unsigned long addr, unsigned long to, u8 *jump);

/*
 * May the callers of a function without an ftrace entry rely on registers that any function may overwrite?  gcc
 * tells a caller which ones a function of the same file leaves alone (-fipa-ra), unless it compiles for profiling
 * (-pg), which ftrace's entries are made of, or makes room before functions (-fpatchable-function-entry, where
 * CONFIG_CALL_PADDING is set).  On arm64 they may as well, but no replacement in C can be made to keep them there.
 * A slot keeps all, but a stub's, which ends with the value in rax.  patches/hotpatch.h has the same condition.
 */
#define HP_CALLERS_RELY_ON_REGISTERS \
	(IS_ENABLED(CONFIG_X86_64) && IS_ENABLED(CONFIG_CC_IS_GCC) && !IS_ENABLED(CONFIG_CALL_PADDING))

/* Stack pointer of a task that is not running. */
unsigned long hp_arch_sp(const struct task_struct *task);

/* Page that holds kernel code at addr. */
struct page *hp_arch_text_page(unsigned long addr);

/*
 * One function being switched.  alias is a writable mapping of entry; from and to are the addresses where
 * execution goes on behind the old and the new entry.  With HP_METHOD_BODY an unpatched entry has the
 * replacement there too: the instructions that are overwritten cannot be executed anywhere else.
 */
struct hp_site {
	u8 *alias;
	unsigned long entry;
	u32 len;
	unsigned long from;
	unsigned long to;
	const u8 *bytes;	/* to be written */
};

/*
 * hp_arch_write() - switches all sites, inside the stop, on the one CPU that writes
 * @sync: makes every other CPU serialise, and returns when all have
 *
 * The other CPUs spin with interrupts off, but NMIs that cannot be masked may come to any CPU, also to this
 * one, and call the functions that are being switched.  So each entry can be executed at each moment, and
 * all sites change from old to new in one instant (those of HP_METHOD_BODY: one after the other).
 */
void hp_arch_write(const struct hp_site *sites, u32 n, void (*sync)(void *), void *arg);

/*
 * Masks on this CPU all exceptions that stop_machine() leaves unmasked, as far as the processor can;
 * hp_arch_unmask() undoes it.  Every CPU calls it before the first byte is written.
 */
unsigned long hp_arch_mask(void);
void hp_arch_unmask(unsigned long flags);

/* Serialises this CPU: it does not execute instructions that it fetched before. */
void hp_arch_sync_core(void);

int hp_arch_init(void);
void hp_arch_exit(void);

#endif
