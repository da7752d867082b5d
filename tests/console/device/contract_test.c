// SPDX-License-Identifier: GPL-2.0-only
/*
 * contract_test.c - a module that is older or newer than the console.  The fake device demands the
 * sizes that versions 2 and 3 had, and answers at their distances.
 */
#include <errno.h>

#include "rig/rig.h"

/* Two patches are there, one unconfirmed, and two tasks are in the way. */
static void older(struct rig *r, uint32_t version, bool json)
{
	rig_start(r, json);
	r->f.info.version = version;
	fake_patch(&r->f, "fox", HP_UNCONFIRMED)->hits = 11;
	fake_patch(&r->f, "hen", HP_APPLIED)->hits = 22;
	r->f.blocked = 2;
	r->f.blockers[0] = (struct hp_blocker){ .pid = 71, .comm = "first", .state = 'S' };
	r->f.blockers[1] = (struct hp_blocker){ .pid = 72, .comm = "second", .state = 'S' };
}

static void end(struct rig *r)
{
	assert_int_equal(r->f.strange_calls, 0);
	rig_end(r);
}

static void asks_and_gives_back(uint32_t version)
{
	struct rig r;

	older(&r, version, false);
	rig_expect(&r, "list", 0, "note: hotpatch.ko is older than hp-console");
	assert_non_null(strstr(rig_said(&r), "fox"));
	assert_non_null(strstr(rig_said(&r), "hen"));
	assert_non_null(strstr(rig_said(&r), "22 calls"));
	rig_expect(&r, "status", 0, NULL);
	assert_null(strstr(rig_said(&r), "note: "));	/* the note is shown once */
	rig_expect(&r, "show hen", 0, "meminfo_proc_show");
	rig_expect(&r, "blocking hen", HPX_AGAIN, "task 72 \"second\"");
	assert_non_null(strstr(rig_said(&r), "task 71 \"first\""));
	rig_expect(&r, "confirm fox", 0, "confirmed");
	r.f.op_error = -EBUSY;
	r.f.verdict.reason = HP_R_BLOCKED;
	rig_expect(&r, "revert hen", HPX_AGAIN, "task 72 \"second\"");
	r.f.op_error = 0;
	rig_expect(&r, "revert hen", 0, "hen: reverted");
	rig_expect(&r, "unload hen", 0, "hen: unloaded");
	rig_expect(&r, "revert fox", 0, "fox: reverted");
	assert_int_equal(r.f.npatches, 1);
	assert_true(r.f.older_calls > 10);
	end(&r);
}

static void test_version_2(void **state)
{
	struct rig r;

	(void)state;
	asks_and_gives_back(2);
	older(&r, 2, false);
	rig_expect(&r, "revert hen standstill 500", HPX_FAILED, "older than hp-console");
	rig_expect(&r, "abandon fox fox", HPX_FAILED, "older than hp-console");
	assert_int_equal(r.f.reverts, 0);
	end(&r);
}

static void test_version_3(void **state)
{
	struct rig r;

	(void)state;
	asks_and_gives_back(3);
	older(&r, 3, false);
	rig_expect(&r, "revert hen standstill 500", 0, "hen: reverted");
	assert_int_equal(r.f.last_op.freeze_ms, 500);
	end(&r);
}

/* An older module may not know all that this console means, so what changes the kernel is refused. */
static void test_refused_on_older(void **state)
{
	static const char * const lines[] = {
		"apply fix", "apply hen", "load fix", "stub foo 0", "hits hen on", "table fix.ko",
	};
	struct rig r;

	(void)state;
	for (uint32_t version = 2; version <= 3; version++) {
		older(&r, version, false);
		r.f.info.flags &= ~HP_HAS_TABLE;
		for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
			rig_expect(&r, lines[i], HPX_FAILED, "expected contract version 4, found ");
		assert_int_equal(r.f.begins + r.f.inserts + r.f.applies + r.f.tables, 0);
		end(&r);
	}
}

/* A newer module has longer structs.  What they have at their ends is not read here. */
static void test_newer(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	r.f.info.version = 5;
	r.f.info.oldest = 4;
	rig_expect(&r, "apply fix", 0, "fix: applied");
	r.f.patches[0].state = 99;
	rig_expect(&r, "list", 0, "unknown");
	rig_expect(&r, "cancel fix", HPX_FAILED, "found unknown");
	rig_end(&r);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_version_2),
		cmocka_unit_test(test_version_3),
		cmocka_unit_test(test_refused_on_older),
		cmocka_unit_test(test_newer),
	};

	rig_dir = test_path(argc, argv, "patches");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
