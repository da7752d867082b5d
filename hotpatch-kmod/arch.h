/* SPDX-License-Identifier: GPL-2.0-only */
/* arch.h - what differs between processors: one arch_*.c each. */
#ifndef HP_ARCH_H
#define HP_ARCH_H

#include "patch.h"

struct page;

/* Bytes that are overwritten at an entry. */
#define HP_ARCH_ENTRY_LEN	5

extern const u8 hp_arch_nop[HP_ENTRY_LEN];

/* Where the ftrace entry of the function at addr must be: behind an ENDBR, if it has one. */
unsigned long hp_arch_entry(unsigned long addr);

/* Encodes the jump from f->entry to f->replacement into f->jump; -ERANGE. */
int hp_arch_make_jump(struct hp_func *f);

/* Stack pointer of a task that is not running. */
unsigned long hp_arch_sp(const struct task_struct *task);

/* Page that holds kernel code at addr. */
struct page *hp_arch_text_page(unsigned long addr);

/*
 * One function being switched.  alias is a writable mapping of entry; from and to are what the
 * entry does before and after, as the address where execution goes on.
 */
struct hp_site {
	u8 *alias;
	unsigned long entry;
	unsigned long from;
	unsigned long to;
	const u8 *bytes;	/* to be written */
};

/*
 * hp_arch_write() - switches all sites, inside the stop, on the one CPU that writes
 * @sync: makes every other CPU serialise, and returns when all have
 *
 * The other CPUs spin with interrupts off, but NMIs come to them and to this one, and may call the
 * very functions: at each moment each entry is whole, and all sites change sides in one instant.
 */
void hp_arch_write(const struct hp_site *sites, u32 n, void (*sync)(void *), void *arg);

/* Serialises this CPU: it executes nothing it fetched before. */
void hp_arch_sync_core(void);

int hp_arch_init(void);
void hp_arch_exit(void);

#endif
