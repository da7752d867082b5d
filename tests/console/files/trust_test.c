// SPDX-License-Identifier: GPL-2.0-only
/*
 * trust_test.c - where what goes into the kernel comes from: whose the file is, who could exchange it,
 * and that the bytes loaded are those that were looked at.  Needs root, to give files away.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rig/rig.h"
#include "files/search.h"
#include "line/complete.h"

#define SOMEBODY	12345	/* a uid that nobody has */

static char dir[] = "/tmp/hp-trust-XXXXXX";
static char file[PATH_MAX], line[PATH_MAX + 32];

/* fix.ko in a folder of its own, which only we can write to. */
static void copy(struct rig *r)
{
	char command[2 * PATH_MAX + 16];

	strcpy(dir + strlen(dir) - 6, "XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(file, sizeof(file), "%s/fix.ko", dir);
	snprintf(command, sizeof(command), "cp %s/fix.ko %s", rig_dir, file);
	assert_int_equal(system(command), 0);
	assert_int_equal(chmod(file, 0644), 0);
	rig_start(r, false);
	searchlist_set(&r->s, dir);
}

static void end(struct rig *r)
{
	unlink(file);
	rmdir(dir);
	rig_end(r);
}

static void test_ours(void **state)
{
	struct rig r;

	(void)state;
	copy(&r);
	rig_expect(&r, "load fix", 0, "fix: loaded, not applied: 2 functions, from /tmp/hp-trust-");
	rig_expect(&r, "unload fix", 0, NULL);
	/* Others may write into the folder, but not exchange our file. */
	assert_int_equal(chmod(dir, 01777), 0);
	rig_expect(&r, "load fix", 0, "fix: loaded");
	end(&r);
}

static void refused(struct rig *r, const char *whose)
{
	rig_expect(r, "load fix", HPX_FAILED, "that only root can change");
	assert_non_null(strstr(rig_said(r), whose));
	rig_expect(r, "check fix", HPX_FAILED, "that only root can change");
	rig_expect(r, "apply fix", HPX_FAILED, "that only root can change");
	assert_int_equal(r->f.inserts, 0);
	rig_expect(r, "load fix anyway", 0, "fix: loaded");
	assert_int_equal(r->f.inserts, 1);
	assert_int_equal(r->f.insert_fd, -1);	/* the bytes that were read, not the file */
}

static void test_file_of_others(void **state)
{
	struct rig r;

	(void)state;
	copy(&r);
	assert_int_equal(chown(file, SOMEBODY, 0), 0);
	refused(&r, "found one of somebody unknown (uid 12345), mode 0644");
	/* "anyway" is for one command only. */
	rig_expect(&r, "unload fix", 0, NULL);
	rig_expect(&r, "load fix", HPX_FAILED, "uid 12345");
	rig_expect(&r, "apply fix depth hold anyway", 0, "fix: applied");
	end(&r);
}

static void test_file_that_others_write(void **state)
{
	struct rig r;

	(void)state;
	copy(&r);
	assert_int_equal(chmod(file, 0664), 0);
	refused(&r, "mode 0664");
	end(&r);
}

static void test_folder_that_others_write(void **state)
{
	struct rig r;

	(void)state;
	copy(&r);
	assert_int_equal(chmod(dir, 0777), 0);
	refused(&r, "of root (uid 0), mode 0777");
	end(&r);
}

static void test_folder_of_others(void **state)
{
	struct rig r;

	(void)state;
	copy(&r);
	assert_int_equal(chown(dir, SOMEBODY, 0), 0);
	refused(&r, dir);
	end(&r);
}

static void test_table_of_others(void **state)
{
	struct rig r;

	(void)state;
	copy(&r);
	assert_int_equal(chown(file, SOMEBODY, 0), 0);
	snprintf(line, sizeof(line), "table %s", file);
	rig_expect(&r, line, HPX_FAILED, "uid 12345");
	assert_int_equal(r.f.tables, 0);
	snprintf(line, sizeof(line), "table %s anyway", file);
	rig_expect(&r, line, 0, NULL);
	assert_int_equal(r.f.tables, 1);
	end(&r);
}

/* A file in the current folder is taken only with ./ before its name. */
static void test_this_folder(void **state)
{
	char before[PATH_MAX];
	struct rig r;

	(void)state;
	copy(&r);
	assert_null(strstr(searchlist_builtin, ".:"));
	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(dir), 0);
	searchlist_set(&r.s, "/nowhere");
	rig_expect(&r, "load fix", HPX_FAILED, "no patch \"fix\"");
	rig_expect(&r, "load fix.ko", HPX_FAILED, "say ./ before it");
	rig_expect(&r, "table fix.ko", HPX_FAILED, "say ./ before it");
	rig_expect(&r, "load ./fix.ko", 0, "fix: loaded");
	assert_int_equal(chdir(before), 0);
	end(&r);
}

/* The file is overwritten after the check, before it is loaded: the bytes that were checked are loaded. */
static void test_exchanged(void **state)
{
	char sum[DIGEST_SIZE];
	struct rig r;

	(void)state;
	copy(&r);
	r.f.begin_spoils = file;
	rig_expect(&r, "load fix", 0, "fix: loaded");
	memcpy(sum, r.s.outcome.sha256, sizeof(sum));
	assert_int_equal(strlen(sum), DIGEST_SIZE - 1);
	assert_string_equal(r.f.insert_sha256, sum);
	assert_string_equal(r.s.outcome.file, file);
	end(&r);
}

/* Pressing Tab asks the module which patches there are, but gives it no table. */
static void test_completion_loads_nothing(void **state)
{
	char table[PATH_MAX];
	struct matches m;
	struct rig r;

	(void)state;
	copy(&r);
	r.f.info.flags &= ~HP_HAS_TABLE;
	snprintf(table, sizeof(table), "%s/%s.hpsym", dir, r.s.release);
	assert_int_equal(link(file, table), 0);
	complete(&r.s, "revert ", &m);
	matches_free(&m);
	assert_int_equal(r.f.tables, 0);
	rig_run(&r, "list");
	assert_int_equal(r.f.tables, 1);
	unlink(table);
	end(&r);
}

static void kernel_says(const char *root, const char *path, const char *text)
{
	char name[PATH_MAX];
	FILE *f;

	snprintf(name, sizeof(name), "%s%s", root, path);
	rig_shell("mkdir -p $(dirname %s)", name);
	f = fopen(name, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* That the kernel would answer EPERM or reject the key is said before anything is tried, by check too. */
static void test_kernel_forbids(void **state)
{
	char root[] = "/tmp/hp-kernel-XXXXXX";
	struct rig r;

	(void)state;
	copy(&r);
	assert_non_null(mkdtemp(root));
	r.s.kernel_root = root;
	kernel_says(root, "/proc/sys/kernel/modules_disabled", "0\n");
	kernel_says(root, "/sys/module/module/parameters/sig_enforce", "N\n");
	kernel_says(root, "/sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
	rig_expect(&r, "check fix", 0, NULL);
	kernel_says(root, "/sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
	rig_expect(&r, "check fix", HPX_FAILED, "expected lockdown=none, or a signed file, found "
		   "lockdown=integrity");
	kernel_says(root, "/sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
	kernel_says(root, "/sys/module/module/parameters/sig_enforce", "Y\n");
	rig_expect(&r, "load fix", HPX_FAILED, "expected a signed file, found one without a signature");
	kernel_says(root, "/proc/sys/kernel/modules_disabled", "1\n");
	rig_expect(&r, "apply fix", HPX_FAILED, "no module can be loaded before the next boot");
	assert_int_equal(r.f.inserts, 0);
	kernel_says(root, "/proc/sys/kernel/modules_disabled", "0\n");
	/* A file with a signature is tried: whether that is right, only the kernel can say. */
	rig_shell("printf '~Module signature appended~\\n' >> %s", file);
	rig_expect(&r, "load fix", 0, "fix: loaded");
	rig_shell("rm -r %s", root);
	end(&r);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ours),
		cmocka_unit_test(test_file_of_others),
		cmocka_unit_test(test_file_that_others_write),
		cmocka_unit_test(test_folder_that_others_write),
		cmocka_unit_test(test_folder_of_others),
		cmocka_unit_test(test_table_of_others),
		cmocka_unit_test(test_this_folder),
		cmocka_unit_test(test_exchanged),
		cmocka_unit_test(test_completion_loads_nothing),
		cmocka_unit_test(test_kernel_forbids),
	};

	rig_dir = test_path(argc, argv, "patches");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
