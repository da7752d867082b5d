// SPDX-License-Identifier: GPL-2.0-only
/*
 * stacks.c - reads every stack, twice at most.  See stacks.h.
 *
 * Not seen: a thread that has already left the list of tasks and runs the last lines of do_exit().
 * Because of it a patch cannot be unloaded until an RCU-tasks grace period since its revert has passed:
 * hp_patch_drain().
 */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include "entry/arch.h"
#include "kernel/copy.h"
#include "kernel/kfuncs.h"
#include "tasks/calls.h"
#include "tasks/generated.h"
#include "tasks/landmarks.h"
#include "tasks/retprobes.h"
#include "tasks/stacks.h"
#include "tasks/vouch.h"

/* Reads another task's stack, which may change meanwhile: without KASAN, and each word once. */
__no_sanitize_address
static const struct hp_range *scan_words(const struct hp_ranges *ranges, const unsigned long *p,
					 const unsigned long *end, unsigned long *hit)
{
	const unsigned long code_bits = hp_arch_code_bits;

	for (; p < end; p++) {
		unsigned long word = READ_ONCE(*p) | code_bits;
		const struct hp_range *r = hp_ranges_find(ranges, word);

		if (unlikely(r)) {
			*hit = word;
			return r;
		}
	}
	return NULL;
}

/* Only while the task cannot run, see retprobes.h. */
static const struct hp_range *scan_hidden(const struct hp_ranges *ranges,
					  const struct task_struct *task, unsigned long *hit)
{
	const void *at = NULL;
	unsigned long ret;

	while (hp_retprobe_next(task, &at, &ret)) {
		const struct hp_range *r = hp_ranges_find(ranges, ret);

		if (r) {
			*hit = ret;
			return r;
		}
	}
	return NULL;
}

/*
 * The live part of a stack: from the saved stack pointer up to the registers of user space.  Those are not
 * read, because a user could put an address of the kernel there, and so block a patch.
 */
static bool live_part(struct task_struct *task, void *stack, const unsigned long **from,
		      const unsigned long **to)
{
	unsigned long sp = hp_arch_sp(task);
	unsigned long base = (unsigned long)stack;

	*from = (const unsigned long *)ALIGN(sp, sizeof(long));
	*to = task->flags & PF_KTHREAD ? stack + THREAD_SIZE : (void *)task_pt_regs(task);
	return sp >= base && sp < base + THREAD_SIZE && *from <= *to;
}

/*
 * A kernel thread whose outermost own function is the target is in its main loop, and an idle task is only
 * ever found in the idle loop: neither of them ever leaves the target.
 */
static bool can_never_leave(const struct hp_blocker *b, const struct hp_range *r)
{
	int i;

	if (b->kind != HP_TASK_KTHREAD)
		return b->kind == HP_TASK_IDLE;
	for (i = b->nframes - 1; i >= 0; i--) {
		if (b->frames[i] >= r->start && b->frames[i] <= r->end)
			return true;
		if (!hp_landmark(b->frames[i], HP_MARK_KTHREAD))
			return false;
	}
	return false;
}

/* What is known of a task that counts as inside. */
struct finding {
	u32 why;			/* enum hp_why */
	const struct hp_range *range;	/* with HP_WHY_FOUND */
	unsigned long hit;
};

/* Where a preempted task was interrupted: the frame behind that of the interrupt's entry; 0: not found. */
static unsigned long interrupted_at(const struct hp_blocker *b)
{
	u32 i;

	for (i = 0; i + 1 < b->nframes; i++) {
		if (hp_landmark(b->frames[i], HP_MARK_BOTTOM))
			return b->frames[i + 1];
	}
	return 0;
}

static void describe(struct hp_scan *scan, struct task_struct *task, const struct finding *f,
		     const unsigned long *from, const unsigned long *to)
{
	struct hp_blocker *b = &scan->spare;
	u32 frames;

	scan->blocked++;
	scan->unsure += f->why != HP_WHY_FOUND;
	if (scan->nblockers < scan->max_blockers)
		b = &scan->blockers[scan->nblockers++];
	else if (!(task->flags & PF_KTHREAD))
		return;		/* a kernel thread is described all the same: can it ever leave? */
	memset(b, 0, sizeof(*b));
	b->pid = task->pid;
	b->tgid = task->tgid;
	b->kind = is_idle_task(task) ? HP_TASK_IDLE :
		  task->flags & PF_KTHREAD ? HP_TASK_KTHREAD : HP_TASK_USER;
	b->state = task_state_to_char(task);
	b->cpu = task_cpu(task);
	b->hit = f->hit;
	b->why = f->why;
	b->call = hp_call_of(task);
	hp_copy(b->comm, task->comm);

	frames = hp_read_frames(&scan->unwind, task, from, to);
	for (b->nframes = 0; b->nframes < frames; b->nframes++)
		b->frames[b->nframes] = scan->unwind.frames[b->nframes];
	if (f->why == HP_WHY_PREEMPTED)
		b->hit = interrupted_at(b) ?: b->hit;
	if (f->why != HP_WHY_FOUND)
		return;
	b->func = f->range->func;
	b->never = can_never_leave(b, f->range);
	scan->never += b->never;
}

enum verdict { CLEAR, INSIDE, UNSURE };

/* Is there any word that may be a return address into a target?  stopped: inside the stop. */
static bool holds_target(struct hp_scan *scan, struct task_struct *task, const unsigned long *from,
			 const unsigned long *to, bool stopped, struct finding *f)
{
	const unsigned long *graph;
	unsigned int n;

	f->why = HP_WHY_FOUND;
	f->range = scan_words(scan->unwind.ranges, from, to, &f->hit);
	if (!f->range) {
		n = hp_graph_stack(task, &graph);
		f->range = scan_words(scan->unwind.ranges, graph, graph + n, &f->hit);
	}
	if (!f->range && stopped)	/* outside it had none: see scan_task() */
		f->range = scan_hidden(scan->unwind.ranges, task, &f->hit);
	return f->range;
}

/*
 * May a task be inside a target although no word of one was found on its stack?  If it gave up its CPU by
 * itself it may not: it got where it is by calls, and each function it is in has left a word.  If it was
 * preempted, or came through code made at run time, it may: the way back from there may be a jump.
 */
__no_sanitize_address
static bool is_suspect(const unsigned long *from, const unsigned long *to, const void *stack,
		       struct finding *f)
{
	const unsigned long *p = hp_can_vouch() ? hp_landmark_preempted(from, to) : NULL;
	const unsigned long code_bits = hp_arch_code_bits;

	f->why = HP_WHY_GENERATED;
	for (; from < to; from++) {
		unsigned long word = READ_ONCE(*from) | code_bits;

		if (likely(!hp_arch_may_be_generated(word)))
			continue;
		/* Most words in that area are addresses of the stack itself: these are passed over first. */
		f->hit = word;
		if (word - (unsigned long)stack >= THREAD_SIZE && hp_generated(word))
			return true;
	}
	if (!p)
		return false;
	f->why = HP_WHY_PREEMPTED;
	f->hit = READ_ONCE_NOCHECK(*p) | hp_arch_code_bits;
	return true;
}

/* See doc/design.md, "What 'nobody inside' rests on". */
static bool is_inside(struct hp_scan *scan, struct task_struct *task, const void *stack,
		      const unsigned long *from, const unsigned long *to, bool stopped,
		      struct finding *f)
{
	if (!holds_target(scan, task, from, to, stopped, f) && !is_suspect(from, to, stack, f))
		return false;
	if (hp_vouched(&scan->unwind, task) || hp_park_clears(&scan->unwind, task))
		return false;
	return f->why == HP_WHY_FOUND || hp_can_vouch() || !hp_walked(&scan->unwind, task);
}

static enum verdict scan_task(struct hp_scan *scan, struct task_struct *task, bool stopped)
{
	const unsigned long *from, *to;
	enum verdict verdict = CLEAR;
	struct finding f = { };
	void *stack;

	stack = try_get_task_stack(task);
	if (!stack)
		return CLEAR;	/* dead: a task without a stack is in no function */
	if (!live_part(task, stack, &from, &to) ||
	    (!stopped && hp_has_retprobes(task))) {	/* those may be recycled while we look */
		verdict = UNSURE;
	} else if (is_inside(scan, task, stack, from, to, stopped, &f)) {
		describe(scan, task, &f, from, to);
		verdict = INSIDE;
	}
	hp_call(put_task_stack)(task);
	return verdict;
}

static void drop_seen(struct hp_scan *scan)
{
	u32 i;

	for (i = 0; i < scan->nseen; i++)
		put_task_struct(scan->seen[i].task);
	scan->nseen = 0;
}

/* Room for all tasks there are, and some more; those that find none are read inside the stop. */
static int make_room(struct hp_scan *scan)
{
	struct task_struct *group, *task;
	struct hp_seen *seen;
	u32 n = 0;

	rcu_read_lock();
	for_each_process_thread(group, task)
		n++;
	rcu_read_unlock();
	n += n / 8 + 64;
	if (n <= scan->room)
		return 0;
	/* If there is some room already, do without more rather than have a task killed for memory. */
	seen = kvmalloc_array(n, sizeof(*seen),
			      scan->room ? GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN : GFP_KERNEL);
	if (!seen)
		return scan->room ? 0 : -ENOMEM;
	kvfree(scan->seen);
	scan->seen = seen;
	scan->room = n;
	return 0;
}

struct hp_scan *hp_scan_alloc(const struct hp_ranges *ranges, u32 max_blockers)
{
	struct hp_scan *scan = kvzalloc(sizeof(*scan), GFP_KERNEL);

	if (!scan)
		return NULL;
	scan->unwind.ranges = ranges;
	scan->max_blockers = max_blockers;
	scan->blockers = kvcalloc(max(max_blockers, 1u), sizeof(*scan->blockers), GFP_KERNEL);
	if (!scan->blockers || hp_landmarks_find() || make_room(scan)) {
		hp_scan_free(scan);
		return NULL;
	}
	return scan;
}

void hp_scan_free(struct hp_scan *scan)
{
	if (!scan)
		return;
	drop_seen(scan);
	kvfree(scan->seen);
	kvfree(scan->blockers);
	kvfree(scan);
}

static void collect(struct hp_scan *scan)
{
	struct task_struct *group, *task;

	rcu_read_lock();
	for_each_process_thread(group, task) {
		if (scan->nseen == scan->room)
			break;
		get_task_struct(task);
		scan->seen[scan->nseen++] = (struct hp_seen){ .task = task };
	}
	rcu_read_unlock();
}

static unsigned long switches(const struct task_struct *task)
{
	return READ_ONCE(task->nvcsw) + READ_ONCE(task->nivcsw);
}

int hp_scan_outside(struct hp_scan *scan)
{
	u32 i;

	drop_seen(scan);
	if (make_room(scan))
		return -ENOMEM;
	scan->tasks = scan->rechecked = scan->blocked = scan->unsure = scan->never = scan->nblockers = 0;
	if (!scan->unwind.ranges->n)	/* no range to look for: all tasks are clear */
		return 0;
	collect(scan);

	for (i = 0; i < scan->nseen; i++) {
		struct hp_seen *seen = &scan->seen[i];

		scan->tasks++;
		/*
		 * The count is read first, then on_cpu: __schedule() counts, saves the stack
		 * pointer, and only then clears on_cpu (finish_task(), a release).  If the task runs
		 * after this, it is switched out, and so counted, before the stop can look.
		 */
		seen->switches = switches(seen->task);
		smp_rmb();
		if (seen->task != current && !smp_load_acquire(&seen->task->on_cpu)) {
			enum verdict verdict = scan_task(scan, seen->task, false);

			seen->vouched = verdict == CLEAR;
			seen->inside = verdict == INSIDE;
		}
		cond_resched();
	}
	return 0;
}

bool hp_scan_inside(struct hp_scan *scan)
{
	struct hp_seen *next = scan->seen, *end = scan->seen + scan->nseen;
	struct task_struct *group, *task;
	u32 tasks = 0;
	int cpu;

	/* Tasks that the first half found may have left since: they are read again, and counted then. */
	scan->blocked = scan->unsure = scan->never = scan->nblockers = 0;
	if (!scan->unwind.ranges->n)
		return true;
	for_each_process_thread(group, task) {
		struct hp_seen *seen = NULL;
		enum verdict verdict;

		tasks++;
		/*
		 * Both walks follow the same lists, to which tasks are only added at the end.  So tasks
		 * of scan->seen before this one have left the lists, and are passed over.  If a match is
		 * missed the stack is only read a second time.
		 */
		while (next < end && next->task != task && !pid_alive(next->task))
			next++;
		if (next < end && next->task == task)
			seen = next++;
		if (likely(seen && seen->vouched && seen->switches == switches(task)))
			continue;
		if (task->on_cpu)	/* a stopper: its functions are never replaced (unbreakable.c) */
			continue;
		scan->rechecked++;
		verdict = scan_task(scan, task, true);
		if (verdict == UNSURE)	/* a stack pointer outside its stack */
			scan->blocked++;
		if (seen)
			seen->inside = verdict != CLEAR;
	}
	for_each_possible_cpu(cpu) {
		task = hp_call(idle_task)(cpu);
		if (task && cpu_online(cpu) && scan_task(scan, task, true) == UNSURE)
			scan->blocked++;
	}
	scan->tasks = tasks;
	return !scan->blocked;
}
