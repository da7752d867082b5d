// SPDX-License-Identifier: GPL-2.0-only
/* assumed.c - checks what is believed of the entries of functions.  See kernel/assumptions.c for the list. */
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "entry/arch.h"
#include "entry/assumed.h"
#include "entry/body.h"
#include "entry/ftrace.h"
#include "kernel/assumptions.h"
#include "kernel/kfuncs.h"

#ifdef CONFIG_DYNAMIC_FTRACE
/*
 * kthread_stop() is an ordinary function that can be traced, and is exported, so that it has its ENDBR still.
 * ftrace must have a record of the place where we would write, and, unless somebody uses it at present, our nop
 * must stand there.
 */
static bool ftrace_entry_holds(char *expected, char *found)
{
	struct hp_func f = { .addr = (unsigned long)&kthread_stop };
	u8 nop[HP_ENTRY_LEN], there[HP_ENTRY_LEN];
	u32 holder, len;
	bool unused;

	f.ftrace_ip = hp_arch_ftrace_ip(f.addr);
	if (hp_call(ftrace_location)(f.ftrace_ip) != f.ftrace_ip) {
		snprintf(expected, HP_ASSUMED_LEN, "one at %pS", (void *)f.ftrace_ip);
		snprintf(found, HP_ASSUMED_LEN, "none");
		return false;
	}
	if (!mutex_trylock(kdata.ftrace_lock))	/* a tracer comes or goes: what stands there may be its */
		return true;
	unused = !hp_ftrace_users(&f, &holder);
	hp_arch_place_jump(&f);
	memcpy(there, (void *)f.ftrace_ip, sizeof(there));
	mutex_unlock(kdata.ftrace_lock);
	hp_arch_nop(nop);
	len = f.entry_len;
	if (!f.record || (unused && memcmp(there, nop, len))) {
		snprintf(expected, HP_ASSUMED_LEN, "a record and %*ph", len, nop);
		snprintf(found, HP_ASSUMED_LEN, "%s and %*ph", f.record ? "one" : "none", len, there);
		return false;
	}
	return true;
}

/*
 * A function whose address nobody takes, and nobody outside links to: where there are ENDBRs, its own is sealed.  If the
 * seal is not one that is known here, ftrace's place is not where it is looked for.
 */
static bool sealed_entry_holds(char *expected, char *found)
{
	unsigned long start, ip;

	start = hp_have(kallsyms_lookup_name) ? hp_call(kallsyms_lookup_name)("kallsyms_lookup_name") : 0;
	if (!start || hp_probed(start, HP_ENTRY_LEN))	/* what stands there may be the probe's */
		return true;
	ip = hp_arch_ftrace_ip(start);
	if (hp_call(ftrace_location)(ip) == ip)
		return true;
	snprintf(expected, HP_ASSUMED_LEN, "one at %pS", (void *)ip);
	snprintf(found, HP_ASSUMED_LEN, "none, and %8ph", (void *)start);
	return false;
}
#endif

/*
 * The writable mapping of a page of text must be of that page.  Compared are bytes behind the entry, which nobody
 * writes to.
 */
static bool alias_holds(char *expected, char *found)
{
	unsigned long texts[] = { (unsigned long)&kthread_stop, (unsigned long)&hp_entry_assumed };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		unsigned long last = texts[i] + 2 * HP_ENTRY_LEN - 1;
		struct page *pages[] = {	/* the second only if the bytes reach it: the text may end before */
			hp_arch_text_page(texts[i]), hp_arch_text_page(last),
		};
		u32 n = offset_in_page(texts[i]) <= offset_in_page(last) ? 1 : 2;
		u8 *alias = pages[0] && pages[1] ? vmap(pages, n, VM_MAP, PAGE_KERNEL) : NULL;
		bool same = alias && !memcmp(alias + offset_in_page(texts[i]) + HP_ENTRY_LEN,
					     (void *)(texts[i] + HP_ENTRY_LEN), HP_ENTRY_LEN);

		if (alias)
			vunmap(alias);
		if (same)
			continue;
		snprintf(expected, HP_ASSUMED_LEN, "the page of %pS", (void *)texts[i]);
		snprintf(found, HP_ASSUMED_LEN, alias ? "another" : "none");
		return false;
	}
	return true;
}

static const struct hp_assumption assumed[] = {
#ifdef CONFIG_DYNAMIC_FTRACE
	{ "ftrace's place at the entry", "kernel/trace/ftrace.c", ftrace_entry_holds },
	{ "seals of entries, and ftrace's place behind one", "asm/ibt.h, kernel/trace/ftrace.c", sealed_entry_holds },
#endif
	{ "a page of text can be mapped once more", "mm/vmalloc.c", alias_holds },
};

void hp_entry_assumed(void)
{
	hp_assume(assumed, ARRAY_SIZE(assumed));
}
