// SPDX-License-Identifier: GPL-2.0-only
/*
 * body.c - what else in the kernel uses the first instructions of a function.  See body.h.
 *
 * Owners are found in the kernel's own tables: jump labels and static calls (kernel/jump_label.c,
 * kernel/static_call_inline.c), which write there whenever a key is switched; the exception table,
 * by which a fault is sent there; ftrace records, kprobes, and lock prefixes, which are written when
 * a machine that booted with one CPU gets a second.  Other alternatives were written before any
 * module could be loaded and are not touched again (arch/x86/kernel/alternative.c,
 * alternative_instructions(); for modules module_finalize()).  A branch to such an instruction comes from the
 * same function, whose body is not executed any more; or from assembler code beside it, and then the
 * instruction has a symbol, or lies in a section in which nothing may be trapped anyway.
 */
#include <linux/extable.h>
#include <linux/jump_label.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/static_call.h>
#include "entry/arch.h"
#include "entry/body.h"
#include "events/deadline.h"
#include "kernel/kfuncs.h"
#include "symbols/symbols.h"

struct bytes {
	unsigned long from;
	unsigned long to;
};

static bool holds(const struct bytes *b, unsigned long addr)
{
	return addr >= b->from && addr < b->to;
}

/* An offset that is relative to its own place. */
static unsigned long relative(const void *field)
{
	return (unsigned long)field + *(const s32 *)field;
}

static bool has_fault(const struct bytes *b, const struct exception_table_entry *e,
		      const struct exception_table_entry *end)
{
	for (; e < end; e++) {
		if (holds(b, relative(&e->insn)) || holds(b, relative(&e->fixup)))
			return true;
	}
	return false;
}

static bool has_jump_label(const struct bytes *b, const struct jump_entry *e,
			   const struct jump_entry *end)
{
#ifdef CONFIG_JUMP_LABEL
	for (; e < end; e++) {
		if (holds(b, jump_entry_code(e)))
			return true;
	}
#endif
	return false;
}

static bool has_static_call(const struct bytes *b, const struct static_call_site *s,
			    const struct static_call_site *end)
{
#ifdef CONFIG_HAVE_STATIC_CALL_INLINE
	for (; s < end; s++) {
		if (holds(b, relative(&s->addr)))
			return true;
	}
#endif
	return false;
}

/* Looked at only while the kernel runs with its lock prefixes taken out: else the list may be freed. */
static bool has_lock_prefix(const struct bytes *b)
{
	const s32 *p = kdata.__smp_locks;

	if (!kdata.uniproc_patched || !*kdata.uniproc_patched || !p)
		return false;
	for (; p < kdata.__smp_locks_end; p++) {
		if (holds(b, relative(p)))
			return true;
	}
	return false;
}

static const char *owner_in_image(const struct bytes *b)
{
	if (has_fault(b, (void *)kdata.__start___ex_table, (void *)kdata.__stop___ex_table))
		return "the exception table";
	if (has_jump_label(b, (void *)kdata.__start___jump_table,
			   (void *)kdata.__stop___jump_table))
		return "a jump label";
	if (has_static_call(b, (void *)kdata.__start_static_call_sites,
			    (void *)kdata.__stop_static_call_sites))
		return "a static call";
	return has_lock_prefix(b) ? "a lock prefix" : NULL;
}

static const char *owner_in_module(const struct bytes *b, const struct module *mod)
{
	if (has_fault(b, mod->extable, mod->extable + mod->num_exentries))
		return "the exception table";
#ifdef CONFIG_JUMP_LABEL
	if (has_jump_label(b, mod->jump_entries, mod->jump_entries + mod->num_jump_entries))
		return "a jump label";
#endif
#ifdef CONFIG_HAVE_STATIC_CALL_INLINE
	if (has_static_call(b, mod->static_call_sites,
			    mod->static_call_sites + mod->num_static_call_sites))
		return "a static call";
#endif
	return NULL;
}

/* Entry code, noinstr and the like: it runs where a breakpoint cannot be taken. */
static bool must_not_trap(unsigned long addr)
{
	const struct bytes never = { (unsigned long)kdata.__noinstr_text_start,
				     (unsigned long)kdata.__noinstr_text_end };
	const struct bytes entry = { (unsigned long)kdata.__entry_text_start,
				     (unsigned long)kdata.__entry_text_end };

	return holds(&never, addr) || holds(&entry, addr) ||
	       (hp_have(within_kprobe_blacklist) && hp_call(within_kprobe_blacklist)(addr));
}

/* Does another symbol begin within these bytes?  Assembler code may be entered there too. */
static bool has_symbol(unsigned long func, const struct bytes *b)
{
	unsigned long addr;

	for (addr = func + 1; addr < b->to; addr++) {
		if (hp_sym_start(addr) > func)
			return true;
	}
	return false;
}

bool hp_probed(unsigned long addr, u32 len)
{
	bool probed = false;
	u32 i;

	if (!hp_have(get_kprobe))
		return false;
	for (i = 0; i < len && !probed; i++) {
		preempt_disable();	/* its hash is an RCU list */
		probed = hp_call(get_kprobe)((void *)(addr + i)) != NULL;
		preempt_enable();
	}
	return probed;
}

const char *hp_body_owner(const struct hp_func *f)
{
	const struct bytes b = { f->entry, f->entry + f->entry_len };
	const struct module *mod;
	const char *owner;

	if (hp_arch_unknown_seal(f->addr))
		return "a seal that is not known: where the body begins cannot be told";
	if (b.to > f->addr + f->size)
		return "the function's end: it is too short";
	if (must_not_trap(f->addr))
		return "code that must not be trapped (entry, noinstr)";
	if (hp_have(ftrace_location_range) && hp_call(ftrace_location_range)(b.from, b.to - 1))
		return "an ftrace entry";
	if (has_symbol(f->addr, &b))
		return "another symbol";
	preempt_disable();	/* __module_address() asserts this, or module_mutex */
	mod = hp_call(__module_address)(f->addr);
	owner = mod ? owner_in_module(&b, mod) : owner_in_image(&b);
	preempt_enable();
	return owner;
}

int hp_body_lock(u64 until_ns)
{
	return kdata.kprobe_mutex ? hp_lock_until(kdata.kprobe_mutex, until_ns) : 0;
}

void hp_body_unlock(void)
{
	if (kdata.kprobe_mutex)
		mutex_unlock(kdata.kprobe_mutex);
}
