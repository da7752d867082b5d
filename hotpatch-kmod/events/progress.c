// SPDX-License-Identifier: GPL-2.0-only
/* progress.c - see progress.h.  Its spinlock is held for a few stores only; no lock is taken inside. */
#include <linux/atomic.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include "events/progress.h"
#include "kernel/copy.h"

static DEFINE_SPINLOCK(progress_lock);
static struct hp_progress now;		/* .phase HP_PHASE_IDLE: nothing is under way */
static u64 started_ns;
static bool given_up;			/* the operation under way shall end; false when there is none */
static bool time_came;			/* a patch's time to be confirmed is over; the worker clears it */
static atomic_t urgent = ATOMIC_INIT(0);	/* requests that must not wait */

void hp_progress_begin(const char *patch, u32 action, u64 start_ns, u64 until_ns)
{
	spin_lock(&progress_lock);
	memset(&now, 0, sizeof(now));
	hp_copy(now.patch, patch);
	now.phase = HP_PHASE_LOOK;
	now.action = action;
	now.deadline_ns = until_ns - start_ns;
	started_ns = start_ns;
	given_up = false;
	spin_unlock(&progress_lock);
}

void hp_progress_end(void)
{
	spin_lock(&progress_lock);
	memset(&now, 0, sizeof(now));
	given_up = false;
	spin_unlock(&progress_lock);
}

void hp_progress_set(u32 phase, u32 depth, u32 blocked)
{
	spin_lock(&progress_lock);
	if (now.phase != HP_PHASE_IDLE) {
		now.phase = phase;
		now.depth = depth;
		now.blocked = blocked;
	}
	spin_unlock(&progress_lock);
}

bool hp_progress_stop(void)
{
	bool go;

	spin_lock(&progress_lock);
	go = !hp_given_up();
	if (go && now.phase != HP_PHASE_IDLE) {
		now.phase = HP_PHASE_STOP;
		now.tries++;
	}
	spin_unlock(&progress_lock);
	return go;
}

bool hp_aborted(void)
{
	return READ_ONCE(given_up);
}

void hp_time_came(bool due)
{
	WRITE_ONCE(time_came, due);
}

void hp_urgent(int more)
{
	atomic_add(more, &urgent);
}

bool hp_must_make_way(void)
{
	return READ_ONCE(time_came) || atomic_read(&urgent) > 0;
}

bool hp_given_up(void)
{
	return hp_aborted() || hp_must_make_way();
}

void hp_progress_read(struct hp_progress *progress)
{
	spin_lock(&progress_lock);
	*progress = now;
	if (now.phase != HP_PHASE_IDLE)
		progress->elapsed_ns = ktime_get_ns() - started_ns;
	spin_unlock(&progress_lock);
}

int hp_give_up(const char *patch)
{
	int ret = 0;

	spin_lock(&progress_lock);
	if (now.phase == HP_PHASE_IDLE || strcmp(now.patch, patch))
		ret = -ENOENT;
	else if (now.phase == HP_PHASE_STOP)
		ret = -EBUSY;
	else
		WRITE_ONCE(given_up, true);
	spin_unlock(&progress_lock);
	return ret;
}
