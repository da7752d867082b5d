// SPDX-License-Identifier: GPL-2.0-only
/*
 * unbreakable.c - what the patcher stands on while it works, as data.
 *
 * To replace one of these means to saw at one's own branch: it runs on some CPU in every stop, or
 * in the breakpoint handler, or between freeze and thaw.  Many have no ftrace entry, or are on our
 * own stack and would be refused anyway; the list says so with the reason, on every kernel.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "target.h"

/* A '*' at the end stands for any tail. */
static const struct {
	const char *name;
	const char *what_for;
} unbreakable[] = {
	{ "stop_machine*",		"stopping the CPUs" },
	{ "multi_cpu_stop",		"stopping the CPUs" },
	{ "cpu_stop*",			"stopping the CPUs" },
	{ "stop_cpus",			"stopping the CPUs" },
	{ "__stop_cpus*",		"stopping the CPUs" },
	{ "queue_stop_cpus_work",	"stopping the CPUs" },
	{ "touch_nmi_watchdog",		"stopping the CPUs" },
	{ "touch_softlockup_watchdog*",	"stopping the CPUs" },
	{ "rcu_momentary_*",		"stopping the CPUs" },
	{ "smpboot_thread_fn",		"stopping the CPUs" },
	{ "text_poke*",			"writing kernel text" },
	{ "poke_int3_handler",		"writing kernel text" },
	{ "exc_int3",			"writing kernel text" },
	{ "do_int3",			"writing kernel text" },
	{ "kprobe_int3_handler",	"writing kernel text" },
	{ "get_kprobe",			"writing kernel text" },
	{ "kgdb_ll_trap",		"writing kernel text" },
	{ "__rcu_read_lock",		"writing kernel text" },
	{ "__rcu_read_unlock",		"writing kernel text" },
	{ "notify_die",			"writing kernel text" },
	{ "notifier_call_chain*",	"writing kernel text" },
	{ "atomic_notifier_call_chain*", "writing kernel text" },
	{ "irqentry_nmi_*",		"writing kernel text" },
	{ "exc_nmi*",			"writing kernel text" },
	{ "default_do_nmi",		"writing kernel text" },
	{ "nmi_handle",			"writing kernel text" },
	{ "freeze_processes",		"freezing tasks" },
	{ "thaw_processes",		"freezing tasks" },
	{ "try_to_freeze_tasks",	"freezing tasks" },
	{ "freeze_task",		"freezing tasks" },
	{ "__thaw_task",		"freezing tasks" },
	{ "__refrigerator",		"freezing tasks" },
	{ "freezing_slow_path",		"freezing tasks" },
	{ "task_work_run",		"holding tasks" },
	{ "task_work_add",		"holding tasks" },
	{ "task_work_cancel*",		"holding tasks" },
	{ "get_signal",			"holding tasks" },
	{ "exit_to_user_mode*",		"the way to user space" },
	{ "syscall_exit_to_user_mode*",	"the way to user space" },
	{ "arch_do_signal_or_restart",	"the way to user space" },
	{ "do_notify_resume",		"the way to user space" },
	{ "irqentry_*",			"kernel entry" },
	{ "el0_*",			"kernel entry" },
	{ "el1_*",			"kernel entry" },
	{ "el0t_*",			"kernel entry" },
	{ "el1h_*",			"kernel entry" },
	{ "do_el0_svc",			"kernel entry" },
	{ "invoke_syscall",		"kernel entry" },
	{ "do_syscall_64",		"kernel entry" },
	{ "x64_sys_call",		"kernel entry" },
	{ "ret_from_fork*",		"kernel entry" },
	{ "schedule",			"the scheduler" },
	{ "__schedule",			"the scheduler" },
	{ "schedule_idle",		"the scheduler" },
	{ "preempt_schedule*",		"the scheduler" },
	{ "schedule_timeout",		"the scheduler" },
	{ "pick_next_task*",		"the scheduler" },
	{ "context_switch",		"the scheduler" },
	{ "finish_task_switch*",	"the scheduler" },
	{ "__switch_to*",		"the scheduler" },
	{ "try_to_wake_up",		"the scheduler" },
	{ "ttwu_*",			"the scheduler" },
	{ "wake_up_process",		"the scheduler" },
	{ "wake_up_state",		"the scheduler" },
	{ "do_idle",			"the idle loop" },
	{ "cpu_startup_entry",		"the idle loop" },
	{ "kthread",			"the patcher's own thread" },
	{ "kthread_worker_fn",		"the patcher's own thread" },
	{ "mutex_trylock",		"the patcher's own thread" },
	{ "ktime_get*",			"the patcher's deadlines" },
	{ "usleep_range_state",		"the patcher's deadlines" },
	{ "stack_trace_save_tsk*",	"reading stacks" },
	{ "arch_stack_walk*",		"reading stacks" },
	{ "unwind_*",			"reading stacks" },
	{ "__unwind_start",		"reading stacks" },
	{ "put_task_stack",		"reading stacks" },
	{ "idle_task",			"reading stacks" },
	{ "ftrace_rec_iter_*",		"agreeing with ftrace" },
	{ "ftrace_ops_test",		"agreeing with ftrace" },
};

const char *hp_unbreakable(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(unbreakable); i++) {
		size_t len = strlen(unbreakable[i].name);
		bool tail = unbreakable[i].name[len - 1] == '*';

		if (tail ? !strncmp(name, unbreakable[i].name, len - 1) :
			   !strcmp(name, unbreakable[i].name))
			return unbreakable[i].what_for;
	}
	return NULL;
}
