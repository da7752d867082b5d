// SPDX-License-Identifier: GPL-2.0-only
/*
 * calls_test.c - what a nudge does to a task in a system call: the table as the console shows it, and
 * the word that makes it wait instead.  That the table is right is tested by
 * tests/guest/tasks/28-nudged-calls.sh.
 */
#include <limits.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "rig/rig.h"
#include "report/calls.h"

static char root[] = "/tmp/hp-calls-XXXXXX";

/* Task 71 is in that call, with descriptor 3 of that file. */
static void start(struct rig *r, bool json, long call, const char *file)
{
	rig_start(r, json);
	strcpy(root + strlen(root) - 6, "XXXXXX");
	assert_non_null(mkdtemp(root));
	rig_shell("mkdir -p %s/proc/71/fd && ln -s '%s' %s/proc/71/fd/3", root, file, root);
	rig_shell("echo '%ld 0x3 0x1 0x1 0x0 0x0 0x0 0x7ffe 0x7f00' >%s/proc/71/syscall", call, root);
	r->s.kernel_root = root;
	fake_patch(&r->f, "fox", HP_LOADED);
	r->f.blocked = 1;
	r->f.blockers[0] = (struct hp_blocker){
		.pid = 71, .comm = "first", .state = 'S', .call = call + 1,
	};
}

static void end(struct rig *r)
{
	rig_shell("rm -r %s", root);
	rig_end(r);
}

static void shown(long call, const char *file, const char *text)
{
	struct rig r;

	start(&r, false, call, file);
	rig_expect(&r, "blocking fox", HPX_AGAIN, text);
	end(&r);
}

static void test_table(void **state)
{
	(void)state;
	shown(SYS_nanosleep, "-", "in nanosleep: a nudge only restarts it");
	shown(SYS_epoll_pwait, "-", "in epoll_pwait: a nudge makes it return EINTR");
	shown(SYS_write, "pipe:[1]", "in write: a nudge may make it return a short count");
	shown(SYS_ioctl, "/dev/x", "in ioctl: what a nudge does to it cannot be told");
	shown(498, "-", "in system call 498: what a nudge does to it cannot be told");
}

static void test_depends_on_the_file(void **state)
{
	(void)state;
	shown(SYS_read, "pipe:[12]", "in read: a nudge only restarts it");
	shown(SYS_read, "/dev/pts/3", "in read: a nudge only restarts it");
	shown(SYS_read, "/dev/strange", "in read: what a nudge does to it cannot be told");
	/* The process of this socket does not exist, so the socket cannot be asked for its time limit. */
	shown(SYS_accept, "socket:[12]", "in accept: what a nudge does to it cannot be told");
}

/* The task has gone on to another call meanwhile; what is found of that one says nothing about the first. */
static void test_moved_on(void **state)
{
	struct rig r;

	(void)state;
	start(&r, false, SYS_read, "pipe:[12]");
	rig_shell("echo running >%s/proc/71/syscall", root);
	rig_expect(&r, "blocking fox", HPX_AGAIN, "in read: what a nudge does to it cannot be told");
	rig_shell("echo '%d 0x3 0x1 0x1 0x0 0x0 0x0 0x7ffe 0x7f00' >%s/proc/71/syscall", SYS_readv, root);
	rig_expect(&r, "blocking fox", HPX_AGAIN, "in read: what a nudge does to it cannot be told");
	end(&r);
}

static void test_32_bit(void **state)
{
	struct rig r;

	(void)state;
	start(&r, false, SYS_read, "pipe:[12]");
	r.f.blockers[0].call |= HP_CALL_COMPAT;
	rig_expect(&r, "blocking fox", HPX_AGAIN,
		   "in a system call of a 32-bit program: what a nudge does to it cannot be told");
	r.f.blockers[0].call = 0;	/* none, or an older module */
	rig_expect(&r, "blocking fox", HPX_AGAIN, NULL);
	assert_null(strstr(rig_said(&r), "a nudge"));
	end(&r);
}

static void test_json(void **state)
{
	struct rig r;

	(void)state;
	start(&r, true, SYS_epoll_pwait, "-");
	rig_expect(&r, "blocking fox", HPX_AGAIN, "\"call\":\"epoll_pwait\",\"nudge\":\"eintr\"");
	rig_expect(&r, "apply fox patiently", 0,
		   "\"spared\":1,\"waited_for\":[{\"pid\":71,\"comm\":\"first\",\"call\":\"epoll_pwait\"}]");
	end(&r);
}

static bool holds(const __u64 *set, unsigned n)
{
	return set[n / 64] >> (n % 64) & 1;
}

static void test_patiently(void **state)
{
	const __u64 *spare;
	struct rig r;

	(void)state;
	start(&r, false, SYS_epoll_pwait, "-");
	rig_expect(&r, "apply fox patiently", 0, "fox: waited for 1 task");
	assert_non_null(strstr(rig_said(&r), "  71 \"first\" in epoll_pwait\n"));
	assert_int_equal(r.f.last_op.flags, HP_OP_SPARE);
	spare = r.f.last_op.spare;
	assert_true(holds(spare, SYS_epoll_pwait) && holds(spare, SYS_write) &&
		    holds(spare, SYS_read) && holds(spare, SYS_ioctl) && holds(spare, 498));
	assert_true(!holds(spare, SYS_nanosleep) && !holds(spare, SYS_futex));
	rig_expect(&r, "revert fox", 0, "fox: reverted");
	assert_null(strstr(rig_said(&r), "waited for"));
	assert_int_equal(r.f.last_op.flags, 0);
	end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_depends_on_the_file),
		cmocka_unit_test(test_moved_on),
		cmocka_unit_test(test_32_bit),
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_patiently),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
