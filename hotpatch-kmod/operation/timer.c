// SPDX-License-Identifier: GPL-2.0-only
/*
 * timer.c - the dead-man timers.  See timer.h.
 *
 * One alarm is set for the earliest time of all patches, on CLOCK_BOOTTIME: that goes on while the box is
 * suspended, and an hrtimer of that clock whose time passed meanwhile fires at the resume
 * (kernel/time/hrtimer.c, clock_was_set()).  It fires in a hard interrupt also on PREEMPT_RT, so it depends
 * on no thread's priority; it tells the operation under way to make way, and wakes the worker.
 *
 * A revert that fails is tried again each second: by itself, and between the looks of another
 * operation.  The memory it needs was allocated when the patch was applied; the little that is missing (for
 * nudges, if many tasks are inside) it may take from the reserves (memalloc_noreclaim_save()).
 */
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/sched/mm.h>
#include "events/events.h"
#include "events/progress.h"
#include "kernel/compat.h"
#include "kernel/copy.h"
#include "operation/kit.h"
#include "operation/timer.h"
#include "patch/entries.h"

#define RETRY_NS	NSEC_PER_SEC
#define RETRY_MS	250	/* how long such a try may take, as others may wait for the worker */
#define BETWEEN_MS	100	/* how long it may take between the looks of another operation */

static struct kthread_worker *worker;
static struct kthread_work *serve;
static int (*revert)(struct hp_patch_rec *rec);
static struct hrtimer alarm;
static void retry_later(struct kthread_work *work);
static DEFINE_KTHREAD_DELAYED_WORK(retry_work, retry_later);

static const struct hp_who myself = { .comm = KBUILD_MODNAME };

static enum hrtimer_restart rings(struct hrtimer *timer)
{
	hp_time_came(true);
	kthread_queue_work(worker, serve);
	return HRTIMER_NORESTART;
}

static void retry_later(struct kthread_work *work)
{
	kthread_queue_work(worker, serve);
}

void hp_timers_changed(void)
{
	struct hp_patch_rec *rec;
	u64 next = KTIME_MAX;

	list_for_each_entry(rec, &hp_patches, list) {
		if (rec->state == HP_UNCONFIRMED)
			next = min(next, rec->confirm_until_ns);
	}
	if (next == KTIME_MAX)
		hrtimer_cancel(&alarm);
	else
		hrtimer_start(&alarm, ns_to_ktime(next), HRTIMER_MODE_ABS_HARD);
}

static bool time_is_up(const struct hp_patch_rec *rec)
{
	return rec->state == HP_UNCONFIRMED && rec->confirm_until_ns <= ktime_get_boottime_ns();
}

static bool to_be_reverted(const struct hp_patch_rec *rec)
{
	return rec->state == HP_REVERTING || rec->state == HP_STUCK;
}

enum hp_state hp_timer_state(const struct hp_patch_rec *rec)
{
	return time_is_up(rec) ? HP_REVERTING : rec->state;
}

u32 hp_timer_left_s(const struct hp_patch_rec *rec)
{
	u64 now = ktime_get_boottime_ns();

	if (rec->state != HP_UNCONFIRMED || rec->confirm_until_ns <= now)
		return 0;
	return div_u64(rec->confirm_until_ns - now + NSEC_PER_SEC - 1, NSEC_PER_SEC);
}

bool hp_timer_waits(const char *patch)
{
	struct hp_patch_rec *rec;
	bool waits;

	mutex_lock(&hp_list_lock);
	rec = hp_patch_find(patch);
	waits = rec && (rec->state == HP_UNCONFIRMED || to_be_reverted(rec));
	mutex_unlock(&hp_list_lock);
	return waits;
}

bool hp_timer_start(struct hp_patch_rec *rec, u32 seconds, bool fresh)
{
	bool started;

	mutex_lock(&hp_list_lock);
	started = fresh || hp_timer_state(rec) == HP_UNCONFIRMED;
	if (started) {
		rec->confirm_until_ns = ktime_get_boottime_ns() + (u64)seconds * NSEC_PER_SEC;
		rec->state = HP_UNCONFIRMED;
		rec->logged = HP_R_NONE;
		rec->timeout_logged = false;
		hp_timers_changed();
	}
	mutex_unlock(&hp_list_lock);
	return started;
}

/* --- the worker's side ------------------------------------------------------------------------ */

static void log_event(u32 kind, const struct hp_patch_rec *rec, const struct hp_op *op, int error)
{
	hp_log_event_of(rec, &myself, (struct hp_event_info){ .kind = kind, .patch = op->patch, .op = op,
							      .reason = op->verdict.reason,
							      .error = error });
}

/* Clears the alarm's flag before it looks at the patches: an alarm that rings after that sets it again. */
static void mark_expired(void)
{
	struct hp_patch_rec *rec;

	hp_time_came(false);
	mutex_lock(&hp_list_lock);
	list_for_each_entry(rec, &hp_patches, list) {
		if (!time_is_up(rec))
			continue;
		rec->state = HP_REVERTING;
		rec->retry_ns = 0;
	}
	hp_timers_changed();
	mutex_unlock(&hp_list_lock);
}

/* A patch other than but whose revert is due; being applied it cannot be unloaded.  NULL: none. */
static struct hp_patch_rec *next_due(const struct hp_patch_rec *but)
{
	u64 now = ktime_get_boottime_ns();
	struct hp_patch_rec *rec, *due = NULL;

	mutex_lock(&hp_list_lock);
	list_for_each_entry(rec, &hp_patches, list) {
		if (to_be_reverted(rec) && rec->retry_ns <= now && rec != but &&
		    (!due || rec->retry_ns < due->retry_ns))
			due = rec;
	}
	mutex_unlock(&hp_list_lock);
	return due;
}

/* After a failed revert: sets the state, and the time of the next try.  An abandoned patch stays that. */
static void postpone(struct hp_patch_rec *rec, const struct hp_op *op)
{
	/* HP_R_CANCELED: the operation was aborted between whose looks this was tried. */
	bool made_way = op->verdict.reason == HP_R_MADE_WAY || op->verdict.reason == HP_R_CANCELED;

	mutex_lock(&hp_list_lock);
	if (to_be_reverted(rec))
		rec->state = op->verdict.reason == HP_R_CHANGED ? HP_STUCK : HP_REVERTING;
	/* If it made way it could not finish its try: it is due again at once. */
	rec->retry_ns = made_way ? 0 : ktime_get_boottime_ns() + RETRY_NS;
	mutex_unlock(&hp_list_lock);
	if (made_way || rec->logged == op->verdict.reason)
		return;
	log_event(HP_EV_REVERTED, rec, op, op->verdict.error);
	rec->logged = op->verdict.reason;
}

static void try_to_revert(struct hp_patch_rec *rec, u32 deadline_ms)
{
	struct hp_op *op = &rec->kit->op;
	unsigned int reserves = memalloc_noreclaim_save();

	memset(op, 0, sizeof(*op));
	hp_copy(op->patch, rec->name);
	op->deadline_ms = deadline_ms;
	/* No deeper than nudge: it is tried again and again, and must not disturb the whole box. */
	op->max_depth = HP_DEPTH_NUDGE;
	if (!rec->timeout_logged)
		log_event(HP_EV_TIMEOUT, rec, op, 0);
	rec->timeout_logged = true;
	__module_get(rec->mod);	/* applied, so it is there; the revert drops that reference */
	if (revert(rec))
		postpone(rec, op);
	else
		log_event(HP_EV_REVERTED, rec, op, 0);
	memalloc_noreclaim_restore(reserves);
	if (rec->state == HP_LOADED) {
		hp_kit_free(rec->kit);
		rec->kit = NULL;
	}
	module_put(rec->mod);
}

/* Frees kits of patches that were confirmed, abandoned or reverted, which only the worker may do. */
static void forget_kits(void)
{
	struct hp_patch_rec *rec;

	mutex_lock(&hp_list_lock);
	list_for_each_entry(rec, &hp_patches, list) {
		if (!rec->kit || rec->state == HP_UNCONFIRMED || to_be_reverted(rec))
			continue;
		hp_kit_free(rec->kit);
		rec->kit = NULL;
	}
	mutex_unlock(&hp_list_lock);
}

static bool any_to_be_reverted(void)
{
	struct hp_patch_rec *rec;
	bool any = false;

	mutex_lock(&hp_list_lock);
	list_for_each_entry(rec, &hp_patches, list)
		any |= to_be_reverted(rec);
	mutex_unlock(&hp_list_lock);
	return any;
}

void hp_timers_serve(void)
{
	struct hp_patch_rec *rec;

	mark_expired();
	while (!hp_must_make_way() && (rec = next_due(NULL))) {
		/* The first try has the default deadline, as any operation. */
		try_to_revert(rec, rec->logged == HP_R_NONE ? 0 : RETRY_MS);
	}
	forget_kits();
	if (any_to_be_reverted())
		kthread_mod_delayed_work(worker, &retry_work, nsecs_to_jiffies(RETRY_NS));
}

void hp_timers_try_again(const struct hp_patch_rec *rec)
{
	struct hp_patch_rec *due;

	while (!hp_given_up() && (due = next_due(rec)))
		try_to_revert(due, BETWEEN_MS);
}

/* --- for any task ------------------------------------------------------------------------------ */

/* hp_ask_lock held, so that a stub stays until it was logged. */
static int change(const char *patch, u32 kind, enum hp_state to,
		  bool (*allowed)(const struct hp_patch_rec *rec))
{
	struct hp_patch_rec *rec = hp_patch_get(patch);
	struct hp_who who;
	int ret = rec ? 0 : -ENOENT;

	if (rec) {
		mutex_lock(&hp_list_lock);
		if (!allowed(rec)) {
			ret = -EINVAL;
		} else {
			rec->state = to;
			hp_timers_changed();
		}
		mutex_unlock(&hp_list_lock);
	}
	hp_who_is_current(&who);
	hp_log_event_of(rec, &who, (struct hp_event_info){ .kind = kind, .patch = patch, .error = ret });
	if (rec)
		hp_patch_put(rec);
	if (!ret)
		kthread_queue_work(worker, serve);	/* frees its kit */
	return ret;
}

static bool can_be_confirmed(const struct hp_patch_rec *rec)
{
	return hp_timer_state(rec) == HP_UNCONFIRMED;
}

/* Only a patch that is to be reverted, or one with an entry that was overwritten. */
static bool can_be_abandoned(const struct hp_patch_rec *rec)
{
	if (rec->state == HP_LOADED || rec->state == HP_ABANDONED)
		return false;
	return to_be_reverted(rec) || time_is_up(rec) || hp_entries_changed(rec);
}

int hp_confirm(const char *patch)
{
	int ret;

	if (down_read_interruptible(&hp_ask_lock))
		return -ERESTARTSYS;
	ret = change(patch, HP_EV_CONFIRMED, HP_APPLIED, can_be_confirmed);
	up_read(&hp_ask_lock);
	return ret;
}

int hp_abandon(const char *patch)
{
	int ret;

	if (down_read_interruptible(&hp_ask_lock))
		return -ERESTARTSYS;
	ret = change(patch, HP_EV_ABANDONED, HP_ABANDONED, can_be_abandoned);
	up_read(&hp_ask_lock);
	return ret;
}

void hp_pending(char name[HP_OBJECT_LEN], u32 *left_s)
{
	struct hp_patch_rec *rec, *next = NULL;

	name[0] = '\0';
	*left_s = 0;
	mutex_lock(&hp_list_lock);
	list_for_each_entry(rec, &hp_patches, list) {
		/* HP_STUCK is left out: it may last for ever, and would hide the patches that come next. */
		if ((rec->state == HP_UNCONFIRMED || rec->state == HP_REVERTING) &&
		    (!next || rec->confirm_until_ns < next->confirm_until_ns))
			next = rec;
	}
	if (next) {
		strscpy(name, next->name, HP_OBJECT_LEN);
		*left_s = hp_timer_left_s(next);
	}
	mutex_unlock(&hp_list_lock);
}

void hp_timer_due(char name[HP_OBJECT_LEN])
{
	struct hp_patch_rec *rec;

	name[0] = '\0';
	mutex_lock(&hp_list_lock);
	list_for_each_entry(rec, &hp_patches, list) {
		if (time_is_up(rec))
			strscpy(name, rec->name, HP_OBJECT_LEN);
	}
	mutex_unlock(&hp_list_lock);
}

void hp_timers_init(struct kthread_worker *to, struct kthread_work *work,
		    int (*revert_own)(struct hp_patch_rec *rec))
{
	worker = to;
	serve = work;
	revert = revert_own;
	hp_hrtimer_setup(&alarm, rings, CLOCK_BOOTTIME, HRTIMER_MODE_ABS_HARD);
}

void hp_timers_exit(void)
{
	hrtimer_cancel(&alarm);
	kthread_cancel_delayed_work_sync(&retry_work);
}
