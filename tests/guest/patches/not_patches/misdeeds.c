// SPDX-License-Identifier: GPL-2.0-only
/*
 * misdeeds.c - for the tests: does what a debug kernel's checkers must notice, on demand.
 *
 *	# echo leak > /sys/module/misdeeds/parameters/commit
 */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/string.h>

static DEFINE_MUTEX(one);
static DEFINE_MUTEX(two);

static void leak(void)
{
	char *lost = kmalloc(100, GFP_KERNEL);

	OPTIMIZER_HIDE_VAR(lost);
}

static void use_after_free(void)
{
	char *p = kmalloc(100, GFP_KERNEL), *same = p;

	OPTIMIZER_HIDE_VAR(same);
	kfree(p);
	if (same)
		READ_ONCE(*same);
}

static void sleep_in_atomic(void)
{
	preempt_disable();
	might_sleep();
	preempt_enable();
}

static void lock_both_ways(void)
{
	mutex_lock(&one);
	mutex_lock(&two);
	mutex_unlock(&two);
	mutex_unlock(&one);
	mutex_lock(&two);
	mutex_lock(&one);
	mutex_unlock(&one);
	mutex_unlock(&two);
}

static const struct {
	const char *name;
	void (*commit)(void);
} misdeeds[] = {
	{ "leak", leak },
	{ "use-after-free", use_after_free },
	{ "sleep-in-atomic", sleep_in_atomic },
	{ "lock-both-ways", lock_both_ways },
};

static int commit(const char *value, const struct kernel_param *param)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(misdeeds); i++) {
		if (!sysfs_streq(value, misdeeds[i].name))
			continue;
		misdeeds[i].commit();
		return 0;
	}
	return -EINVAL;
}

static const struct kernel_param_ops commit_ops = { .set = commit };
module_param_cb(commit, &commit_ops, NULL, 0200);

static int __init misdeeds_init(void)
{
	return 0;
}

static void __exit misdeeds_exit(void)
{
}

module_init(misdeeds_init);
module_exit(misdeeds_exit);
MODULE_DESCRIPTION("test: what checkers must notice");
MODULE_LICENSE("GPL");
