// SPDX-License-Identifier: GPL-2.0-only
/*
 * bodies_test.c - a patch that says what the functions look like that it replaces, against the fake device.  fix.ko
 * (rig/patch.S) says so of the first of its two.
 */
#include <errno.h>

#include "rig/rig.h"

#define EXPECTED "expected 300 bytes of digest 1122334455667788, found "

static void test_same(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "check fix", 0, "meminfo.c (kallsyms+table)");
	assert_non_null(strstr(rig_said(&r), "\n    its 300 bytes are those that the patch was made for\n"));
	assert_int_equal(r.f.bodies, 1);
	rig_expect(&r, "show fix", 0, "    its 300 bytes are those that the patch was made for\n");
	assert_int_equal(r.f.bodies, 2);
	rig_expect(&r, "load fix", 0, "fix: loaded");
	assert_int_equal(r.f.bodies, 3);
	rig_end(&r);
}

static void refused(struct rig *r, const char *found)
{
	static const char * const lines[] = { "check fix", "load fix", "apply fix", "show fix" };
	char text[256];

	snprintf(text, sizeof(text), "ERR 1 fix: meminfo_proc_show@fs/proc/meminfo.c: the function differs from the "
		 "one that the patch was made for: " EXPECTED "%s\n", found);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		rig_expect(r, lines[i], HPX_FAILED, text);
	snprintf(text, sizeof(text), "\n    REFUSED: the function differs from the one that the patch was made for: "
		 EXPECTED "%s\n", found);
	rig_expect(r, "check fix", HPX_FAILED, text);
	assert_non_null(strstr(rig_said(r), "  cmdline_proc_show -> new_global"));
	assert_non_null(strstr(strstr(rig_said(r), "  cmdline_proc_show"), "could be replaced"));
	*strstr(r->buf, "  cmdline_proc_show") = '\0';
	assert_null(strstr(r->buf, "could be replaced"));
	rig_expect(r, "show fix", HPX_FAILED, text);
	assert_int_equal(r->f.inserts, 0);
	assert_int_equal(r->f.npatches, 0);
	assert_int_equal(r->f.begins, r->f.ends);
}

static void test_other(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	r.f.body = HP_R_OTHER;
	r.f.body_found = 0xfedc;
	refused(&r, "000000000000fedc (send this to its author)");
	r.f.body_found = 0;
	refused(&r, "96 bytes (send this to its author)");
	rig_end(&r);
}

static void test_kprobe(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	r.f.body = HP_R_HELD;
	r.f.body_found = 0xfedc;
	refused(&r, "a kprobe in it (take that out first)");
	rig_end(&r);
}

static void test_json(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, true);
	rig_expect(&r, "check fix", 0, "\"body\":\"same\",\"body_size\":300,"
		   "\"body_expected\":\"1122334455667788\",\"body_found\":\"1122334455667788\"");
	r.f.body = HP_R_OTHER;
	rig_expect(&r, "check fix", HPX_FAILED, "\"body\":\"other\",\"body_size\":300,"
		   "\"body_expected\":\"1122334455667788\"");
	assert_null(strstr(rig_said(&r), "body_found"));
	rig_end(&r);
}

/* A target that is not found is told as such, and not as one that differs; nor is it loaded without having been compared. */
static void test_not_found(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	r.f.unresolved[0] = "meminfo_proc_show";
	r.f.body = HP_R_SYMBOL;
	rig_expect(&r, "load fix", HPX_FAILED, "1 of 5 functions and symbols cannot be resolved");
	r.f.unresolved[0] = NULL;
	/* Its module went between the look-up and this. */
	rig_expect(&r, "load fix", HPX_FAILED, "ERR 1 fix: meminfo_proc_show@fs/proc/meminfo.c: the function cannot be found: "
		   "that module is not loaded");
	rig_expect(&r, "check fix", HPX_FAILED, "that module is not loaded");
	assert_int_equal(r.f.inserts, 0);
	assert_int_equal(r.f.begins, r.f.ends);
	rig_end(&r);
}

static void test_older_module(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	r.f.info.flags &= ~HP_KNOWS_BODY;
	r.f.body = HP_R_OTHER;
	rig_expect(&r, "check fix", 0, "note: fix: its functions are not compared with those it was made for: this "
		   "hotpatch.ko is too old for that\n");
	assert_null(strstr(rig_said(&r), "its 300 bytes"));
	rig_expect(&r, "show fix", 0, "note: fix: its functions are not compared");
	rig_expect(&r, "apply fix", 0, "note: fix: its functions are not compared");
	assert_int_equal(r.f.bodies, 0);
	rig_end(&r);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_other),
		cmocka_unit_test(test_kprobe),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_not_found),
		cmocka_unit_test(test_older_module),
	};

	rig_dir = test_path(argc, argv, "patches");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
