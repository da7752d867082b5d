// SPDX-License-Identifier: GPL-2.0-only
/* stub_test.c - stub and hits against the fake device, with types of btf.c. */
#include <errno.h>
#include <stdio.h>

#include "rig/btf.h"
#include "rig/rig.h"

static const char *btf_dir;

static void start(struct rig *r, bool json)
{
	rig_start(r, json);
	r->s.btf_dir = btf_dir;
}

static void test_stub(void **state)
{
	struct rig r;

	(void)state;
	start(&r, false);
	rig_expect(&r, "stub f_int EPERM", 0,
		   "stub-f_int: f_int returns -1 (EPERM) from now on\nOK\n");
	assert_int_equal(r.f.stubs, 1);
	assert_int_equal(r.f.applies, 1);
	assert_int_equal(r.f.patches[0].value, -1);
	rig_expect(&r, "stub f_int -1", 0, "applied already");
	rig_expect(&r, "stub f_int EPERM confirmed 9", 0, "its time starts anew");
	rig_expect(&r, "stub f_int 0", HPX_FAILED, "ERR 1 stub-f_int: expected not applied (revert "
		   "it first), found applied, waiting for confirmation, returning -1 (EPERM)");
	rig_expect(&r, "unload stub-f_int", HPX_FAILED, "expected loaded and not applied");
	rig_expect(&r, "list", 0, "stub-f_int");
	rig_expect(&r, "show stub-f_int", 0, "stub-f_int: a stub, it returns -1 (EPERM)");
	rig_expect(&r, "confirm stub-f_int", 0, "confirmed");
	rig_expect(&r, "revert stub-f_int", 0, "reverted");
	rig_expect(&r, "stub f_int 7 depth hold within 900", 0, "returns 7 from");
	assert_int_equal(r.f.unstubs, 1);	/* the one with the other value */
	assert_int_equal(r.f.last_op.max_depth, HP_DEPTH_HOLD);
	assert_int_equal(r.f.last_op.deadline_ms, 900);
	rig_expect(&r, "revert stub-f_int", 0, "reverted");
	rig_expect(&r, "unload stub-f_int", 0, "stub-f_int: unloaded\nOK\n");
	assert_int_equal(r.f.removes, 0);	/* no module was asked for */
	assert_int_equal(r.f.npatches, 0);
	rig_end(&r);
}

static void test_stub_json(void **state)
{
	struct rig r;

	(void)state;
	start(&r, true);
	rig_expect(&r, "stub f_int EPERM", 0, "\"value\":-1");
	assert_non_null(strstr(rig_said(&r), "\"returns\":\"s32\""));
	rig_expect(&r, "list", 0, "\"kind\":\"stub\"");
	rig_expect(&r, "stub f_void 0", HPX_FAILED, "\"found\":\"one that returns nothing (void)\"");
	rig_expect(&r, "hits stub-f_int", 0, "\"counting\":");
	rig_end(&r);
}

static void test_wrong_usage(void **state)
{
	static const char * const lines[] = {
		"stub f_int", "stub f_int EWRONG", "stub f_int 12x", "stub f_int --1",
		"stub 0xffffffff81000000 0", "stub f_int 0 depth deepest", "stub f_int 0 at once",
		"check stub f_int", "check a b c", "hits stub-f_int maybe", "stu f_int 0",
	};
	struct rig r;

	(void)state;
	start(&r, false);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		rig_expect(&r, lines[i], HPX_USAGE, "ERR 64 ");
	assert_int_equal(r.f.stubs + r.f.applies, 0);
	rig_end(&r);
}

static void test_types(void **state)
{
	static const struct {
		const char *line, *said;
	} refused[] = {
		{ "stub f_void 0", "f_void: no stub: expected a function that returns a number, "
				   "found one that returns nothing (void)" },
		{ "stub f_ptr 0", "one that returns a pointer" },
		{ "stub f_struct 0", "one that returns a struct or union" },
		{ "stub f_union 0", "one that returns a struct or union" },
		{ "stub f_float 0", "floating-point" },
		{ "stub f_u8 300", "f_u8: value: expected 0 to 255, found 300" },
		{ "stub f_u8 -1", "found -1" },
		{ "stub f_bool 2", "expected 0 or 1: it returns a bool, found 2" },
		{ "stub f_bool EPERM", "it returns a bool, found -1" },
		{ "stub f_const 32768", "-32768 to 32767" },
		{ "check stub f_void 0", "returns nothing" },
	};
	struct rig r;

	(void)state;
	start(&r, false);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		rig_expect(&r, refused[i].line, HPX_FAILED, refused[i].said);
	assert_int_equal(r.f.stubs, 0);
	rig_expect(&r, "stub f_bool 1", 0, "returns 1");
	rig_expect(&r, "stub f_ulong ENOMEM", 0, "returns -12 (ENOMEM)");
	rig_expect(&r, "stub f_twice 0", 0, "note: f_twice: return type not known (BTF has several");
	rig_expect(&r, "stub f_loop 0", 0, "return type not known (BTF: type names in it go round");
	rig_expect(&r, "stub f_other 0", 0, "return type not known (not in BTF)");
	r.f.check_verdict = (struct hp_verdict){ .reason = HP_R_UNBREAKABLE, .error = -EPERM };
	rig_expect(&r, "stub f_void 0", HPX_FAILED, "ERR 1 f_void: no stub: the patcher itself stands "
		   "on this function\n");
	rig_expect(&r, "check stub f_void 0", HPX_FAILED, "ERR 1 f_void: no stub: the patcher itself");
	r.f.check_verdict.reason = 0;
	r.s.btf_dir = "/nonexistent";
	rig_expect(&r, "stub f_void 0", 0, "note: f_void: return type not known (this kernel has no "
		   "BTF)");
	rig_end(&r);
}

static const char relies[] = "note: f_int: callers in its source file may rely on what it could return when gcc "
	"16.2.0 compiled them: see whether the new value has an effect\n";

/* gcc 16 and gcc 12 built the kernel, and nobody knows who did. */
static void test_callers(void **state)
{
	static char root[] = "/tmp/hp-stub-XXXXXX";
	struct rig r;

	(void)state;
	assert_non_null(mkdtemp(root));
	rig_shell("mkdir %s/proc", root);
	for (int json = 0; json < 2; json++) {
		start(&r, json);
		r.s.kernel_root = root;
		rig_shell("echo 'Linux version 7.2.13 (a@b) (x86_64-linux-gnu-gcc-16 (Debian 16.2.0-4) 16.2.0, "
			  "GNU ld 2.47) #1' >%s/proc/version", root);
		rig_expect(&r, "check stub f_int 7", 0, json ? "\"callers_may_assume\":\"yes\"" : relies);
		rig_expect(&r, "stub f_int 7", 0, json ? "\"callers_may_assume\":\"yes\"" : relies);
		rig_expect(&r, "stub f_u8 300", HPX_FAILED, NULL);
		assert_null(strstr(rig_said(&r), json ? "callers" : "note:"));
		rig_expect(&r, "check stub f_void 0", HPX_FAILED, NULL);
		assert_null(strstr(rig_said(&r), json ? "callers" : "note:"));
		rig_shell("echo 'Linux version 6.1.192 (a@b) (gcc-12 (Debian 12.2.0-14) 12.2.0, GNU ld 2.40) #1' "
			  ">%s/proc/version", root);
		rig_expect(&r, "stub f_uint 7", 0, json ? "\"callers_may_assume\":\"no\"" : NULL);
		assert_null(strstr(rig_said(&r), "note:"));
		rig_shell("rm %s/proc/version", root);
		rig_expect(&r, "check stub f_u8 7", 0, json ? "\"callers_may_assume\":\"unknown\"" : NULL);
		assert_null(strstr(rig_said(&r), "note:"));
		rig_end(&r);
	}
	rig_shell("rm -r %s", root);
}

static void test_refused(void **state)
{
	struct rig r;

	(void)state;
	start(&r, false);
	r.f.ambiguous = "f_int";
	rig_expect(&r, "stub f_int 0", HPX_FAILED, "#3   0x");
	assert_non_null(strstr(rig_said(&r), "f_int: the function cannot be found: ambiguous"));
	rig_expect(&r, "stub f_int@fs/proc/meminfo.c 0", 0, "returns 0");
	r.f.ambiguous = NULL;
	r.f.stub_error = -ENOSPC;
	r.f.verdict.reason = HP_R_NO_SLOT;
	rig_expect(&r, "stub f_uint 0", HPX_FAILED, "expected a free slot for each, found all 16 "
		   "used");
	r.f.verdict.detail = 3;
	rig_expect(&r, "stub f_uint 0", HPX_FAILED, "found 13 of 16 used");
	r.f.stub_error = 0;
	r.f.op_error = -EBUSY;
	r.f.verdict.reason = HP_R_BLOCKED;
	rig_expect(&r, "stub f_uint 0", HPX_AGAIN, "(it was loaded for this, and is unloaded again)");
	assert_int_equal(r.f.unstubs, 1);
	rig_end(&r);
}

/* A name that is too long, one of a kind that others have too, and one like a module's. */
static void test_names(void **state)
{
	static const char long_name[] = "f_that_has_a_name_as_long_as_no_other_function_in_the_kernel";
	char line[128];
	struct rig r;

	(void)state;
	start(&r, false);
	snprintf(line, sizeof(line), "stub %s 0", long_name);
	rig_expect(&r, line, 0, "stub-f_that_has_a_name_as_long_as_no_other_function_in_: ");
	assert_int_equal(strlen(r.f.patches[0].name), HP_OBJECT_LEN - 1);
	r.f.stub_addr = 1;	/* that one is of another function */
	rig_expect(&r, line, 0, "stub-f_that_has_a_name_as_long_as_no_other_function_i.2: ");
	assert_int_equal(strlen(r.f.patches[1].name), HP_OBJECT_LEN - 1);
	rig_expect(&r, "stub f_int@b.c 0", 0, "stub-f_int: ");
	rig_expect(&r, "stub f_int@a.c 0", 0, "stub-f_int.2: ");
	fake_patch(&r.f, "stub_f_u8", HP_APPLIED);	/* a module */
	rig_expect(&r, "stub f_u8 0", 0, "stub-f_u8: f_u8 returns 0");
	rig_expect(&r, "revert stub-f_u8", 0, "stub-f_u8: reverted");
	rig_expect(&r, "revert stub_f_u8", 0, "stub_f_u8: reverted");
	rig_end(&r);
}

static void test_check(void **state)
{
	struct rig r;

	(void)state;
	start(&r, false);
	rig_expect(&r, "check stub f_int EPERM", 0, "stub-f_int: f_int returns -1 (EPERM) then");
	assert_non_null(strstr(rig_said(&r), "would be applied now"));
	assert_int_equal(r.f.stubs + r.f.applies, 0);
	assert_int_equal(r.f.asked_flags, HP_REF_KEEPS);	/* else it could be refused for its registers */
	r.f.check_verdict.reason = HP_R_UNBREAKABLE;
	r.f.check_verdict.error = -EPERM;
	rig_expect(&r, "check stub f_int 0", HPX_FAILED, "REFUSED: the patcher itself");
	r.f.check_verdict.reason = 0;
	rig_expect(&r, "stub f_int 0", 0, NULL);
	rig_expect(&r, "check stub f_int 0", 0, "stub-f_int: applied");
	rig_end(&r);
}

/* A module from before HP_REF_KEEPS refuses it. */
static void test_check_on_older(void **state)
{
	struct rig r;

	(void)state;
	start(&r, false);
	r.f.info.flags &= ~HP_KNOWS_KEEPS;
	rig_expect(&r, "status", 0, NULL);
	rig_expect(&r, "check stub f_int 0", 0, "would be applied now");
	assert_int_equal(r.f.asked_flags, 0);
	rig_end(&r);
}

static void test_hits(void **state)
{
	struct rig r;

	(void)state;
	start(&r, false);
	fake_patch(&r.f, "fix", HP_APPLIED);
	r.f.hits = 17;
	rig_expect(&r, "hits fix", 0, "fix: 17 calls, not counting now\nOK\n");
	assert_int_equal(r.f.counts, 0);
	rig_expect(&r, "hits fix on", 0, "17 calls, counting\n");
	assert_int_equal(r.f.counts, 1);
	assert_int_equal(r.f.last_op.max_depth, HP_DEPTH_NUDGE);
	rig_expect(&r, "show fix", 0, "calls: 17 so far");
	rig_expect(&r, "hits fix off within 700", 0, "not counting");
	assert_int_equal(r.f.uncounts, 1);
	assert_int_equal(r.f.last_op.deadline_ms, 700);
	rig_expect(&r, "hits fix on confirmed", HPX_USAGE, "expected within");
	r.f.op_error = -ENOSPC;
	r.f.verdict.reason = HP_R_NO_SLOT;
	rig_expect(&r, "hits fix on", HPX_FAILED, "fix: calls are not counted: no slot left");
	r.f.op_error = 0;
	fake_patch(&r.f, "idle", HP_LOADED);
	rig_expect(&r, "hits idle on", HPX_FAILED, "calls are not counted: the patch is not in the "
		   "state for this: loaded");
	rig_expect(&r, "hits nothing", HPX_FAILED, NULL);
	rig_expect(&r, "stub f_int 0", 0, NULL);
	rig_expect(&r, "hits stub-f_int off", HPX_FAILED, "found a stub, whose calls are always "
		   "counted");
	rig_end(&r);
	start(&r, true);
	fake_patch(&r.f, "fix", HP_APPLIED);
	r.f.hits = 17;
	rig_expect(&r, "hits fix", 0, "\"functions\":[{\"name\":\"meminfo_proc_show\","
		   "\"counting\":false,\"hits\":17}],\"counting\":false,\"hits\":17");
	rig_end(&r);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stub),
		cmocka_unit_test(test_stub_json),
		cmocka_unit_test(test_wrong_usage),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_callers),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_check_on_older),
		cmocka_unit_test(test_hits),
	};

	btf_dir = test_path(argc, argv, "");	/* where btf_test left its example */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
