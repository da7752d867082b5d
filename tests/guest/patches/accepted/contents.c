// SPDX-License-Identifier: GPL-2.0-only
/*
 * contents.c - for the tests: sethostname(2) does what it did, and on the way all that a replacement
 * may contain and that needs the module loader's help.  What worked is listed in
 * /sys/module/contents/parameters/worked; a host name "warn" runs into a WARN().
 *
 * Not in here, because others have it: a tracepoint and a static key of the kernel (lruadd.c), a
 * static local of the old function (dropcaches.c).  Not in here, because the kernel is
 * compiled without: jump tables (retpolines), the printk index (CONFIG_PRINTK_INDEX).
 */
#include <linux/capability.h>
#include <linux/cpufeature.h>
#include <linux/jump_label.h>
#include <linux/nsproxy.h>
#include <linux/percpu.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/static_call.h>
#include <linux/uaccess.h>
#include <linux/utsname.h>
#include "hotpatch.h"

static int old_way(int x)
{
	return x;
}

static int new_way(int x)
{
	return x + 1;
}

static DEFINE_STATIC_KEY_FALSE(own_key);
static DEFINE_STATIC_KEY_TRUE(own_true_key);
DEFINE_STATIC_CALL(contents_way, old_way);
static DEFINE_PER_CPU(int, percpu_datum) = 7;
static int read_mostly_datum __read_mostly = 11;
static const char * const words[] = { "data", "percpu", "key", "call", "fault", "lock", "paravirt",
				      "alternative", "local", "resched" };
static unsigned long worked;

static void try_data(void)
{
	static int calls = 3;
	unsigned int bit = 0;

	if (read_mostly_datum == 11)
		__set_bit(bit, &worked);
	if (per_cpu(percpu_datum, 0) == 7 && this_cpu_read(percpu_datum) == 7)
		__set_bit(bit + 1, &worked);
	if (calls++ >= 3)
		__set_bit(bit + 8, &worked);
}

/* Static keys and a static call, changed and changed back while this module's code is already in use. */
static void try_branches(void)
{
	bool before = static_branch_unlikely(&own_key) || !static_branch_likely(&own_true_key);
	int was = static_call(contents_way)(1);

	static_branch_enable(&own_key);
	static_branch_disable(&own_true_key);
	static_call_update(contents_way, new_way);
	if (!before && static_branch_unlikely(&own_key) && !static_branch_likely(&own_true_key))
		__set_bit(2, &worked);
	if (was == 1 && static_call(contents_way)(1) == 2)
		__set_bit(3, &worked);
	static_branch_disable(&own_key);
	static_branch_enable(&own_true_key);
	static_call_update(contents_way, old_way);
}

/* Code that the loader rewrites for the CPU it runs on. */
static bool alternative_works(void)
{
#ifdef CONFIG_ARM64
	bool rewritten;

	asm(ALTERNATIVE("mov %w0, #0", "mov %w0, #1", ARM64_ALWAYS_SYSTEM) : "=r" (rewritten));
	return rewritten;
#else
	return cpu_feature_enabled(X86_FEATURE_FPU) && !cpu_feature_enabled(X86_FEATURE_CENTAUR_MCR);
#endif
}

static void try_cpu(void)
{
	static atomic_t counter = ATOMIC_INIT(1);
	unsigned long flags;
	int datum;

	if (get_user(datum, (int __user *)16) == -EFAULT)
		__set_bit(4, &worked);
	if (atomic_inc_return(&counter) >= 2)
		__set_bit(5, &worked);
	local_irq_save(flags);
	if (irqs_disabled())
		__set_bit(6, &worked);
	local_irq_restore(flags);
	if (alternative_works())
		__set_bit(7, &worked);
	might_sleep();
	cond_resched();
	__set_bit(9, &worked);
}

static long new_sethostname(const struct pt_regs *regs)
{
	const char __user *name = (const char __user *)hotpatch_syscall_arg(regs, 0);
	int len = hotpatch_syscall_arg(regs, 1);
	char tmp[__NEW_UTS_LEN];
	struct new_utsname *u;

	if (!ns_capable(current->nsproxy->uts_ns->user_ns, CAP_SYS_ADMIN))
		return -EPERM;
	if (len < 0 || len > __NEW_UTS_LEN)
		return -EINVAL;
	if (copy_from_user(tmp, name, len))
		return -EFAULT;

	try_data();
	try_branches();
	try_cpu();
	pr_debug("contents: %d letters\n", len);
	WARN(len == 4 && !memcmp(tmp, "warn", 4), "contents: as you wish\n");

	add_device_randomness(tmp, len);
	down_write(&uts_sem);
	u = utsname();
	memcpy(u->nodename, tmp, len);
	memset(u->nodename + len, 0, sizeof(u->nodename) - len);
	uts_proc_notify(UTS_PROC_HOSTNAME);
	up_write(&uts_sem);
	return 0;
}

static int show_worked(char *buf, const struct kernel_param *unused)
{
	int bit, len = 0;

	for_each_set_bit(bit, &worked, ARRAY_SIZE(words))
		len += sysfs_emit_at(buf, len, "%s ", words[bit]);
	return len;
}

static const struct kernel_param_ops worked_ops = { .get = show_worked };
module_param_cb(worked, &worked_ops, NULL, 0444);

HOTPATCH("test: all that a replacement may contain",
	 HOTPATCH_REPLACE_SYSCALL(sethostname, new_sethostname));
