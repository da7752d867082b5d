// SPDX-License-Identifier: GPL-2.0-only
/*
 * insmod_test.c - load and unload against the fake device: what a .ko names, needs, and is refused
 * for.  fix.ko is made of patch.S.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "rig/rig.h"
#include "files/search.h"

static void test_load(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "load fix", 0, "fix: loaded, not applied: 2 functions, from /");
	assert_int_equal(r.f.begins, 1);
	assert_int_equal(r.f.inserts, 1);
	assert_int_equal(r.f.ends, 1);
	rig_expect(&r, "load fix", 0, "loaded already");
	assert_int_equal(r.f.inserts, 1);
	rig_expect(&r, "unload fix", 0, "fix: unloaded\nOK\n");
	rig_expect(&r, "unload fix", 0, "not loaded: nothing to do");
	rig_expect(&r, "unload fux", HPX_FAILED, "(see: list), found none");
	rig_end(&r);
}

/* A file may have another name than the patch in it.  Commands that name the file then mean that patch. */
static void test_other_file_name(void **state)
{
	char dir[] = "/tmp/hp-name-XXXXXX", file[PATH_MAX], fix[PATH_MAX];
	struct rig r;

	(void)state;
	rig_start(&r, false);
	assert_non_null(mkdtemp(dir));
	snprintf(file, sizeof(file), "%s/fix.ko", rig_dir);
	assert_non_null(realpath(file, fix));
	snprintf(file, sizeof(file), "%s/other.ko", dir);
	assert_int_equal(symlink(fix, file), 0);
	searchlist_set(&r.s, dir);
	rig_expect(&r, "apply other", 0, "fix: applied");
	rig_expect(&r, "unload other", HPX_FAILED, "fix: expected loaded and not applied");
	rig_expect(&r, "revert other", 0, "fix: reverted");
	rig_expect(&r, "unload other", 0, "fix: unloaded");
	rig_expect(&r, "revert other", 0, "fix: not loaded: nothing to revert");
	/*
	 * When the file is no patch any more, or gone, nobody can tell which patch was meant: then revert
	 * fails, and does not say that there is nothing to revert.
	 */
	rig_expect(&r, "apply other", 0, "fix: applied");
	unlink(file);
	assert_int_equal(symlink("/etc/hostname", file), 0);
	rig_expect(&r, "revert other", HPX_FAILED, "not a kernel module");
	assert_int_equal(r.f.patches[0].state, HP_APPLIED);
	unlink(file);
	rig_expect(&r, "revert other", HPX_FAILED, "no patch \"other\"");
	rig_expect(&r, "revert fix", 0, "fix: reverted");
	rmdir(dir);
	rig_end(&r);
}

static void test_load_unresolved(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	r.f.unresolved[0] = "schedule";
	r.f.ambiguous = "hotpatch_register";
	rig_expect(&r, "apply fix", HPX_FAILED, "unresolved: schedule: not found (needed)\n");
	assert_non_null(strstr(rig_said(&r), "unresolved: hotpatch_register: ambiguous, 3 bear"));
	assert_non_null(strstr(rig_said(&r), "#3   0xffffffff81236560"));
	assert_non_null(strstr(rig_said(&r), "ERR 1 fix: 2 of 5 functions and symbols"));
	assert_int_equal(r.f.inserts, 0);
	rig_end(&r);
	rig_start(&r, true);
	r.f.unresolved[0] = "schedule";
	rig_expect(&r, "load fix", HPX_FAILED, "{\"symbol\":\"schedule\","
		   "\"role\":\"needed\",\"status\":\"not-found\"");
	rig_end(&r);
}

/* Targets that are not found, or more than once, are all told as well, before anything is loaded. */
static void test_load_targets(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	r.f.unresolved[0] = "meminfo_proc_show";
	r.f.ambiguous = "cmdline_proc_show";
	rig_expect(&r, "load fix", HPX_FAILED, "unresolved: meminfo_proc_show@fs/proc/meminfo.c: "
		   "not found (to replace)\n");
	assert_non_null(strstr(rig_said(&r), "unresolved: cmdline_proc_show: ambiguous, 3 bear"));
	assert_non_null(strstr(rig_said(&r), "#3 "));
	assert_int_equal(r.f.inserts, 0);
	assert_int_equal(r.f.begins, r.f.ends);
	r.f.unresolved[0] = r.f.ambiguous = NULL;
	r.f.insert_error = -ENOENT;
	r.f.end_error = -EINVAL;
	r.f.verdict.reason = HP_R_SYMBOL;
	r.f.verdict.detail = HP_SYM_AMBIGUOUS;
	strcpy(r.f.verdict.func.name, "do_x");
	rig_expect(&r, "load fix", HPX_FAILED, "do_x: the function cannot be found: ambiguous");
	rig_end(&r);
}

static void test_load_refused(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	strcpy(r.f.info.vermagic, "6.12.0-other SMP ");
	rig_expect(&r, "load fix", HPX_FAILED, "expected 6.12.0-other SMP, "
		   "found 6.1.0-test SMP mod_unload");
	rig_expect(&r, "check fix", HPX_FAILED, "made for another kernel");
	fake_init(&r.f);
	strcpy(r.f.info.machine, "aarch64");
	r.s.ready = false;
	rig_expect(&r, "load fix", HPX_FAILED, "expected aarch64, found x86_64");
	assert_int_equal(r.f.begins, 0);
	fake_init(&r.f);
	r.s.ready = false;
	r.f.begin_error = -EBUSY;
	rig_expect(&r, "load fix", HPX_AGAIN, "found pid 77");
	rig_end(&r);
}

static void test_insert_fails(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	r.f.insert_error = -ENOEXEC;
	r.f.end_error = -ENOENT;
	r.f.log[0] = "6,1,5,-;old line\n";
	r.f.log[1] = "3,2,9,-;fix: disagrees about version\n";
	r.f.log[2] = "12,2,9,-;a program talks\n";
	r.f.log_new = 1;
	rig_expect(&r, "load fix", HPX_FAILED, "kernel: fix: disagrees about version\nERR 1");
	assert_null(strstr(rig_said(&r), "old line"));
	assert_null(strstr(rig_said(&r), "talks"));
	assert_int_equal(r.f.ends, 1);
	r.f.verdict.reason = HP_R_HELD;
	r.f.verdict.detail = HP_HELD_KPROBE;
	strcpy(r.f.verdict.func.name, "do_x");
	r.f.verdict.entry_len = 5;
	memcpy(r.f.verdict.expected, "\x0f\x1f\x44\0\0", 5);
	memcpy(r.f.verdict.found, "\xe8\1\2\3\4", 5);
	r.f.end_error = -EEXIST;
	rig_expect(&r, "load fix", HPX_FAILED, "do_x: the entry belongs to somebody else: "
		   "a kprobe: expected 0f 1f 44 00 00, found e8 01 02 03 04");
	assert_int_equal(r.f.ends, 2);
	rig_end(&r);
}

/* Another module has the name: "try again" is said while that one is being loaded or unloaded. */
static void test_name_taken(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	r.f.insert_error = -EBUSY;
	r.f.end_error = -ENOENT;
	rig_expect(&r, "apply fix", HPX_AGAIN, "ERR 2 fix: not loaded: expected no module of that "
		   "name, found one that is still on its way in or out (try again)\n");
	assert_int_equal(r.f.ends, 1);
	assert_int_equal(r.f.applies, 0);
	r.f.insert_error = -EEXIST;
	rig_expect(&r, "load fix", HPX_FAILED, "found a module that is no patch\n");
	r.f.insert_race = true;
	rig_expect(&r, "load fix", HPX_AGAIN, "somebody else loaded just now (try again)\n");
	r.f.insert_race = false;
	r.f.npatches = 0;
	/* EEXIST of the registration means something else: the verdict says what. */
	r.f.insert_error = r.f.end_error = -EEXIST;
	r.f.verdict.reason = HP_R_PATCHED;
	rig_expect(&r, "load fix", HPX_FAILED, "the function is replaced already");
	rig_end(&r);
}

/* A module that loads but registers nothing must not stay. */
static void test_registers_nothing(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	r.f.end_error = -ENOENT;
	rig_expect(&r, "load fix", HPX_FAILED, "registers its functions");
	assert_int_equal(r.f.removes, 1);
	assert_int_equal(r.f.npatches, 0);
	rig_end(&r);
}

static void test_bad_files(void **state)
{
	char line[64], path[32];
	struct rig r;

	(void)state;
	rig_text(path, "list\n");
	rig_start(&r, false);
	rig_expect(&r, "load /nowhere.ko", HPX_FAILED, "expected a readable file, found No such");
	rig_expect(&r, "load /", HPX_FAILED, "found a directory");
	snprintf(line, sizeof(line), "load %s", path);
	rig_expect(&r, line, HPX_FAILED, "not a kernel module: expected an ELF file, found text");
	assert_int_equal(r.f.begins, 0);
	rig_end(&r);
	unlink(path);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_load),
		cmocka_unit_test(test_other_file_name),
		cmocka_unit_test(test_load_unresolved),
		cmocka_unit_test(test_load_targets),
		cmocka_unit_test(test_load_refused),
		cmocka_unit_test(test_insert_fails),
		cmocka_unit_test(test_name_taken),
		cmocka_unit_test(test_registers_nothing),
		cmocka_unit_test(test_bad_files),
	};

	rig_dir = test_path(argc, argv, "patches");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
