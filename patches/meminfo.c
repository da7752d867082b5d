// SPDX-License-Identifier: GPL-2.0-only
/*
 * meminfo.c - the classic: /proc/meminfo gets a line "HotPatched: yes", and nothing else changes.
 *
 * Shows: a static function replaced by a faithful copy of itself, which calls ten functions and
 * reads four data of the kernel that are exported to nobody.  One source for 5.10 to 7.3, whose
 * own functions differ in a dozen lines.
 *
 * A session, on 6.1:
 *
 *	# hp-console apply meminfo
 *	meminfo: applied: depth hold, 1 stop, longest 8.1 ms, whole 32.6 ms
 *	# tail -n 2 /proc/meminfo
 *	DirectMap1G:           0 kB
 *	HotPatched:          yes
 *	# hp-console revert meminfo
 *	meminfo: reverted, the old code runs: depth hold, 1 stop, longest 15.1 ms, whole 28.2 ms
 *	# hp-console unload meminfo
 *	meminfo: unloaded
 *	# tail -n 1 /proc/meminfo
 *	DirectMap1G:           0 kB
 */
#include <linux/cma.h>
#include <linux/hugetlb.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/percpu.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/swap.h>
#include <linux/version.h>
#include <linux/vmalloc.h>
#include <linux/vmstat.h>
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
#include <linux/zswap.h>
#endif
#include "hotpatch.h"

/* Where an architecture has none of its own, no header declares the empty one. */
extern void arch_report_meminfo(struct seq_file *m);

/* The kernel's own copy is inlined into the function, so there is nothing to call. */
static void show_kb(struct seq_file *m, const char *name, unsigned long pages)
{
	seq_put_decimal_ull_width(m, name, pages << (PAGE_SHIFT - 10), 8);
	seq_write(m, " kB\n", 4);
}

static void show_lru(struct seq_file *m)
{
	unsigned long pages[NR_LRU_LISTS];
	int lru;

	for (lru = LRU_BASE; lru < NR_LRU_LISTS; lru++)
		pages[lru] = global_node_page_state(NR_LRU_BASE + lru);

	show_kb(m, "Active:         ", pages[LRU_ACTIVE_ANON] + pages[LRU_ACTIVE_FILE]);
	show_kb(m, "Inactive:       ", pages[LRU_INACTIVE_ANON] + pages[LRU_INACTIVE_FILE]);
	show_kb(m, "Active(anon):   ", pages[LRU_ACTIVE_ANON]);
	show_kb(m, "Inactive(anon): ", pages[LRU_INACTIVE_ANON]);
	show_kb(m, "Active(file):   ", pages[LRU_ACTIVE_FILE]);
	show_kb(m, "Inactive(file): ", pages[LRU_INACTIVE_FILE]);
	show_kb(m, "Unevictable:    ", pages[LRU_UNEVICTABLE]);
	show_kb(m, "Mlocked:        ", global_zone_page_state(NR_MLOCK));
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 0, 0)
#define zswap_stored()	atomic_long_read(&zswap_stored_pages)
#define page_tables()	global_node_page_state(NR_PAGETABLE)
#define vmalloc_pages()	global_node_page_state(NR_VMALLOC)
#define bounced()	0
#define written_back()	0
#define huge_pages(n)	global_node_page_state(n)
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 0)
#define zswap_stored()	atomic_read(&zswap_stored_pages)
#define page_tables()	global_node_page_state(NR_PAGETABLE)
#define vmalloc_pages()	vmalloc_nr_pages()
#define bounced()	global_zone_page_state(NR_BOUNCE)
#define written_back()	global_node_page_state(NR_WRITEBACK_TEMP)
#define huge_pages(n)	global_node_page_state(n)
#else
#define page_tables()	global_zone_page_state(NR_PAGETABLE)
#define vmalloc_pages()	vmalloc_nr_pages()
#define bounced()	global_zone_page_state(NR_BOUNCE)
#define written_back()	global_node_page_state(NR_WRITEBACK_TEMP)
#define huge_pages(n)	(global_node_page_state(n) * HPAGE_PMD_NR)
#endif

static void show_swap(struct seq_file *m, const struct sysinfo *i)
{
	show_kb(m, "SwapTotal:      ", i->totalswap);
	show_kb(m, "SwapFree:       ", i->freeswap);
#if defined(CONFIG_ZSWAP) && LINUX_VERSION_CODE >= KERNEL_VERSION(5, 19, 0)
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
	show_kb(m, "Zswap:          ", zswap_total_pages());
#else
	seq_printf(m, "Zswap:          %8lu kB\n", (unsigned long)(zswap_pool_total_size >> 10));
#endif
	seq_printf(m, "Zswapped:       %8lu kB\n",
		   (unsigned long)zswap_stored() << (PAGE_SHIFT - 10));
#endif
}

static void show_use(struct seq_file *m, const struct sysinfo *i)
{
	unsigned long sreclaimable = global_node_page_state_pages(NR_SLAB_RECLAIMABLE_B);
	unsigned long sunreclaim = global_node_page_state_pages(NR_SLAB_UNRECLAIMABLE_B);

	show_kb(m, "Dirty:          ", global_node_page_state(NR_FILE_DIRTY));
	show_kb(m, "Writeback:      ", global_node_page_state(NR_WRITEBACK));
	show_kb(m, "AnonPages:      ", global_node_page_state(NR_ANON_MAPPED));
	show_kb(m, "Mapped:         ", global_node_page_state(NR_FILE_MAPPED));
	show_kb(m, "Shmem:          ", i->sharedram);
	show_kb(m, "KReclaimable:   ",
		sreclaimable + global_node_page_state(NR_KERNEL_MISC_RECLAIMABLE));
	show_kb(m, "Slab:           ", sreclaimable + sunreclaim);
	show_kb(m, "SReclaimable:   ", sreclaimable);
	show_kb(m, "SUnreclaim:     ", sunreclaim);
	seq_printf(m, "KernelStack:    %8lu kB\n", global_node_page_state(NR_KERNEL_STACK_KB));
	show_kb(m, "PageTables:     ", page_tables());
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 1, 0)
	show_kb(m, "SecPageTables:  ", global_node_page_state(NR_SECONDARY_PAGETABLE));
#endif
	show_kb(m, "NFS_Unstable:   ", 0);
	show_kb(m, "Bounce:         ", bounced());
	show_kb(m, "WritebackTmp:   ", written_back());
}

static void show_huge(struct seq_file *m)
{
#ifdef CONFIG_MEMORY_FAILURE
	seq_printf(m, "HardwareCorrupted: %5lu kB\n",
		   atomic_long_read(&num_poisoned_pages) << (PAGE_SHIFT - 10));
#endif
#ifdef CONFIG_TRANSPARENT_HUGEPAGE
	show_kb(m, "AnonHugePages:  ", huge_pages(NR_ANON_THPS));
	show_kb(m, "ShmemHugePages: ", huge_pages(NR_SHMEM_THPS));
	show_kb(m, "ShmemPmdMapped: ", huge_pages(NR_SHMEM_PMDMAPPED));
	show_kb(m, "FileHugePages:  ", huge_pages(NR_FILE_THPS));
	show_kb(m, "FilePmdMapped:  ", huge_pages(NR_FILE_PMDMAPPED));
#endif
#ifdef CONFIG_CMA
	show_kb(m, "CmaTotal:       ", totalcma_pages);
	show_kb(m, "CmaFree:        ", global_zone_page_state(NR_FREE_CMA_PAGES));
#endif
#ifdef CONFIG_UNACCEPTED_MEMORY
	show_kb(m, "Unaccepted:     ", global_zone_page_state(NR_UNACCEPTED));
#endif
#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 0, 0)
	show_kb(m, "Balloon:        ", global_node_page_state(NR_BALLOON_PAGES));
	show_kb(m, "GPUActive:      ", global_node_page_state(NR_GPU_ACTIVE));
	show_kb(m, "GPUReclaim:     ", global_node_page_state(NR_GPU_RECLAIM));
#endif
	hugetlb_report_meminfo(m);
	arch_report_meminfo(m);
}

static HOTPATCH_NEW int new_meminfo_proc_show(struct seq_file *m, void *v)
{
	struct sysinfo i;
	unsigned long committed;
	long cached;

	si_meminfo(&i);
	si_swapinfo(&i);
	committed = vm_memory_committed();
	cached = global_node_page_state(NR_FILE_PAGES) - total_swapcache_pages() - i.bufferram;

	show_kb(m, "MemTotal:       ", i.totalram);
	show_kb(m, "MemFree:        ", i.freeram);
	show_kb(m, "MemAvailable:   ", si_mem_available());
	show_kb(m, "Buffers:        ", i.bufferram);
	show_kb(m, "Cached:         ", max(cached, 0L));
	show_kb(m, "SwapCached:     ", total_swapcache_pages());
	show_lru(m);
	show_swap(m, &i);
	show_use(m, &i);
	show_kb(m, "CommitLimit:    ", vm_commit_limit());
	show_kb(m, "Committed_AS:   ", committed);
	seq_printf(m, "VmallocTotal:   %8lu kB\n", (unsigned long)VMALLOC_TOTAL >> 10);
	show_kb(m, "VmallocUsed:    ", vmalloc_pages());
	show_kb(m, "VmallocChunk:   ", 0);
	show_kb(m, "Percpu:         ", pcpu_nr_pages());
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)
	memtest_report_meminfo(m);
#endif
	show_huge(m);
	seq_puts(m, "HotPatched:          yes\n");
	return 0;
}

HOTPATCH("/proc/meminfo gets a line HotPatched",
	 HOTPATCH_REPLACE(meminfo_proc_show, new_meminfo_proc_show));
