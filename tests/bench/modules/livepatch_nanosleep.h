/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * livepatch_nanosleep.h - for the benchmark: lets patches/nanosleep.c, made a livepatch, call the two
 * functions of the kernel that modules cannot link to: the names become pointers, looked up by way of
 * a kprobe.
 */
#include <linux/hrtimer.h>
#include <linux/kprobes.h>
#include <linux/restart_block.h>

int (*lp_do_nanosleep)(struct hrtimer_sleeper *t, enum hrtimer_mode mode);
long (*lp_restart)(struct restart_block *restart);

static void *lp_find(const char *name)
{
	struct kprobe kp = { .symbol_name = name };
	void *addr;

	if (register_kprobe(&kp))
		return NULL;
	/* The kprobe may stand behind the function's ENDBR; this is the start. */
	addr = (void *)((unsigned long)kp.addr & ~15UL);
	unregister_kprobe(&kp);
	return addr;
}

static int lp_find_symbols(void)
{
	lp_do_nanosleep = lp_find("do_nanosleep");
	lp_restart = lp_find("hrtimer_nanosleep_restart");
	return lp_do_nanosleep && lp_restart ? 0 : -ENOENT;
}

#define do_nanosleep			(*lp_do_nanosleep)
#define hrtimer_nanosleep_restart	(*lp_restart)
#define LP_SYMBOLS			lp_find_symbols()
