// SPDX-License-Identifier: GPL-2.0-only
/*
 * plain.c - for the tests: an ordinary module, which is no patch and must not be loaded as one.
 */
#include <linux/module.h>

static int __init plain_init(void)
{
	return 0;
}

static void __exit plain_exit(void)
{
}

module_init(plain_init);
module_exit(plain_exit);
MODULE_DESCRIPTION("test: a module that is no patch");
MODULE_LICENSE("GPL");
