// SPDX-License-Identifier: GPL-2.0-only
/*
 * builds_test.c - builds are told apart: of a patch, loaded and in a file; of the kernel, and of a module
 * that a patch reaches into.
 */
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rig/rig.h"
#include "files/search.h"
#include "format/buildid.h"

static const char fix_id[] = "build-id 746865206275696c642d6964206f662066697821";

/* fix, loaded, of another build than the file. */
static void load_other(struct rig *r, bool json)
{
	rig_start(r, json);
	rig_expect(r, "load fix", 0, NULL);
	assert_int_equal(r->f.npatches, 1);
	r->f.patches[0].build_id[0] ^= 0xff;
}

static void test_same_build(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "load fix", 0, NULL);
	assert_memory_equal(r.f.patches[0].build_id, "the build-id of fix!", HP_BUILD_ID_LEN);
	rig_expect(&r, "load fix", 0, "loaded already");
	rig_expect(&r, "show fix", 0, "a fix for tests");
	rig_expect(&r, "apply fix", 0, "fix: applied");
	rig_end(&r);
}

static void test_another_build_is_not_applied_already(void **state)
{
	static const char * const lines[] = { "load fix", "apply fix", "check fix" };
	struct rig r;

	(void)state;
	load_other(&r, false);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		rig_expect(&r, lines[i], HPX_FAILED, "another build of it is loaded");
		assert_non_null(strstr(rig_said(&r), fix_id));
		assert_non_null(strstr(rig_said(&r), "found 8b6865"));
	}
	r.f.patches[0].state = HP_APPLIED;
	rig_expect(&r, "apply fix", HPX_FAILED, "another build of it is loaded");
	assert_int_equal(r.f.applies, 0);
	rig_end(&r);
}

static void test_shown_as_what_it_is(void **state)
{
	char line[PATH_MAX];
	struct rig r;

	(void)state;
	load_other(&r, false);
	rig_expect(&r, "show fix", 0, "fix.ko is another build than the one that is loaded");
	assert_null(strstr(rig_said(&r), "a fix for tests"));
	snprintf(line, sizeof(line), "show %s/fix.ko", rig_dir);
	rig_expect(&r, line, 0, "a fix for tests");
	assert_non_null(strstr(rig_said(&r), "a file, not loaded"));
	assert_non_null(strstr(rig_said(&r), "of which another build is loaded"));
	rig_expect(&r, "list", 0, "another build than the one that is loaded");
	rig_end(&r);
	load_other(&r, true);
	rig_expect(&r, "list", 0, "\"other_build\":true");
	rig_end(&r);
}

/* Revert and unload take any build of that name: they only give the kernel its own code back. */
static void test_reverted_all_the_same(void **state)
{
	char line[PATH_MAX];
	struct rig r;

	(void)state;
	load_other(&r, false);
	r.f.patches[0].state = HP_APPLIED;
	snprintf(line, sizeof(line), "revert %s/fix.ko", rig_dir);
	rig_expect(&r, line, 0, "note: ");
	assert_non_null(strstr(rig_said(&r), "another build than the one that is loaded"));
	rig_expect(&r, "unload fix", 0, "fix: unloaded");
	rig_end(&r);
}

/* hotpatch.ko does not say which build is loaded, nor does /sys: it is taken for the same. */
static void test_build_unknown(void **state)
{
	struct rig r;

	(void)state;
	load_other(&r, false);
	memset(r.f.patches[0].build_id, 0, HP_BUILD_ID_LEN);
	rig_expect(&r, "load fix", 0, "loaded already");
	rig_end(&r);
}

/* fix.ko says a1a2..b4. */
static void test_kernel_of_another_build(void **state)
{
	static const char * const lines[] = { "check fix", "load fix", "apply fix" };
	struct rig r;

	(void)state;
	rig_start(&r, false);
	for (uint8_t i = 0; i < HP_BUILD_ID_LEN; i++)
		r.f.info.build_id[i] = 0xa1 + i;
	rig_expect(&r, "load fix", 0, "fix: loaded");
	rig_expect(&r, "unload fix", 0, NULL);
	rig_end(&r);
	rig_start(&r, false);
	memset(r.f.info.build_id, 0xcd, HP_BUILD_ID_LEN);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		rig_expect(&r, lines[i], HPX_FAILED, "fix.ko: made for another build of the kernel: expected "
			   "build-id a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4, found cdcdcdcd");
	rig_expect(&r, "show fix", 0, "\nkernel: /");
	assert_non_null(strstr(rig_said(&r), "made for another build of the kernel"));
	assert_int_equal(r.f.begins + r.f.inserts, 0);
	rig_end(&r);
}

/* --- modules that a patch reaches into ------------------------------------------------------- */

static char dir[] = "/tmp/hp-builds-XXXXXX";

/* fix with show_a in the module loopm, which is loaded; its build-id begins with the byte "first". */
static void module_rig(struct rig *r, const char *first)
{
	rig_start(r, false);
	strcpy(dir + strlen(dir) - 6, "XXXXXX");
	assert_non_null(mkdtemp(dir));
	rig_shell("sed 's,show_a:show:fs/a.c,show_a:show::loopm,' %s/fix.ko >%s/fix.ko", rig_dir, dir);
	rig_shell("mkdir -p %s/sys/module/loopm/notes && echo live >%s/sys/module/loopm/initstate", dir, dir);
	rig_shell("printf '\\4\\0\\0\\0\\024\\0\\0\\0\\3\\0\\0\\0GNU\\0%s\\2\\3\\4\\5\\6\\7\\010\\011\\012\\013"
	    "\\014\\015\\016\\017\\020\\021\\022\\023\\024' >%s/sys/module/loopm/notes/.note.gnu.build-id",
	    first, dir);
	searchlist_set(&r->s, dir);
	r->s.kernel_root = dir;
}

static void module_end(struct rig *r)
{
	rig_shell("rm -r %s", dir);
	rig_end(r);
}

static void test_module_of_that_build(void **state)
{
	struct rig r;

	(void)state;
	module_rig(&r, "\\1");
	rig_expect(&r, "load fix", 0, "fix: loaded");
	module_end(&r);
}

static void test_module_of_another_build(void **state)
{
	static const char * const lines[] = { "check fix", "load fix", "apply fix" };
	struct rig r;

	(void)state;
	module_rig(&r, "\\2");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		rig_expect(&r, lines[i], HPX_FAILED, "made for another build of module loopm: expected "
			   "build-id 0102030405060708090a0b0c0d0e0f1011121314, found 0202");
	assert_int_equal(r.f.inserts, 0);
	rig_shell("rm %s/sys/module/loopm/notes/.note.gnu.build-id", dir);
	rig_expect(&r, "load fix", HPX_FAILED, "made for another build of module loopm");
	assert_non_null(strstr(rig_said(&r), "found none"));
	/* A module that is not loaded is no matter of builds: the look-up of the symbol reports it. */
	rig_shell("rm -r %s/sys/module/loopm", dir);
	rig_expect(&r, "load fix", 0, NULL);
	module_end(&r);
}

/*
 * The patch does not say that its targets are in a module, but they are found in one: that one's build
 * counts.
 */
static void test_found_in_a_module(void **state)
{
	struct rig r;

	(void)state;
	module_rig(&r, "\\2");
	rig_shell("cp %s/fix.ko %s/fix.ko", rig_dir, dir);
	rig_expect(&r, "check fix", 0, NULL);
	r.f.object = "loopm";
	rig_expect(&r, "apply fix", HPX_FAILED, "made for another build of module loopm");
	assert_int_equal(r.f.inserts, 0);
	assert_int_equal(r.f.begins, r.f.ends);
	module_end(&r);
}

/* What is in /sys may be anything: a FIFO there is not waited for. */
static void test_no_waiting(void **state)
{
	struct rig r;

	(void)state;
	module_rig(&r, "\\1");
	rig_shell("cd %s/sys/module/loopm/notes && rm .note.gnu.build-id && mkfifo .note.gnu.build-id", dir);
	rig_expect(&r, "load fix", HPX_FAILED, "found none");
	module_end(&r);
}

/*
 * Loaded by its path, and shown by its name: where it came from the history knows.  A file that is another one by now does
 * not describe it.
 */
static void test_described_by_history(void **state)
{
	char line[PATH_MAX];
	struct rig r;

	(void)state;
	module_rig(&r, "\\1");
	searchlist_set(&r.s, "/nonexistent");
	rig_shell("mv %s/fix.ko %s/b.ko && cp %s/fix.ko %s/a.ko", dir, dir, rig_dir, dir);
	snprintf(line, sizeof(line), "load %s/a.ko", dir);
	rig_expect(&r, line, 0, "fix: loaded");
	snprintf(line, sizeof(line), "  file %s/a.ko\n", dir);
	rig_expect(&r, "show fix", 0, "fix: a fix for tests\n");
	assert_non_null(strstr(rig_said(&r), line));
	rig_shell("mv %s/b.ko %s/a.ko", dir, dir);
	rig_expect(&r, "show fix", 0, "fix: (its file was not found, and so no description)\n");
	rig_shell("rm %s/a.ko", dir);
	rig_expect(&r, "show fix", 0, "fix: (its file was not found, and so no description)\n");
	module_end(&r);
}

/* A part of the kernel's own has the name in /sys/module: it is said before the kernel is asked, which says it otherwise. */
static void test_name_is_the_kernels(void **state)
{
	static const char * const lines[] = { "check fix", "load fix", "apply fix" };
	struct rig r;

	(void)state;
	module_rig(&r, "\\1");
	rig_shell("mkdir -p %s/sys/module/fix/parameters", dir);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		rig_expect(&r, lines[i], HPX_FAILED, "ERR 1 fix: cannot be loaded under this name: expected one that the kernel "
			   "does not use itself, found /sys/module/fix of the kernel's own");
	assert_int_equal(r.f.begins + r.f.inserts, 0);
	/* A module has it, and not the kernel: that is the loader's to say. */
	rig_shell("echo live >%s/sys/module/fix/initstate", dir);
	rig_expect(&r, "load fix", 0, "fix: loaded");
	module_end(&r);
}

static void test_patch_that_does_not_say(void **state)
{
	struct rig r;

	(void)state;
	module_rig(&r, "\\1");
	rig_shell("sed -i 's,hotpatch_module=loopm:,hotpatch_modula=loopm:,' %s/fix.ko", dir);
	rig_expect(&r, "apply fix", HPX_FAILED,
		   "it does not say for which build of module loopm it was made");
	assert_int_equal(r.f.inserts, 0);
	module_end(&r);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_build),
		cmocka_unit_test(test_another_build_is_not_applied_already),
		cmocka_unit_test(test_shown_as_what_it_is),
		cmocka_unit_test(test_reverted_all_the_same),
		cmocka_unit_test(test_build_unknown),
		cmocka_unit_test(test_kernel_of_another_build),
		cmocka_unit_test(test_module_of_that_build),
		cmocka_unit_test(test_module_of_another_build),
		cmocka_unit_test(test_found_in_a_module),
		cmocka_unit_test(test_no_waiting),
		cmocka_unit_test(test_described_by_history),
		cmocka_unit_test(test_name_is_the_kernels),
		cmocka_unit_test(test_patch_that_does_not_say),
	};

	rig_dir = test_path(argc, argv, "patches");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
