// SPDX-License-Identifier: GPL-2.0-only
/*
 * arch_arm64.c - entries and jumps on arm64.
 *
 * A traceable function begins with two instructions for ftrace (-fpatchable-function-entry,
 * arch/arm64/kernel/ftrace.c), behind a BTI where there is one:
 *
 *	mov x9, x30
 *	nop			<- ftrace's place, and ours: b REPLACEMENT
 *
 * A branch reaches 128 MiB, but modules may lie 2 GiB away.  To a replacement out of reach the jump goes over
 * the three instructions behind these two.  It uses x16, because every call may clobber that (AAPCS64, IP0),
 * and because a br x16 may land on a BTI c:
 *
 *	adrp x16, REPLACEMENT;  add x16, x16, #:lo12:REPLACEMENT;  br x16
 */
#include <linux/bits.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/uaccess.h>
#include <asm/barrier.h>
#include <asm/memory.h>
#include <asm/sysreg.h>
#include "entry/arch.h"
#include "entry/slots_layout.h"

#define INSN_LEN	4
#define BRANCH_LEN	INSN_LEN
#define FAR_JUMP_LEN	(3 * INSN_LEN)

#define NOP		0xd503201f
#define MOV_X9_X30	0xaa1e03e9
#define BTI_C		0xd503245f
#define BTI_JC		0xd50324df
#define B		0x14000000
#define ADRP_X16	0x90000010
#define ADD_X16_X16	0x91000210
#define BR_X16		0xd61f0200

unsigned long hp_arch_code_bits;

void hp_arch_nop(u8 bytes[HP_ENTRY_LEN])
{
	const u32 nop = NOP;

	memset(bytes, 0, HP_ENTRY_LEN);
	memcpy(bytes, &nop, sizeof(nop));
}

static u32 insn_at(unsigned long addr)
{
	u32 insn;

	return copy_from_kernel_nofault(&insn, (void *)addr, sizeof(insn)) ? 0 : insn;
}

static void put_insn(u8 *to, u32 insn)
{
	memcpy(to, &insn, sizeof(insn));
}

static unsigned long behind_bti(unsigned long addr)
{
	u32 insn = insn_at(addr);

	return addr + (insn == BTI_C || insn == BTI_JC ? INSN_LEN : 0);
}

/* Static calls are function pointers here: arm64 has no HAVE_STATIC_CALL. */
bool hp_arch_is_trampoline(unsigned long addr)
{
	return false;
}

/* A BTI is an instruction like others, and nothing is written over one (arch/arm64/kernel/alternative.c). */
bool hp_arch_unknown_seal(unsigned long addr)
{
	return false;
}

unsigned long hp_arch_ftrace_ip(unsigned long addr)
{
	return behind_bti(addr) + INSN_LEN;
}

/* Where a branch from ftrace's nop leads: behind the replacement's mov x9, x30, as that was done already. */
static unsigned long landing(unsigned long replacement)
{
	unsigned long addr = behind_bti(replacement);

	return insn_at(addr) == MOV_X9_X30 ? addr + INSN_LEN : addr;
}

static int put_branch(u8 *jump, unsigned long from, unsigned long to)
{
	long distance = to - from;

	if (distance < -SZ_128M || distance >= SZ_128M)
		return -ERANGE;
	put_insn(jump, B | ((distance / INSN_LEN) & GENMASK(25, 0)));
	return 0;
}

static int put_far_jump(u8 *jump, unsigned long from, unsigned long to)
{
	/* adrp counts pages of 4 KiB, whatever the kernel's size is.  Signed, which BIT() is not. */
	const s64 reach = BIT(20);
	s64 pages = ((s64)to >> 12) - ((s64)from >> 12);

	if (pages < -reach || pages >= reach)
		return -ERANGE;
	put_insn(jump, ADRP_X16 | (pages & 3) << 29 | ((pages >> 2) & GENMASK(18, 0)) << 5);
	put_insn(jump + INSN_LEN, ADD_X16_X16 | (to & GENMASK(11, 0)) << 10);
	put_insn(jump + 2 * INSN_LEN, BR_X16);
	return 0;
}

static bool place_branch(struct hp_func *f, unsigned long to)
{
	f->entry_len = BRANCH_LEN;
	return !put_branch(f->jump, f->entry, to);
}

static int place_far_jump(struct hp_func *f)
{
	f->method = HP_METHOD_BODY;
	f->entry_len = FAR_JUMP_LEN;
	return f->replacement ? put_far_jump(f->jump, f->entry, f->replacement) : 0;
}

int hp_arch_place_jump(struct hp_func *f)
{
	if (f->ftrace_ip) {
		f->method = HP_METHOD_FTRACE;
		f->entry = f->ftrace_ip;
		if (!f->replacement || place_branch(f, landing(f->replacement))) {
			f->entry_len = BRANCH_LEN;
			return 0;
		}
		f->entry += INSN_LEN;	/* the nop stays, and so does ftrace's record of it */
		return place_far_jump(f);
	}
	f->method = HP_METHOD_BODY;
	f->entry = behind_bti(f->addr);
	if (f->replacement && place_branch(f, behind_bti(f->replacement)))
		return 0;
	return place_far_jump(f);
}

int hp_arch_jump_to(const struct hp_func *f, unsigned long to, u8 *jump)
{
	if (f->entry_len == FAR_JUMP_LEN)
		return put_far_jump(jump, f->entry, to);
	return put_branch(jump, f->entry, f->method == HP_METHOD_FTRACE ? landing(to) :
			  behind_bti(to));
}

/* Leads to the replacement's start, not behind its mov x9, x30: doing that twice changes nothing. */
int hp_arch_slot_jump(unsigned long addr, unsigned long to, u8 *jump)
{
	u32 i;

	for (i = 0; i < HP_SLOT_JUMP_LEN; i += INSN_LEN)
		put_insn(jump + i, NOP);
	if (!to || !put_branch(jump, addr, behind_bti(to)))
		return 0;
	return put_far_jump(jump, addr, to);
}

unsigned long hp_arch_sp(const struct task_struct *task)
{
	return READ_ONCE(task->thread.cpu_context.sp);
}

/* The image lies in the vmalloc range too, and vmalloc_to_page() knows block mappings. */
struct page *hp_arch_text_page(unsigned long addr)
{
	return vmalloc_to_page((void *)addr);
}

/* PSTATE.DAIF masks all exceptions, also pseudo NMIs; stop_machine() only raises the priority mask. */
unsigned long hp_arch_mask(void)
{
	unsigned long daif = read_sysreg(daif);

	asm volatile("msr daifset, #0xf" : : : "memory");
	return daif;
}

void hp_arch_unmask(unsigned long flags)
{
	write_sysreg(flags, daif);
}

void hp_arch_sync_core(void)
{
	isb();
}

/*
 * Every CPU has everything masked and spins elsewhere, so the order of the stores does not matter.  But each
 * CPU must fetch the new words: they are cleaned to the point of unification and invalidated, and every CPU
 * serialises (Arm ARM, B2.4.4, "Concurrent modification and execution of instructions").  In fact they are
 * cleaned and invalidated to the point of coherency, which is further, because early Cortex-A53 need it
 * (CONFIG_ARM64_WORKAROUND_CLEAN_CACHE).  All entries lie on word boundaries.  Each word gets its own cache
 * operation, so the size of a cache line need not be known; there are few words.
 */
void hp_arch_write(const struct hp_site *sites, u32 n, void (*sync)(void *), void *arg)
{
	u32 i, k;

	for (i = 0; i < n; i++) {
		for (k = 0; k < sites[i].len; k += INSN_LEN) {
			u32 *word = (u32 *)(sites[i].alias + k);

			WRITE_ONCE(*word, *(const u32 *)(sites[i].bytes + k));
			asm volatile("dc civac, %0" : : "r" (word) : "memory");
		}
	}
	dsb(ish);
	for (i = 0; i < n; i++) {
		for (k = 0; k < sites[i].len; k += INSN_LEN)
			asm volatile("ic ivau, %0" : : "r" (sites[i].entry + k) : "memory");
	}
	dsb(ish);
	sync(arg);
}

int hp_arch_init(void)
{
	if (IS_ENABLED(CONFIG_ARM64_PTR_AUTH_KERNEL))
		hp_arch_code_bits = GENMASK_ULL(63, vabits_actual);
	return 0;
}

void hp_arch_exit(void)
{
}
