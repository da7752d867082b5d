// SPDX-License-Identifier: GPL-2.0-only
/* history_test.c - the history: its lines, its file, what is recorded and what not. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rig/rig.h"
#include "files/statedir.h"
#include "history/history.h"

static char home[32], file[64];

static int fresh(void **state)
{
	(void)state;
	strcpy(home, "/tmp/hp-past-XXXXXX");
	if (!mkdtemp(home))
		return -1;
	snprintf(file, sizeof(file), "%s/s/history", home);
	strcat(home, "/s");
	setenv("SUDO_USER", "b\"o\\b\x1b", 1);
	return setenv(STATE_ENV, home, 1);
}

static int gone(void **state)
{
	char command[80];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %.19s", home);
	return system(command);
}

static const struct history_entry sample = {
	.when = 1764000000, .uid = 1, .login = 1000, .sudo = "bob", .pid = 77, .tty = "/dev/ttyS0",
	.verb = "apply", .line = "apply fix \"\x01\xff\n", .patch = "fix", .sha256 = "00ff",
	.code = 2, .text = "not applied", .depth = "hold", .stop_us = 1, .frozen_us = 2,
	.total_us = UINT64_MAX, .took_us = 4,
};

static void test_line(void **state)
{
	char line[HISTORY_ENTRY_MAX];
	size_t len = history_entry_line(&sample, line, sizeof(line));
	struct history_entry r;

	(void)state;
	assert_int_equal(strlen(line), len);
	assert_int_equal(line[len - 1], '\n');
	assert_non_null(strstr(line, "hp1 time=\"2025-11-24T16:00:00Z\" uid=1 "));
	assert_non_null(strstr(line, "line=\"apply fix \\x22\\x01\\xff\\x0a\""));
	assert_true(history_entry_parse(line, len - 1, &r));
	assert_memory_equal(&r, &sample, sizeof(r));
}

static void test_longest(void **state)
{
	char line[HISTORY_ENTRY_MAX];
	struct history_entry r = sample, back;

	(void)state;
	memset(r.sudo, 0xff, sizeof(r.sudo) - 1);
	memset(r.tty, 0xff, sizeof(r.tty) - 1);
	memset(r.verb, 0xff, sizeof(r.verb) - 1);
	memset(r.line, 0xff, sizeof(r.line) - 1);
	memset(r.patch, 0xff, sizeof(r.patch) - 1);
	memset(r.sha256, 0xff, sizeof(r.sha256) - 1);
	memset(r.text, 0xff, sizeof(r.text) - 1);
	memset(r.depth, 0xff, sizeof(r.depth) - 1);
	r.stop_us = r.frozen_us = r.took_us = UINT64_MAX;
	r.uid = r.pid = r.code = UINT32_MAX;
	assert_true(history_entry_parse(line, history_entry_line(&r, line, sizeof(line)) - 1, &back));
	assert_memory_equal(&r, &back, sizeof(r));
}

static void test_not_a_line(void **state)
{
	static const char *const bad[] = {
		"", "hp1", "hp1 time=\"2025-11-24T16:00:00Z\" verb=\"x\"",
		"hp2 time=\"2025-11-24T16:00:00Z\" text=\"\" verb=\"x\"",
		"hp1 verb=\"x\"", "hp1 time=\"2025-11-24T16:00:00Z\" text=\"\"",
		"hp1 time=\"2025-13-24T16:00:00Z\" verb=\"x\"",
		"hp1 time=\"2025-11-24T16:00:00\" verb=\"x\"",
		"hp1 time=\"\" verb=\"x\"", "hp1 time=\"-\" verb=\"x\"",
		"hp1 time=\"2025-11-24T16:00:00Z\" text=\"\" verb=\"x\" ",
		"hp1 time=\"2025-11-24T16:00:00Z\" text=\"\"  verb=\"x\"",
		"hp1 time=\"2025-11-24T16:00:00Z\" text=\"\" verb=\"x\" uid=",
		"hp1 time=\"2025-11-24T16:00:00Z\" text=\"\" verb=\"x\" uid=-1",
		"hp1 time=\"2025-11-24T16:00:00Z\" text=\"\" verb=\"x\" uid=4294967296",
		"hp1 time=\"2025-11-24T16:00:00Z\" text=\"\" verb=\"x\" took_us=18446744073709551616",
		"hp1 time=\"2025-11-24T16:00:00Z\" text=\"\" verb=\"x\" uid=\"1\"",
		"hp1 time=\"2025-11-24T16:00:00Z\" text=\"\" verb=\"x\" uid=1 uid=1",
		"hp1 time=\"2025-11-24T16:00:00Z\" text=\"\" verb=\"x\\x00\"",
		"hp1 time=\"2025-11-24T16:00:00Z\" text=\"\" verb=\"x\\xg0\"",
		"hp1 time=\"2025-11-24T16:00:00Z\" text=\"\" verb=\"x\\\"",
		"hp1 time=\"2025-11-24T16:00:00Z\" text=\"\" verb=\"x\x1b\"",
		"hp1 time=\"2025-11-24T16:00:00Z\" text=\"\" verb=\"01234567890123456789\"",
		"hp1 time=\"2025-11-24T16:00:00Z\" text=\"\" verb=\"x\" new=z",
		"hp1 time=\"2025-11-24T16:00:00Z\" text=\"\" verb=\"x\" =1",
	};
	static const char newer[] =
		"hp1 time=\"2025-11-24T16:00:00Z\" text=\"\" verb=\"x\" new=\"\\x00\" other=9 uid=5";
	static const char good[] =
		"hp1 time=\"2025-11-24T16:00:00Z\" text=\"\" verb=\"x\" new=\"\" uid=5";
	struct history_entry r;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (history_entry_parse(bad[i], strlen(bad[i]), &r))
			fail_msg("taken for a record: %s", bad[i]);
	/* What a newer console wrote can be read; but not an escaped NUL, in whatever key. */
	assert_false(history_entry_parse(newer, strlen(newer), &r));
	assert_true(history_entry_parse(good, strlen(good), &r));
}

/*
 * A line that broke off, to which the next writer adds an end, is not taken for a record, wherever it broke.
 */
static void test_cut(void **state)
{
	char line[HISTORY_ENTRY_MAX];
	size_t len = history_entry_line(&sample, line, sizeof(line)) - 1;
	struct history_entry r;

	(void)state;
	for (size_t i = 0; i < len; i++) {
		char *copy = malloc(i + 1);	/* of that very size, for the sanitizer */

		memcpy(copy, line, i);
		if (history_entry_parse(copy, i, &r))
			fail_msg("taken for a record: %.*s", (int)i, copy);
		free(copy);
	}
}

static void count(void *arg, const struct history_entry *r)
{
	(void)r;
	++*(unsigned *)arg;
}

static unsigned records(uint64_t *unreadable)
{
	unsigned n = 0;

	assert_int_equal(history_each(count, &n, unreadable), 0);
	return n;
}

static void add(const char *text, size_t len)
{
	int fd = open(file, O_WRONLY | O_APPEND | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), len);
	close(fd);
}

static void test_recorded(void **state)
{
	uint64_t bad;
	struct stat st;
	struct rig r;

	(void)state;
	rig_start(&r, false);
	assert_int_equal(records(&bad), 0);
	rig_expect(&r, "history", 0, "nothing was done\nOK\n");
	assert_int_not_equal(access(home, F_OK), 0);	/* reading makes no folder */
	rig_expect(&r, "list", 0, NULL);
	rig_expect(&r, "apply", HPX_USAGE, NULL);
	rig_expect(&r, "apply fix depth deep", HPX_USAGE, NULL);
	assert_int_equal(records(&bad), 0);		/* looking and mistyping leave none */
	rig_expect(&r, "apply fix confirmed 60", 0, NULL);
	rig_expect(&r, "confirm fix", 0, NULL);
	r.f.op_error = -EBUSY;
	r.f.verdict.reason = HP_R_BLOCKED;
	rig_expect(&r, "revert fix", HPX_AGAIN, NULL);
	assert_int_equal(records(&bad), 3);
	assert_int_equal(bad, 0);
	assert_int_equal(stat(file, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(stat(home, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);

	rig_expect(&r, "history", 0, ": apply fix confirmed 60: nudge, stop 120 us, tasks held "
		   "310 us\n    sha256 ");
	assert_non_null(strstr(rig_said(&r), " for b\"o\\b?"));
	assert_non_null(strstr(rig_said(&r), ": confirm fix: done\n"));
	assert_non_null(strstr(rig_said(&r), ": revert fix\n    ERR 2 fix: not reverted"));
	rig_expect(&r, "history 1", 0, ": revert fix\n");
	assert_null(strstr(rig_said(&r), "confirm"));
	rig_expect(&r, "history fux", 0, "nothing was done with fux\n");
	rig_expect(&r, "history 2 fix", 0, ": confirm fix: done\n");
	rig_expect(&r, "history fix 2", HPX_USAGE, "a number before the name");
	rig_expect(&r, "history 0", HPX_USAGE, "1 to 5000");
	rig_end(&r);
}

/* The history has the SHA-256 that sha256sum(1) prints for the file. */
static void test_sha256(void **state)
{
	char command[200], want[80];
	struct rig r;
	FILE *f;

	(void)state;
	snprintf(command, sizeof(command), "sha256sum %s/fix.ko", rig_dir);
	f = popen(command, "r");
	assert_non_null(f);
	assert_int_equal(fscanf(f, "%64s", want), 1);
	pclose(f);
	rig_start(&r, true);
	rig_expect(&r, "load fix", 0, NULL);
	rig_expect(&r, "apply fix", 0, NULL);
	rig_expect(&r, "history", 0, want);
	assert_null(strstr(strstr(rig_said(&r), want) + 1, want));	/* once: apply loaded nothing */
	rig_end(&r);
}

static void test_damaged(void **state)
{
	char *huge = malloc(100000);
	struct rig r;
	uint64_t bad;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "load fix", 0, NULL);
	add("garbage\n\n\0\0\n", 12);
	memset(huge, 'x', 100000);
	add(huge, 100000);
	free(huge);
	add("\nhp1 time=\"2025-11-24T16:0", 26);		/* as after a power failure */
	assert_int_equal(records(&bad), 1);
	assert_int_equal(bad, 4);
	rig_expect(&r, "unload fix", 0, NULL);
	assert_int_equal(records(&bad), 2);
	assert_int_equal(bad, 4);
	rig_expect(&r, "history", 0, "note: 4 lines of /tmp/hp-past-");
	rig_end(&r);
}

/* The kernel has been changed by then, so the answer tells of that; the missing record is only a note. */
static void test_cannot_be_written(void **state)
{
	char other[64];
	struct stat st;
	struct rig r;

	(void)state;
	rig_start(&r, false);
	mkdir(home, 0700);
	assert_int_equal(mkfifo(file, 0600), 0);
	rig_expect(&r, "load fix", 0, "fix: loaded, not applied: 2 functions, from ");
	assert_non_null(strstr(rig_said(&r), "\nnote: not in the history: "));
	assert_non_null(strstr(rig_said(&r), "not a regular file\nOK\n"));
	rig_expect(&r, "history", HPX_FAILED, "found something else");
	unlink(file);
	snprintf(other, sizeof(other), "%s/other", home);
	close(open(other, O_CREAT | O_WRONLY, 0600));
	assert_int_equal(symlink(other, file), 0);
	rig_expect(&r, "unload fix", 0, "note: not in the history: ");
	assert_int_equal(stat(other, &st), 0);
	assert_int_equal(st.st_size, 0);
	unlink(file);
	assert_int_equal(chmod(home, 0777), 0);
	r.f.insert_error = -ENOEXEC;
	rig_expect(&r, "load fix", HPX_FAILED, "note: not in the history: ");
	assert_non_null(strstr(rig_said(&r), "ERR 1 fix: the kernel did not load it"));
	assert_int_not_equal(access(file, F_OK), 0);
	chmod(home, 0700);
	setenv(STATE_ENV, "/proc/nothing", 1);
	rig_expect(&r, "load fix", HPX_FAILED, "note: not in the history: /proc/nothing");
	setenv(STATE_ENV, home, 1);
	rig_end(&r);
}

/* Many consoles at once: each line stays whole. */
static void test_many_writers(void **state)
{
	enum { WRITERS = 8, EACH = 25 };
	uint64_t bad;
	int status;

	(void)state;
	for (int i = 0; i < WRITERS; i++) {
		struct rig r;

		if (fork())
			continue;
		rig_start(&r, false);
		for (int k = 0; k < EACH; k++)
			rig_run(&r, k & 1 ? "unload fix" : "load fix");
		_exit(0);
	}
	while (wait(&status) > 0)
		assert_int_equal(status, 0);
	assert_int_equal(records(&bad), WRITERS * EACH);
	assert_int_equal(bad, 0);
}

static void latest(void *arg, const struct history_entry *r)
{
	*(time_t *)arg = r->when;
}

/* The log's clock half a second after the last command began.  Its clock now would not do: the record has
 * been written to the disk since, which may have taken longer than the command. */
static unsigned long long log_clock(void)
{
	struct timespec mono, real;
	uint64_t unreadable;
	time_t when = 0;

	assert_int_equal(history_each(latest, &when, &unreadable), 0);
	clock_gettime(CLOCK_MONOTONIC, &mono);
	clock_gettime(CLOCK_REALTIME, &real);
	return (mono.tv_sec - (real.tv_sec - when)) * 1000000 + 500000 +
	       (mono.tv_nsec - real.tv_nsec) / 1000;
}

static char log_line[256];

static void from_log(struct rig *r, const char *event, unsigned pid)
{
	snprintf(log_line, sizeof(log_line), "5,1,%llu,-;hotpatch: event=%s patch=fix uid=0 pid=%u "
		 "comm=hp-console depth=hold freeze_us=0 stop_us=87 reason=0 result=0\n",
		 log_clock(), event, pid);
	r->f.log[0] = log_line;
}

/* The kernel's line about our own command is left out, as it adds nothing; lines about others' are shown. */
static void test_merged(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "load fix", 0, NULL);
	from_log(&r, "loaded", getpid());
	rig_expect(&r, "history", 0, ": load fix: done\n");
	assert_null(strstr(rig_said(&r), "loaded fix"));
	from_log(&r, "loaded", getpid() + 1);
	rig_expect(&r, "history", 0, "loaded fix: hold, stop 87 us\n");
	from_log(&r, "timeout", 0);
	rig_expect(&r, "history", 0, "kernel: fix: not confirmed in time, reverting\n");
	rig_end(&r);
}

/* A clock that only counts timer ticks may measure 0 for a stop: the depth is shown all the same. */
static void test_coarse_clock(void **state)
{
	static const char line[] = "hp1 time=\"2026-11-24T16:00:00Z\" uid=0 pid=7 verb=\"apply\" "
		"patch=\"fix\" code=0 depth=\"hold\" stop_us=0 line=\"apply fix\" text=\"\"\n";
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "load fix", 0, NULL);
	add(line, strlen(line));
	rig_expect(&r, "history", 0, ": apply fix: hold\n");
	rig_end(&r);
}

#define T(f) cmocka_unit_test_setup_teardown(f, fresh, gone)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_not_a_line),
		cmocka_unit_test(test_cut),
		T(test_recorded),
		T(test_sha256),
		T(test_damaged),
		T(test_cannot_be_written),
		T(test_many_writers),
		T(test_merged),
		T(test_coarse_clock),
	};

	rig_dir = test_path(argc, argv, "patches");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
