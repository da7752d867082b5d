// SPDX-License-Identifier: GPL-2.0-only
/*
 * unbreakable.c - the functions that the patcher itself needs while it works, as data.
 *
 * They are refused, because each of them runs on some CPU in every stop, or in the breakpoint handler, or
 * between freeze and thaw: while the patcher replaces functions.  Many have no ftrace entry, or are on our
 * own stack, and would be refused anyway; the list refuses them on every kernel, and gives the reason.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include "entry/target.h"

/* Names by purpose, separated by spaces.  A '*' at the end stands for any tail. */
static const struct {
	const char *what_for;
	const char *names;
} unbreakable[] = {
	{ "stopping the CPUs",
	  "stop_machine* multi_cpu_stop cpu_stop* stop_cpus __stop_cpus* "
	  "queue_stop_cpus_work touch_nmi_watchdog touch_softlockup_watchdog* "
	  "rcu_momentary_* smpboot_thread_fn" },
	{ "writing kernel text",
	  "text_poke* __text_poke* smp_text_poke* __smp_text_poke* poke_int3_handler exc_int3 do_int3 kprobe_int3_handler "
	  "get_kprobe kgdb_ll_trap __rcu_read_lock __rcu_read_unlock notify_die "
	  "notifier_call_chain* atomic_notifier_call_chain* irqentry_nmi_* exc_nmi* "
	  "default_do_nmi nmi_handle" },
	{ "freezing tasks",
	  "freeze_processes thaw_processes try_to_freeze_tasks freeze_task "
	  "__thaw_task __refrigerator freezing_slow_path" },
	{ "holding tasks",
	  "task_work_run task_work_add task_work_cancel* get_signal" },
	{ "the way to user space",
	  "exit_to_user_mode* syscall_exit_to_user_mode* arch_exit_to_user_mode* "
	  "arch_do_signal_or_restart do_notify_resume" },
	{ "kernel entry",
	  "irqentry_* fred_* el0_* el1_* el0t_* el1h_* do_el0_svc invoke_syscall "
	  "do_syscall_64 x64_sys_call ret_from_fork*" },
	{ "the scheduler",
	  "schedule __schedule schedule_idle preempt_schedule* schedule_timeout "
	  "pick_next_task* __pick_next_task* pick_task* context_switch finish_task_switch* __switch_to* "
	  "try_to_wake_up ttwu_* wake_up_process wake_up_state" },
	{ "the idle loop",
	  "do_idle cpu_startup_entry" },
	{ "the patcher's own thread",
	  "kthread kthread_worker_fn mutex_trylock" },
	{ "the patcher's deadlines",
	  "ktime_get* usleep_range*" },
	{ "reading stacks",
	  "stack_trace_save_tsk* arch_stack_walk* unwind_* __unwind_start "
	  "put_task_stack idle_task kernel_text_address core_kernel_text __module_address" },
	{ "agreeing with ftrace",
	  "ftrace_rec_iter_* ftrace_ops_test" },
};

/* Does name match the word of len letters, which may end with a '*'? */
static bool fits(const char *name, const char *word, size_t len)
{
	if (word[len - 1] == '*')
		return !strncmp(name, word, len - 1);
	return !strncmp(name, word, len) && !name[len];
}

const char *hp_unbreakable(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(unbreakable); i++) {
		const char *word = unbreakable[i].names;

		while (*word) {
			size_t len = strcspn(word, " ");

			if (fits(name, word, len))
				return unbreakable[i].what_for;
			word += len;
			word += *word == ' ';
		}
	}
	return NULL;
}
