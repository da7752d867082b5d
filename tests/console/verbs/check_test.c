// SPDX-License-Identifier: GPL-2.0-only
/* check_test.c - check and blocking against the fake device.  fix.ko is made of rig/patch.S. */
#include <errno.h>

#include "rig/rig.h"

static void test_check(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "check fix", 0, "would be applied now, at depth hold");
	assert_non_null(strstr(rig_said(&r), "HALF FIX: 1 compiler clone"));
	assert_non_null(strstr(rig_said(&r), "entry at +4: 0f 1f 44 00 00"));
	assert_int_equal(r.f.ends, 1);		/* the symbols were withdrawn */
	assert_int_equal(r.f.inserts, 0);
	r.f.one_target = true;
	rig_expect(&r, "check fix", HPX_FAILED, "names one function twice");
	r.f.one_target = false;
	rig_block(&r, HP_TASK_USER, 0);
	rig_expect(&r, "check fix", 0, "after these tasks were nudged out");
	rig_expect(&r, "blocking fix", HPX_AGAIN, "expected nobody inside, found 1");
	rig_block(&r, HP_TASK_KTHREAD, 1);
	rig_expect(&r, "check fix", HPX_AGAIN, ", which it never leaves");
	r.f.check_verdict.reason = HP_R_UNBREAKABLE;
	strcpy(r.f.check_verdict.text, "stop_machine");
	rig_expect(&r, "check fix", HPX_FAILED, "the patcher itself stands on this function "
		   "(stop_machine)");
	r.f.unresolved[0] = "schedule";
	rig_expect(&r, "check fix", HPX_FAILED, "ERR 1 fix: 1 of 5 functions and symbols");
	rig_end(&r);
}

/* A function without an ftrace entry, and one on a machine with longer entries. */
static void test_methods(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	r.f.method = HP_METHOD_BODY;
	rig_expect(&r, "check fix", 0, "\n    entry: body; jump over the first 5 bytes, at +4: "
		   "0f 1f 44 00 00\n");
	r.f.entry_len = 12;
	rig_expect(&r, "show fix", 0, "jump over the first 12 bytes, at +4: "
		   "0f 1f 44 00 00 41 57 41 56 41 55 41\n");
	r.f.check_verdict = (struct hp_verdict){
		.reason = HP_R_BODY, .text = "jump label", .entry_len = 5, .error = -EINVAL,
		.found = { 0x0f, 0x1f, 0x44 },
	};
	rig_expect(&r, "check fix", HPX_FAILED, "REFUSED: the jump cannot go over its first "
		   "instructions (jump label): expected bytes that are nobody else's, found "
		   "0f 1f 44 00 00\n");
	r.f.check_verdict.entry_len = 0;
	strcpy(r.f.check_verdict.text, "too short");
	rig_expect(&r, "check fix", HPX_FAILED, "first instructions (too short)\n");
	fake_patch(&r.f, "fix", HP_APPLIED);
	rig_expect(&r, "show fix", 0, "first 5 bytes, at +0: e9 01 02 03 04\n"
		   "    entry before it was applied: 00 00 00 00 01\n");
	rig_end(&r);
	rig_start(&r, true);
	rig_expect(&r, "check fix", 0, "\"method\":\"ftrace\"");
	r.f.method = HP_METHOD_BODY;
	rig_expect(&r, "check fix", 0, "\"method\":\"body\"");
	rig_end(&r);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_methods),
	};

	rig_dir = test_path(argc, argv, "patches");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
