/* SPDX-License-Identifier: GPL-2.0-only */
/* arch.h - what differs between processors: one arch_*.c each. */
#ifndef HP_ARCH_H
#define HP_ARCH_H

#include <linux/pgtable.h>
#include "entry/func.h"

struct page;

/* An ftrace entry that nobody uses: of it are overwritten hp_func.entry_len bytes. */
extern const u8 hp_arch_nop[HP_ENTRY_LEN];

/*
 * To be ORed to a word of a stack before it is taken for a code address: arm64 signs return
 * addresses in their upper bits.
 */
extern unsigned long hp_arch_code_bits;

/*
 * Could code made at run time lie at addr?  Asked of each word of a stack.  On x86-64 all of it comes out of the
 * area for modules, ours too (arch/x86/kernel/module.c, module_alloc()).  On arm64 slots of kprobes and what BPF
 * makes may lie anywhere in vmalloc()'s area (arch/arm64/net/bpf_jit_comp.c, bpf_jit_alloc_exec()), before
 * which modules have theirs.
 */
static inline bool hp_arch_may_be_generated(unsigned long addr)
{
#ifdef CONFIG_X86_64
	return addr - MODULES_VADDR < MODULES_END - MODULES_VADDR;
#else
	return addr - MODULES_VADDR < VMALLOC_END - MODULES_VADDR;
#endif
}

/* Does addr bear a static call's trampoline, the kernel's or a module's? */
bool hp_arch_is_trampoline(unsigned long addr);

/* Where the ftrace entry of the function at addr must be, if it has one. */
unsigned long hp_arch_ftrace_ip(unsigned long addr);

/*
 * hp_arch_place_jump() - where the jump goes and what it looks like
 * @f: .addr, .ftrace_ip (0: has none) and .replacement (0: not known yet, far away is assumed) are
 *     given; .method, .entry, .entry_len and .jump are filled
 *
 * Return: 0; -ERANGE: the replacement is too far away for any jump.
 */
int hp_arch_place_jump(struct hp_func *f);

/*
 * hp_arch_jump_to() - the jump at the entry of f, led elsewhere
 * @f:	  placed by hp_arch_place_jump() with a replacement: where and how long stay as they are
 * @to:	  the replacement, or a slot
 * @jump: HP_ENTRY_LEN bytes
 *
 * Return: 0; -ERANGE: this kind of jump does not reach so far.
 */
int hp_arch_jump_to(const struct hp_func *f, unsigned long to, u8 *jump);

/*
 * The jump of a slot (slots_layout.h) at addr; to: 0 makes it lead to the slot's own end.  -ERANGE.
 */
int hp_arch_slot_jump(unsigned long addr, unsigned long to, u8 *jump);

/* Stack pointer of a task that is not running. */
unsigned long hp_arch_sp(const struct task_struct *task);

/* Page that holds kernel code at addr. */
struct page *hp_arch_text_page(unsigned long addr);

/*
 * One function being switched.  alias is a writable mapping of entry; from and to are what the
 * entry does before and after, as the address where execution goes on.  Where the jump goes over the
 * body's first instructions there is only one such address, that of the replacement: those
 * instructions cannot be done anywhere else.
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
 * The other CPUs spin with interrupts off, but what cannot be masked may come to them and to this
 * one, and call the very functions: at each moment each entry is whole, and all sites change sides
 * in one instant (those whose jump goes over the body: one after the other).
 */
void hp_arch_write(const struct hp_site *sites, u32 n, void (*sync)(void *), void *arg);

/*
 * Masks on this CPU what stop_machine() leaves open and the processor can mask; unmask() undoes it.
 * Done by every CPU before the first byte is written.
 */
unsigned long hp_arch_mask(void);
void hp_arch_unmask(unsigned long flags);

/* Serialises this CPU: it executes nothing it fetched before. */
void hp_arch_sync_core(void);

int hp_arch_init(void);
void hp_arch_exit(void);

#endif
