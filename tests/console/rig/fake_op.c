// SPDX-License-Identifier: GPL-2.0-only
/* fake_op.c - the fake device's operations: apply, revert, their progress, the timer. */
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "rig/fake.h"
#include "rig/fake_op.h"

static void tell(struct fake *f, uint32_t kind, const struct hp_op *op)
{
	struct hp_event *ev = &f->events[f->nevents];

	if (f->nevents == FAKE_EVENTS)
		return;
	memset(ev, 0, sizeof(*ev));
	ev->kind = kind;
	ev->frozen_ns = op->frozen_ns;
	ev->stop_ns = op->stop_ns;
	memcpy(ev->patch, op->patch, sizeof(ev->patch));
	ev->pid = getpid();
	f->nevents++;
}

/* Takes its time, and shows its progress, until it is given up.  True: it was. */
static bool slow_operation(struct fake *f, const struct hp_op *op, bool apply)
{
	unsigned before = f->aborts;
	pid_t parent = getppid();	/* where it is gone, nobody will */

	if (!f->slow)
		return false;
	memcpy(f->progress.patch, op->patch, sizeof(op->patch));
	f->progress.action = apply ? HP_EV_APPLIED : HP_EV_REVERTED;
	f->progress.depth = HP_DEPTH_NUDGE;
	f->progress.blocked = 3;
	f->progress.deadline_ns = 60000000000ull;
	f->progress.phase = HP_PHASE_NUDGE;
	while (*(volatile unsigned *)&f->aborts == before && getppid() == parent)
		usleep(1000);
	memset(&f->progress, 0, sizeof(f->progress));
	return true;
}

int fake_op(struct fake *f, struct hp_op *op, bool apply)
{
	struct hp_patch *p = fake_find(f, op->patch);
	struct hp_blocker *b = (void *)(uintptr_t)op->blockers;
	uint32_t want = apply ? op->confirm_s ? HP_UNCONFIRMED : HP_APPLIED : HP_LOADED;

	if (op->reserved)
		return -EINVAL;
	*(apply ? &f->applies : &f->reverts) += 1;
	f->last_op = *op;
	if (!p) {
		op->verdict.reason = HP_R_NAME;
		return -ENOENT;
	}
	if (f->op_error) {
		op->verdict = f->verdict;
		op->blocked = f->blocked;
		op->nblockers = fake_at_most(f->blocked, op->max_blockers);
		for (uint32_t i = 0; i < op->nblockers; i++)
			b[i] = f->blockers[i];
		return f->op_error;
	}
	if (slow_operation(f, op, apply)) {
		op->verdict.reason = HP_R_CANCELED;
		return -ECANCELED;
	}
	op->already = apply ? p->state != HP_LOADED : p->state == HP_LOADED;
	op->depth = HP_DEPTH_NUDGE;
	op->tries = 2;
	op->tasks = 66;
	if (!f->coarse_clock) {
		op->total_ns = 4200000;
		op->frozen_ns = 310000;
		op->stop_ns = 120000;
	}
	if (op->flags & HP_OP_SPARE) {
		op->spared = f->blocked;
		op->nblockers = fake_at_most(f->blocked, op->max_blockers);
		for (uint32_t i = 0; i < op->nblockers; i++)
			b[i] = f->blockers[i];
	}
	p->state = want;
	if (want == HP_UNCONFIRMED)
		p->confirm_left_s = op->confirm_s;
	tell(f, apply ? HP_EV_APPLIED : HP_EV_REVERTED, op);
	return 0;
}

/* A timer that runs goes down with the clock. */
void fake_count_down(struct fake *f)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	f->info.pending[0] = '\0';
	f->info.patches = f->npatches;
	f->info.applied = 0;
	for (unsigned i = 0; i < f->npatches; i++) {
		struct hp_patch *p = &f->patches[i];

		f->info.applied += p->state != HP_LOADED;
		if (p->state != HP_UNCONFIRMED)
			continue;
		if (f->confirm_end_ms)
			p->confirm_left_s = (f->confirm_end_ms - t.tv_sec * 1000ll -
					     t.tv_nsec / 1000000) / f->second_ms;
		strcpy(f->info.pending, p->name);
		f->info.pending_left_s = p->confirm_left_s;
	}
}

int fake_abort(struct fake *f, struct hp_name *n)
{
	if (f->progress.phase == HP_PHASE_IDLE || strcmp(f->progress.patch, n->patch))
		return -ENOENT;
	if (f->progress.phase == HP_PHASE_STOP)
		return -EBUSY;
	f->aborts++;
	return 0;
}
