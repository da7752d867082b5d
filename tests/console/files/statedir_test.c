// SPDX-License-Identifier: GPL-2.0-only
/* statedir_test.c - the directory that outlives a run: who may write it, whole files. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rig/rig.h"
#include "files/statedir.h"

static char home[] = "/tmp/hp-state-XXXXXX", dir[64];

static int fresh(void **state)
{
	(void)state;
	snprintf(home, sizeof(home), "/tmp/hp-state-XXXXXX");
	if (!mkdtemp(home))
		return -1;
	snprintf(dir, sizeof(dir), "%s/a/b", home);
	return setenv(STATE_ENV, dir, 1);
}

static int gone(void **state)
{
	char command[80];

	(void)state;
	unsetenv(STATE_ENV);
	snprintf(command, sizeof(command), "rm -rf %s", home);
	return system(command);
}

static unsigned mode_of(int fd)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	return st.st_mode & 07777;
}

static void test_made(void **state)
{
	struct rig r;
	int fd;

	(void)state;
	rig_start(&r, false);
	fd = statedir_open(&r.s, "incoming");
	assert_true(fd >= 0);
	assert_int_equal(mode_of(fd), 0700);
	close(fd);
	fd = statedir_open(&r.s, NULL);
	assert_true(fd >= 0);
	assert_int_equal(mode_of(fd), 0700);
	assert_int_equal(faccessat(fd, "incoming", W_OK, 0), 0);
	close(fd);
	rig_end(&r);
}

static void test_refused(void **state)
{
	struct rig r;
	int fd;

	(void)state;
	rig_start(&r, false);
	fd = statedir_open(&r.s, NULL);
	assert_int_equal(symlinkat("/tmp", fd, "incoming"), 0);
	assert_int_equal(statedir_open(&r.s, "incoming"), -1);
	assert_int_equal(unlinkat(fd, "incoming", 0), 0);
	assert_int_equal(fchmod(fd, 0777), 0);
	assert_int_equal(statedir_open(&r.s, NULL), -1);
	assert_non_null(strstr(r.s.text, "only its owner"));
	close(fd);
	setenv(STATE_ENV, "/proc/nothing/here", 1);
	assert_int_equal(statedir_open(&r.s, NULL), -1);
	assert_non_null(strstr(r.s.text, "/proc/nothing/here"));
	rig_end(&r);
}

static void test_put(void **state)
{
	char buf[16] = "";
	struct rig r;
	int dirfd, fd;

	(void)state;
	rig_start(&r, false);
	dirfd = statedir_open(&r.s, "incoming");
	assert_int_equal(statedir_put(&r.s, dirfd, "x", "first", 5), 0);
	assert_int_equal(symlinkat("/dev/null", dirfd, ".x.new"), 0);
	assert_int_equal(statedir_put(&r.s, dirfd, "x", "second", 6), 0);
	fd = openat(dirfd, "x", O_RDONLY | O_NOFOLLOW);
	assert_int_equal(mode_of(fd), 0600);
	assert_int_equal(read(fd, buf, sizeof(buf)), 6);
	assert_string_equal(buf, "second");
	close(fd);
	assert_int_not_equal(faccessat(dirfd, ".x.new", F_OK, AT_SYMLINK_NOFOLLOW), 0);

	/* When a file cannot be put in place, its temporary file is removed, and what was there stays. */
	assert_int_equal(mkdirat(dirfd, "full", 0700), 0);
	assert_int_equal(statedir_put(&r.s, dirfd, "full", "x", 1), HPX_FAILED);
	assert_int_not_equal(faccessat(dirfd, ".full.new", F_OK, 0), 0);
	close(dirfd);
	rig_end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_made, fresh, gone),
		cmocka_unit_test_setup_teardown(test_refused, fresh, gone),
		cmocka_unit_test_setup_teardown(test_put, fresh, gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
