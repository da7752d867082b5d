/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * retprobes.h - return addresses that kretprobes took off a task's stack and keep elsewhere.  Where, and in
 * what, depends on version and architecture: see HP_RETPROBES_IN_TABLE.  What is kept is recycled when the
 * task returns, and tables of all tasks change all the time: it may be read only inside the stop.
 */
#ifndef HP_RETPROBES_H
#define HP_RETPROBES_H

#include <linux/bug.h>	/* rethook.h of 6.1 needs it */
#include <linux/hash.h>
#include <linux/kprobes.h>
#include <linux/list.h>
#include <linux/sched.h>
#include "kernel/kfuncs.h"

#if HP_RETPROBES_IN_TABLE

/* The list of the table that has the task's entries, among those of others. */
static inline struct hlist_node *hp_retprobe_bucket(const struct task_struct *task)
{
	return READ_ONCE(kdata.kretprobe_inst_table[hash_ptr((void *)task, HP_RETPROBE_HASH_BITS)].first);
}

/*
 * Has it, or may it have, any?  Also outside the stop: entries are not read.  Those of another task in the
 * same list count too, so the answer may be a wrong yes.
 */
static inline bool hp_has_retprobes(const struct task_struct *task)
{
	return hp_retprobe_bucket(task) != NULL;
}

/*
 * The next return address of the task, in any order; *at is NULL at first.  False: there are no more.  Inside
 * the stop only: nobody is amid a change of the list then, because its lock is held with preemption off.
 */
static inline bool hp_retprobe_next(const struct task_struct *task, const void **at, unsigned long *ret)
{
	const struct hlist_node *node = *at;
	const struct kretprobe_instance *ri;

	for (node = node ? node->next : hp_retprobe_bucket(task); node; node = node->next) {
		ri = container_of(node, struct kretprobe_instance, hlist);
		if (ri->task != task)
			continue;
		*at = node;
		*ret = (unsigned long)ri->ret_addr;
		return true;
	}
	return false;
}

#else

#include <linux/llist.h>
#ifdef CONFIG_RETHOOK
#include <linux/rethook.h>
#endif

static inline const struct llist_node *hp_retprobe_first(const struct task_struct *task)
{
#if defined(CONFIG_RETHOOK)
	return READ_ONCE(task->rethooks.first);
#elif defined(CONFIG_KRETPROBES)
	return READ_ONCE(task->kretprobe_instances.first);
#else
	return NULL;
#endif
}

/* Has it any?  Also outside the stop. */
static inline bool hp_has_retprobes(const struct task_struct *task)
{
	return hp_retprobe_first(task) != NULL;
}

/*
 * The next return address of the task, the newest first; *at is NULL at first.  False: there are no more.
 * Inside the stop only.
 */
static inline bool hp_retprobe_next(const struct task_struct *task, const void **at, unsigned long *ret)
{
	const struct llist_node *node = *at;

	node = node ? READ_ONCE(node->next) : hp_retprobe_first(task);
	if (!node)
		return false;
	*at = node;
#if defined(CONFIG_RETHOOK)
	*ret = READ_ONCE(container_of(node, struct rethook_node, llist)->ret_addr);
#elif defined(CONFIG_KRETPROBES)
	*ret = (unsigned long)READ_ONCE(container_of(node, struct kretprobe_instance, llist)->ret_addr);
#endif
	return true;
}

#endif

#endif
