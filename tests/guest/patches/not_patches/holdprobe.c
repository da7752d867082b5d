// SPDX-License-Identifier: GPL-2.0-only
/*
 * holdprobe.c - for the tests: no patch but a kprobe on the long instruction of detour.c.  A moment after its
 * handler a realtime thread takes the CPU: the task that ran into the probe is preempted in the
 * instruction's copy, and stays there as long as the parameter "hold" says so, MOST_NS at the most.  Needs
 * preempt=full.
 *
 * No other task may be preempted.  With PREEMPT_RT that could be one that runs timers and holds their locks.
 * When it happened, all timers of the other CPU stood still, and so did RCU, and this thread was never told
 * to let go.
 *
 * Needs: Linux 5.17, CONFIG_OPTPROBES
 */
#include <linux/hrtimer.h>
#include <linux/kprobes.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/version.h>

static bool hold = true;
module_param(hold, bool, 0644);
static bool held;		/* a task is, now */
module_param(held, bool, 0444);

#define CPU		1
#define MOMENT_NS	(20 * NSEC_PER_MSEC)	/* the instruction takes many times as long */
#define AGAIN_NS	NSEC_PER_MSEC
#define MOST_NS		(120 * NSEC_PER_SEC)	/* a test that goes well holds it for a few seconds */
#define JMP		0xe9
#define REACH		512	/* bytes of the function in which the place is looked for */

static struct task_struct *hog;
static struct task_struct *reader;	/* the task that ran into the probe; only compared */

static int take_cpu(void *unused)
{
	for (;;) {
		u64 until_ns;

		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		schedule();
		until_ns = ktime_get_ns() + MOST_NS;
		while (READ_ONCE(held) && READ_ONCE(hold) && ktime_get_ns() < until_ns)
			cpu_relax();
		WRITE_ONCE(held, false);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static enum hrtimer_restart moment_is_over(struct hrtimer *timer)
{
	if (current != READ_ONCE(reader)) {
		hrtimer_forward_now(timer, AGAIN_NS);
		return READ_ONCE(hold) ? HRTIMER_RESTART : HRTIMER_NORESTART;
	}
	WRITE_ONCE(held, true);
	wake_up_process(hog);
	return HRTIMER_NORESTART;
}

static struct hrtimer moment;

static int saw(struct kprobe *probe, struct pt_regs *regs)
{
	if (!READ_ONCE(hold) || raw_smp_processor_id() != CPU)
		return 0;
	WRITE_ONCE(reader, current);
	hrtimer_start(&moment, MOMENT_NS, HRTIMER_MODE_REL_PINNED_HARD);
	return 0;
}

static struct kprobe probe = { .pre_handler = saw };

static int show_jumps(char *buf, const struct kernel_param *unused)
{
	return sysfs_emit(buf, "%c\n", READ_ONCE(*probe.addr) == JMP ? 'Y' : 'N');
}

/* Has the breakpoint become a jump to the detour? */
static const struct kernel_param_ops jumps_ops = { .get = show_jumps };
module_param_cb(jumps, &jumps_ops, NULL, 0444);

/* Registering a kprobe on a name gives its address. */
static u8 *address_of(const char *name)
{
	struct kprobe kp = { .symbol_name = name };
	u8 *addr;

	if (register_kprobe(&kp))
		return NULL;
	addr = (u8 *)kp.addr;
	unregister_kprobe(&kp);
	return addr;
}

static void *find_place(void)
{
	static const u8 stosb[] = { 0xf3, 0xaa };
	u8 *start = address_of("detour:new_cmdline_proc_show"), *p;

	for (p = start; p && p < start + REACH; p++) {
		if (!memcmp(p, stosb, sizeof(stosb)))
			return p;
	}
	return NULL;
}

static int __init hold_init(void)
{
	int ret;

	probe.addr = find_place();
	if (!probe.addr)
		return -ENOENT;
	hog = kthread_create_on_cpu(take_cpu, NULL, CPU, "hog/%u");
	if (IS_ERR(hog))
		return PTR_ERR(hog);
	sched_set_fifo_low(hog);	/* above all ordinary tasks, and below threads of interrupts */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	hrtimer_setup(&moment, moment_is_over, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
#else
	hrtimer_init(&moment, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	moment.function = moment_is_over;
#endif
	wake_up_process(hog);
	ret = register_kprobe(&probe);
	if (ret)
		kthread_stop(hog);
	return ret;
}

static void __exit hold_exit(void)
{
	WRITE_ONCE(hold, false);
	unregister_kprobe(&probe);
	hrtimer_cancel(&moment);
	kthread_stop(hog);
}

module_init(hold_init);
module_exit(hold_exit);
MODULE_DESCRIPTION("test: holds a task in a kprobe's generated code");
MODULE_LICENSE("GPL");
