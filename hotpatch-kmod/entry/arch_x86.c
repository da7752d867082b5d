// SPDX-License-Identifier: GPL-2.0-only
/*
 * arch_x86.c - entries, jumps and cross-modifying code on x86-64.
 *
 * The writing follows the breakpoint protocol of the Intel SDM and of the kernel's text_poke_bp()
 * (arch/x86/kernel/alternative.c): int3 into the first byte, serialise; the tail, serialise; the
 * first byte, serialise.  text_poke_bp() itself cannot be used inside a stop (it sends IPIs), and a
 * bare 5-byte store may be seen torn by an NMI on another CPU.  The int3 handler sends an NMI handler that
 * meets the breakpoint to the old or the new side, by one flag for all sites: setting it is the instant of
 * the switch.  Nothing executes the bytes of the tail while they are written, also where they were several
 * instructions: no task stands there (the stop looked for that), and an NMI handler that was there when the
 * int3 was written has ended when its CPU has serialised.
 */
#include <linux/kdebug.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/uaccess.h>
#include <asm/sync_core.h>
#include "entry/arch.h"
#include "kernel/kfuncs.h"

#define INT3		0xcc
#define JMP32		0xe9
#define JMP32_LEN	5
#define ENDBR_LEN	4

#define FTRACE_NOP_LEN	5

unsigned long hp_arch_code_bits;

/* What the breakpoint handler looks at; sites is NULL except inside hp_arch_write(). */
static struct {
	const struct hp_site *sites;
	u32 n;
	bool switched;
} poking;

void hp_arch_nop(u8 bytes[HP_ENTRY_LEN])
{
#if HP_NOP_IS_CHOSEN_AT_BOOT
	const u8 *nop = (*kdata.ideal_nops)[NOP_ATOMIC5];
#else
	static const u8 nop[FTRACE_NOP_LEN] = { 0x0f, 0x1f, 0x44, 0x00, 0x00 };
#endif

	memset(bytes, 0, HP_ENTRY_LEN);
	memcpy(bytes, nop, FTRACE_NOP_LEN);
}

/* endbr64, and what kernels put over it where they seal an entry (arch/x86/include/asm/ibt.h). */
static const u8 seals[][ENDBR_LEN] = {
	{ 0xf3, 0x0f, 0x1e, 0xfa },
	{ 0x66, 0x0f, 0x1f, 0x00 },	/* on 6.1 and 6.12 */
	{ 0x0f, 0x1f, 0x40, 0xd6 },	/* on 7.2 and 7.3 */
};

static bool has_endbr(unsigned long addr)
{
	u8 found[ENDBR_LEN];
	size_t i;

	if (copy_from_kernel_nofault(found, (void *)addr, ENDBR_LEN))
		return false;
	for (i = 0; i < ARRAY_SIZE(seals); i++) {
		if (!memcmp(found, seals[i], ENDBR_LEN))
			return true;
	}
	return false;
}

/*
 * Is there a nop or a hint, whatever prefixes it has?  A prefix alone says nothing: 3e is one of indirect jumps, and of
 * what had a lock before the kernel found that it has one CPU.  f3 90 is none, but pause.
 */
static bool is_nop(const u8 *code, size_t len)
{
	size_t i = 0;

	if (code[0] == 0x66 && code[1] == 0x66)	/* nothing else needs it twice */
		return true;
	while (i < len - 2 && (code[i] == 0x66 || code[i] == 0x2e || code[i] == 0x3e))
		i++;
	if (code[i] == 0x90)
		return true;
	if (code[i] == 0xf2 || code[i] == 0xf3)
		i++;
	return i < len - 1 && code[i] == 0x0f && code[i + 1] >= 0x19 && code[i + 1] <= 0x1f;
}

/*
 * A seal takes the place of an endbr64, so it is four bytes that do nothing: hints or nops.  No compiler begins
 * a function with one, apart from ftrace's nop; and where that stands behind four bytes, those are what stood
 * there first.
 */
bool hp_arch_unknown_seal(unsigned long addr)
{
	u8 found[ENDBR_LEN + FTRACE_NOP_LEN], nop[HP_ENTRY_LEN];

	if (has_endbr(addr) || copy_from_kernel_nofault(found, (void *)addr, sizeof(found)))
		return false;
	hp_arch_nop(nop);
	if (!memcmp(found, nop, FTRACE_NOP_LEN))
		return false;
	return !memcmp(found + ENDBR_LEN, nop, FTRACE_NOP_LEN) || is_nop(found, ENDBR_LEN);
}

static unsigned long behind_endbr(unsigned long addr)
{
	return addr + (has_endbr(addr) ? ENDBR_LEN : 0);
}

/*
 * Behind the five bytes that are rewritten stands "ud1 %esp, %ecx", by which the kernel itself knows its
 * trampolines before it writes there (arch/x86/kernel/static_call.c, __static_call_validate()).
 */
bool hp_arch_is_trampoline(unsigned long addr)
{
	static const u8 mark[] = { 0x0f, 0xb9, 0xcc };
	u8 found[sizeof(mark)];

	return !copy_from_kernel_nofault(found, (void *)(addr + JMP32_LEN), sizeof(found)) &&
	       !memcmp(found, mark, sizeof(found));
}

unsigned long hp_arch_ftrace_ip(unsigned long addr)
{
	return behind_endbr(addr);
}

/* The jump leads behind the ENDBR at its destination, which a direct jump does not need to execute. */
static int put_jump(u8 *jump, unsigned long from, unsigned long to)
{
	long distance = behind_endbr(to) - (from + JMP32_LEN);
	s32 rel = distance;

	if (rel != distance)
		return -ERANGE;
	jump[0] = JMP32;
	memcpy(jump + 1, &rel, sizeof(rel));
	return 0;
}

int hp_arch_place_jump(struct hp_func *f)
{
	f->method = f->ftrace_ip ? HP_METHOD_FTRACE : HP_METHOD_BODY;
	f->entry = behind_endbr(f->addr);
	f->entry_len = JMP32_LEN;
	return f->replacement ? put_jump(f->jump, f->entry, f->replacement) : 0;
}

int hp_arch_jump_to(const struct hp_func *f, unsigned long to, u8 *jump)
{
	return put_jump(jump, f->entry, to);
}

int hp_arch_slot_jump(unsigned long addr, unsigned long to, u8 *jump)
{
	return put_jump(jump, addr, to ?: addr + JMP32_LEN);
}

unsigned long hp_arch_sp(const struct task_struct *task)
{
	return READ_ONCE(task->thread.sp);
}

struct page *hp_arch_text_page(unsigned long addr)
{
	if (addr >= MODULES_VADDR && addr < MODULES_END)
		return vmalloc_to_page((void *)addr);
	return virt_to_page((void *)addr);
}

/* NMIs cannot be masked: see hp_arch_write(). */
unsigned long hp_arch_mask(void)
{
	return 0;
}

void hp_arch_unmask(unsigned long flags)
{
}

void hp_arch_sync_core(void)
{
	sync_core();
}

void hp_arch_write(const struct hp_site *sites, u32 n, void (*sync)(void *), void *arg)
{
	u32 i;

	poking.n = n;
	poking.switched = false;
	smp_store_release(&poking.sites, sites);

	for (i = 0; i < n; i++)
		WRITE_ONCE(sites[i].alias[0], INT3);
	sync(arg);
	for (i = 0; i < n; i++)
		memcpy(sites[i].alias + 1, sites[i].bytes + 1, sites[i].len - 1);
	sync(arg);
	smp_store_release(&poking.switched, true);
	for (i = 0; i < n; i++)
		WRITE_ONCE(sites[i].alias[0], sites[i].bytes[0]);
	sync(arg);

	smp_store_release(&poking.sites, NULL);
}

static int on_int3(struct notifier_block *nb, unsigned long event, void *data)
{
	const struct hp_site *sites = smp_load_acquire(&poking.sites);
	struct pt_regs *regs = ((struct die_args *)data)->regs;
	u32 i;

	if (event != DIE_INT3 || !sites || user_mode(regs))
		return NOTIFY_DONE;
	for (i = 0; i < poking.n; i++) {
		if (regs->ip - 1 != sites[i].entry)
			continue;
		regs->ip = smp_load_acquire(&poking.switched) ? sites[i].to : sites[i].from;
		return NOTIFY_STOP;
	}
	return NOTIFY_DONE;
}

static struct notifier_block int3_block = {
	.notifier_call = on_int3,
	.priority = INT_MAX,
};

int hp_arch_init(void)
{
	return register_die_notifier(&int3_block);
}

void hp_arch_exit(void)
{
	unregister_die_notifier(&int3_block);
}
