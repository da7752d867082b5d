// SPDX-License-Identifier: GPL-2.0-only
/* apply_test.c - apply, revert, confirm and their like, against the fake device.  fix.ko is made of rig/patch.S. */
#include <errno.h>

#include "rig/fake_op.h"
#include "rig/rig.h"

static void test_apply(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "apply fix within 500 depth nudge", 0,
		   "fix: applied: depth nudge, 2 stops, longest 120 us");
	assert_int_equal(r.f.last_op.deadline_ms, 500);
	assert_int_equal(r.f.last_op.max_depth, HP_DEPTH_NUDGE);
	assert_int_equal(r.f.last_op.confirm_s, 0);
	rig_expect(&r, "apply fix", 0, "fix: applied already\nOK\n");
	rig_expect(&r, "check fix", 0, ": applied\nOK\n");
	rig_expect(&r, "unload fix", HPX_FAILED, "revert it first");
	assert_int_equal(r.f.removes, 0);
	rig_expect(&r, "revert fix", 0, "reverted");
	rig_expect(&r, "revert fix", 0, "nothing to revert");
	r.f.coarse_clock = true;
	rig_expect(&r, "apply fix", 0, ", longest under a tick, whole under a tick\n");
	rig_expect(&r, "revert fux", HPX_FAILED, "no patch \"fux\": expected the name of a loaded one "
		   "(see: list), found none\n");
	rig_end(&r);
}

static void test_confirm(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "confirm", HPX_FAILED, "found none");
	rig_expect(&r, "apply fix confirmed 3", 0, "reverts by itself in 3 s");
	assert_int_equal(r.f.last_op.confirm_s, 3);
	rig_expect(&r, "apply fix confirmed", 0, "its time starts anew");
	rig_expect(&r, "confirm fix", 0, "stays applied");
	rig_expect(&r, "confirm fix", 0, "already");
	r.f.op_error = -EINVAL;
	r.f.verdict = (struct hp_verdict){ .reason = HP_R_STATE, .detail = HP_APPLIED };
	rig_expect(&r, "apply fix confirmed", HPX_FAILED, "ERR 1 fix: expected not applied yet, for a "
		   "timer to start (revert it first), found applied and confirmed\n");
	r.f.op_error = 0;
	rig_expect(&r, "cancel fix", HPX_FAILED, "revert takes it back");
	rig_expect(&r, "revert fix", 0, NULL);
	rig_expect(&r, "cancel fix", 0, "nothing to cancel");
	rig_expect(&r, "confirm fix", HPX_FAILED, "did its time run out");
	rig_expect(&r, "apply fix confirmed", 0, NULL);
	rig_expect(&r, "cancel", 0, "reverted");
	rig_end(&r);
}

/* Several wait, and some cannot be reverted. */
static void test_waiting(void **state)
{
	struct hp_patch *other;
	struct rig r;

	(void)state;
	rig_start(&r, false);
	fake_patch(&r.f, "fox", HP_UNCONFIRMED);
	fake_patch(&r.f, "fax", HP_UNCONFIRMED);
	rig_expect(&r, "status", 0, "pending:  fax reverts by itself in 42 s unless confirmed");
	assert_non_null(strstr(rig_said(&r), "pending:  fox reverts by itself"));
	rig_expect(&r, "confirm", HPX_FAILED, "expected the NAME of the patch, as several wait, "
		   "found fox, fax\n");
	rig_expect(&r, "cancel", HPX_FAILED, "found fox, fax\n");
	rig_expect(&r, "confirm fox", 0, "stays applied");
	rig_expect(&r, "confirm", 0, "fax: confirmed");
	other = fake_find(&r.f, "fox");
	rig_expect(&r, "abandon fox fox", HPX_FAILED, "a patch that cannot be reverted, found applied");
	other->state = HP_STUCK;
	rig_expect(&r, "status", HPX_PERSON, "cannot be reverted");
	rig_expect(&r, "abandon fox", HPX_USAGE, "the patch's name twice, found it once");
	rig_expect(&r, "abandon fox fax", HPX_USAGE, "found two names");
	rig_expect(&r, "abandon fix fix", HPX_FAILED, "fix");
	rig_expect(&r, "abandon fox fox", 0, "fox: abandoned, it stays applied");
	rig_expect(&r, "abandon fox fox", 0, "already");
	rig_expect(&r, "status", 0, "fox: abandoned: it stays applied");
	rig_expect(&r, "list", 0, "abandoned");
	rig_expect(&r, "confirm fox", HPX_FAILED, "found abandoned");
	rig_expect(&r, "cancel fox", HPX_FAILED, "revert may be tried");
	rig_end(&r);
}

/* Who would not freeze is named, for whom it was given up too; and the bound travels. */
static void test_given_up(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "load fix", 0, NULL);
	r.f.blocked = 5;
	for (int i = 0; i < 5; i++)
		r.f.blockers[i] = (struct hp_blocker){ .pid = 123 + i, .state = 'D', .comm = "dd" };
	r.f.op_error = -EBUSY;
	r.f.verdict = (struct hp_verdict){ .reason = HP_R_FREEZE, .detail = 5 };
	rig_expect(&r, "apply fix standstill 700", HPX_AGAIN, "the freezer did not get all tasks within "
		   "its time: expected every task frozen, found dd (pid 123, state D), ");
	assert_non_null(strstr(rig_said(&r), " and 2 more"));
	assert_non_null(strstr(rig_said(&r), "would not freeze: 5\n  task 123 \"dd\" (D, cpu 0)\n"));
	assert_int_equal(r.f.last_op.freeze_ms, 700);
	rig_expect(&r, "apply fix standstill 0", HPX_USAGE, "standstill");
	r.f.verdict = (struct hp_verdict){ .reason = HP_R_MADE_WAY, .text = "fox" };
	r.f.blocked = 0;
	rig_expect(&r, "apply fix", HPX_AGAIN, "given up for a patch whose time was up or that was "
		   "cancelled (fox)\n");
	rig_end(&r);
}

/* An unload waits for the grace period, but not for ever. */
static void test_draining(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "load fix", 0, NULL);
	fake_find(&r.f, "fix")->draining = 1;
	r.f.remove_error = -EWOULDBLOCK;
	rig_expect(&r, "unload fix", HPX_AGAIN, "a thread that may still be on its way out");
	assert_true(r.f.removes > 1);
	rig_end(&r);
}

static void test_apply_blocked(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_block(&r, HP_TASK_KTHREAD, 1);
	r.f.op_error = -EBUSY;
	r.f.verdict.reason = HP_R_BLOCKED;
	rig_expect(&r, "apply fix", HPX_AGAIN,
		   "kernel thread 123 \"evil?[2Jno-end!!\" (S, cpu 0) is in meminfo_proc_show");
	assert_non_null(strstr(rig_said(&r), "    vfs_read+0x10  <--\n    0x1234\n"));
	assert_non_null(strstr(rig_said(&r), "tasks are inside: expected nobody inside, found 1: "
					     "kernel thread 123 "));
	assert_non_null(strstr(rig_said(&r), "(it was loaded for this, and is unloaded again)"));
	assert_int_equal(r.f.npatches, 0);	/* nothing changed */
	rig_expect(&r, "load fix", 0, NULL);
	rig_expect(&r, "apply fix", HPX_AGAIN, NULL);
	assert_int_equal(r.f.npatches, 1);	/* it was loaded before */
	rig_expect(&r, "unload fix", 0, NULL);
	r.f.remove_error = -EBUSY;
	rig_expect(&r, "apply fix", HPX_PERSON, "stays loaded");
	rig_end(&r);
	rig_start(&r, true);
	rig_block(&r, HP_TASK_USER, 0);
	r.f.op_error = -EBUSY;
	r.f.verdict.reason = HP_R_BLOCKED;
	rig_expect(&r, "apply fix", HPX_AGAIN, "\"comm\":\"evil\\u001b[2Jno-end!!\"");
	assert_non_null(strstr(rig_said(&r), "\"stack\":[\"vfs_read+0x10\",\"0x1234\"]"));
	rig_end(&r);
}

/* So many, each with two lines. */
static void block_many(struct rig *r, unsigned n)
{
	rig_block(r, HP_TASK_USER, 0);
	r->f.blockers[0].nframes = 1;
	strcpy(r->f.blockers[0].comm, "sleeper");
	for (unsigned i = 1; i < n; i++) {
		r->f.blockers[i] = r->f.blockers[0];
		r->f.blockers[i].pid += i;
	}
	r->f.blocked = n;
}

static unsigned count(struct rig *r, const char *text)
{
	unsigned n = 0;

	for (const char *p = rig_said(r); (p = strstr(p, text)); p++)
		n++;
	return n;
}

static void expect_blockers(struct rig *r, const char *line, int code, unsigned n, const char *more)
{
	rig_expect(r, line, code, more);
	if (count(r, r->s.out.json ? "\"comm\":\"sleeper\"" : "\n  task ") != n)
		fail_msg("\"%s\" showed %u blockers, not %u:\n%s", line,
			 count(r, "sleeper"), n, rig_said(r));
}

/* Of whom it cannot be told is not said to be in a function. */
static void test_cannot_be_told(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_block(&r, HP_TASK_USER, 0);
	r.f.blockers[0].why = HP_WHY_PREEMPTED;
	r.f.op_error = -EBUSY;
	r.f.verdict.reason = HP_R_BLOCKED;
	rig_expect(&r, "apply fix", HPX_AGAIN, "(S, cpu 0): cannot be told: preempted in vfs_read+0x10\n");
	assert_non_null(strstr(rig_said(&r), "found 1: task 123 \"evil?[2Jno-end!!\" (cannot be told)"));
	r.f.blockers[0].why = HP_WHY_GENERATED;
	rig_expect(&r, "apply fix", HPX_AGAIN,
		   "cannot be told: went through generated code at vfs_read+0x10\n");
	rig_end(&r);
}

static void test_many_blockers(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	block_many(&r, 300);
	expect_blockers(&r, "blocking fix", HPX_AGAIN, 64, "\n... and 236 more: blocking fix all\n");
	expect_blockers(&r, "blocking fix all", HPX_AGAIN, 300, "inside now: 300\n");
	assert_int_equal(count(&r, " more"), 0);
	r.s.out.lines = 24;
	r.s.out.columns = 80;
	expect_blockers(&r, "blocking fix", HPX_AGAIN, 8, "\n... and 292 more: ");
	expect_blockers(&r, "check fix", 0, 8, "\n... and 292 more: ");
	expect_blockers(&r, "check stub show 1", 0, 8, "more: check stub FUNCTION VALUE all\n");
	expect_blockers(&r, "check stub show 1 all", 0, 300, NULL);
	expect_blockers(&r, "blocking fix 1 all", HPX_AGAIN, 600, NULL);
	r.s.out.columns = 40;		/* each first line takes two */
	expect_blockers(&r, "blocking fix", HPX_AGAIN, 5, "\n... and 295 more: ");
	r.s.out.lines = 5;		/* one at least */
	expect_blockers(&r, "blocking fix", HPX_AGAIN, 1, "\n... and 299 more: ");
	r.s.out.lines = 24;
	r.f.op_error = -EBUSY;
	r.f.verdict.reason = HP_R_BLOCKED;
	expect_blockers(&r, "apply fix", HPX_AGAIN, 5, "\n... and 295 more: blocking fix all\n");
	fake_patch(&r.f, "fix", HP_APPLIED);
	expect_blockers(&r, "revert fix", HPX_AGAIN, 5, "\n... and 295 more: blocking fix all\n");
	r.f.max_look = HP_MAX_BLOCKERS;	/* an older module */
	expect_blockers(&r, "blocking fix all", HPX_AGAIN, 64, "\n... and 236 more, which cannot");
	block_many(&r, 8);
	expect_blockers(&r, "blocking fix", HPX_AGAIN, 5, "\n... and 3 more: ");
	r.s.out.columns = 80;
	expect_blockers(&r, "blocking fix", HPX_AGAIN, 8, NULL);
	assert_int_equal(count(&r, " more"), 0);
	rig_end(&r);
	rig_start(&r, true);
	block_many(&r, 300);
	r.s.out.lines = 24;
	expect_blockers(&r, "blocking fix", HPX_AGAIN, 300, "\"blocked\":300");
	rig_end(&r);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_apply),
		cmocka_unit_test(test_confirm),
		cmocka_unit_test(test_waiting),
		cmocka_unit_test(test_given_up),
		cmocka_unit_test(test_draining),
		cmocka_unit_test(test_apply_blocked),
		cmocka_unit_test(test_cannot_be_told),
		cmocka_unit_test(test_many_blockers),
	};

	rig_dir = test_path(argc, argv, "patches");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
