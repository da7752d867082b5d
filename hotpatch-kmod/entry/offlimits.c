// SPDX-License-Identifier: GPL-2.0-only
/*
 * offlimits.c - code that must not be replaced, because the kernel itself rewrites it, or jumps into the
 * middle of it.
 *
 * It is told by where the linker puts it (arch/x86/kernel/vmlinux.lds.S): behind the probeable text come the
 * thunks, the entry code (on 7.2 before all other text) and the trampolines of static calls, each in a section of
 * its own, in an order that changes between versions; among them only the softirq entry is ordinary code.  A kernel may lack symbols
 * for the limits of a section: then the section is told by other limits, or does not exist.
 */
#include <linux/kernel.h>
#include <linux/uaccess.h>
#include "entry/arch.h"
#include "entry/target.h"
#include "kernel/kfuncs.h"

static bool between(const char *start, unsigned long addr, const char *end)
{
	return start && end && addr >= (unsigned long)start && addr < (unsigned long)end;
}

/*
 * kallsyms has no limits of a module's trampolines, but they have the same mark as the kernel's; where they have none
 * (5.10) their names tell (include/linux/static_call_types.h).
 */
static bool is_trampoline(unsigned long addr, const char *name)
{
	return between(kdata.__static_call_text_start, addr, kdata.__static_call_text_end) ||
	       hp_arch_is_trampoline(addr) ||
	       !strncmp(name, STATIC_CALL_TRAMP_PREFIX_STR, STATIC_CALL_TRAMP_PREFIX_LEN);
}

static bool is_thunk(unsigned long addr)
{
	if (!IS_ENABLED(CONFIG_X86_64))
		return false;
	/* On 7.2 entry code begins the image, and three thunks are there too, outside of any limits. */
	if (between(kdata.__entry_text_start, addr, kdata.__entry_text_end) ||
	    addr == (unsigned long)kdata.srso_alias_untrain_ret ||
	    addr == (unsigned long)kdata.srso_alias_return_thunk ||
	    addr == (unsigned long)kdata.srso_alias_safe_ret)
		return true;
	return between(kdata.__indirect_thunk_start, addr, kdata.__indirect_thunk_end) ||
	       (between(kdata.__kprobes_text_end, addr, kdata._etext) &&
		!between(kdata.__softirqentry_text_start, addr, kdata.__softirqentry_text_end));
}

/*
 * The code through which ftrace calls its functions, and the graph tracer returns, is one assembler file
 * (arch/x86/kernel/ftrace_64.S, arch/arm64/kernel/entry-ftrace.S): between its first and its last
 * symbol there is nothing else.
 */
static bool is_ftraces(unsigned long addr)
{
	const char * const known[] = {
		kdata.ftrace_stub, kdata.__fentry__, kdata.ftrace_caller, kdata.ftrace_regs_caller,
		kdata.return_to_handler,
	};
	unsigned long first = ULONG_MAX, last = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		if (addr == (unsigned long)known[i])
			return true;
		if (known[i]) {
			first = min(first, (unsigned long)known[i]);
			last = max(last, (unsigned long)known[i]);
		}
	}
	return last - first < PAGE_SIZE && addr >= first && addr < last;
}

const char *hp_off_limits(unsigned long addr, const char *name)
{
	if (is_trampoline(addr, name))
		return "a static call's trampoline, which the kernel rewrites";
	if (is_ftraces(addr))
		return "ftrace's own entry code, which the kernel rewrites";
	if (is_thunk(addr))
		return "a thunk or entry code, which the kernel jumps to from everywhere";
	return NULL;
}
