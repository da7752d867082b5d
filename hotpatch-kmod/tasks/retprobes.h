/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * retprobes.h - return addresses that kretprobes took off a task's stack and keep in a list of the task.
 *
 * What is on the list depends on the architecture: nodes of rethook (include/linux/rethook.h) or,
 * where there is none as on arm64, the instances themselves (include/linux/kprobes.h).  The nodes
 * are recycled when the task returns: they may be read only while it cannot run.
 */
#ifndef HP_RETPROBES_H
#define HP_RETPROBES_H

#include <linux/bug.h>	/* rethook.h of 6.1 needs it */
#include <linux/kprobes.h>
#include <linux/llist.h>
#include <linux/rethook.h>
#include <linux/sched.h>

/* The newest; the others follow by .next.  NULL: none.  Of a task that may run, only compare with NULL. */
static inline struct llist_node *hp_retprobe_first(const struct task_struct *task)
{
#if defined(CONFIG_RETHOOK)
	return READ_ONCE(task->rethooks.first);
#elif defined(CONFIG_KRETPROBES)
	return READ_ONCE(task->kretprobe_instances.first);
#else
	return NULL;
#endif
}

static inline unsigned long hp_retprobe_return(const struct llist_node *node)
{
#if defined(CONFIG_RETHOOK)
	return READ_ONCE(container_of(node, struct rethook_node, llist)->ret_addr);
#elif defined(CONFIG_KRETPROBES)
	return (unsigned long)READ_ONCE(container_of(node, struct kretprobe_instance,
						     llist)->ret_addr);
#else
	return 0;
#endif
}

#endif
