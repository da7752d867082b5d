// SPDX-License-Identifier: GPL-2.0-only
/*
 * overwrite.c - for the tests: no patch, but somebody else who writes over a function's entry.
 *
 *	# echo 0xADDRESS > /sys/module/overwrite/parameters/entry	a nop stands there
 *	# echo 0 > /sys/module/overwrite/parameters/entry		and what was there before again
 *
 * Nobody may be about to call the function.
 */
#include <linux/mm.h>
#include <asm/cacheflush.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

#ifdef CONFIG_ARM64
static const u8 nop[] = { 0x1f, 0x20, 0x03, 0xd5 };
#else
static const u8 nop[] = { 0x0f, 0x1f, 0x44, 0x00, 0x00 };
#endif

static unsigned long entry;
static u8 before[sizeof(nop)];

/* As hotpatch.ko does: through a mapping of its own. */
static int write_text(unsigned long addr, const u8 *bytes)
{
	struct page *pages[2];
	u8 *alias;
	int i;

	for (i = 0; i < 2; i++)
		pages[i] = IS_ENABLED(CONFIG_ARM64) ? vmalloc_to_page((void *)addr + i * sizeof(nop)) :
			   virt_to_page((void *)addr + i * sizeof(nop));
	alias = vmap(pages, 2, VM_MAP, PAGE_KERNEL);
	if (!alias)
		return -ENOMEM;
	memcpy(alias + offset_in_page(addr), bytes, sizeof(nop));
	vunmap(alias);
	flush_icache_range(addr, addr + sizeof(nop));
	return 0;
}

static int set_entry(const char *value, const struct kernel_param *kp)
{
	unsigned long addr;
	int ret = kstrtoul(value, 0, &addr);

	if (ret)
		return ret;
	if (!addr) {
		addr = entry;
		entry = 0;
		return addr ? write_text(addr, before) : 0;
	}
	if (entry)
		return -EBUSY;
	entry = addr;
	memcpy(before, (void *)addr, sizeof(before));
	return write_text(addr, nop);
}

static const struct kernel_param_ops ops = { .set = set_entry };
module_param_cb(entry, &ops, NULL, 0200);

MODULE_DESCRIPTION("test: somebody else writes over an entry");
MODULE_LICENSE("GPL");
