// SPDX-License-Identifier: GPL-2.0-only
/*
 * verbs_test.c - every other verb against the fake device; loading is in insmod_test.c.
 * fix.ko is made of patch.S.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "rig/fake_op.h"
#include "rig/rig.h"

static void test_apply(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "apply fix within 500 depth nudge", 0,
		   "fix: applied: depth nudge, 2 stops, longest 120 us");
	assert_int_equal(r.f.last_op.deadline_ms, 500);
	assert_int_equal(r.f.last_op.max_depth, HP_DEPTH_NUDGE);
	assert_int_equal(r.f.last_op.confirm_s, 0);
	rig_expect(&r, "apply fix", 0, "fix: applied already\nOK\n");
	rig_expect(&r, "check fix", 0, ": applied\nOK\n");
	rig_expect(&r, "unload fix", HPX_FAILED, "revert it first");
	assert_int_equal(r.f.removes, 0);
	rig_expect(&r, "revert fix", 0, "reverted");
	rig_expect(&r, "revert fix", 0, "nothing to revert");
	r.f.coarse_clock = true;
	rig_expect(&r, "apply fix", 0, ", longest under a tick, whole under a tick\n");
	rig_expect(&r, "revert fux", HPX_FAILED, "no patch \"fux\": expected the name of a loaded one "
		   "(see: list), found none\n");
	rig_end(&r);
}

static void test_confirm(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "confirm", HPX_FAILED, "found none");
	rig_expect(&r, "apply fix confirmed 3", 0, "reverts by itself in 3 s");
	assert_int_equal(r.f.last_op.confirm_s, 3);
	rig_expect(&r, "apply fix confirmed", 0, "its time starts anew");
	rig_expect(&r, "confirm fix", 0, "stays applied");
	rig_expect(&r, "confirm fix", 0, "already");
	r.f.op_error = -EINVAL;
	r.f.verdict = (struct hp_verdict){ .reason = HP_R_STATE, .detail = HP_APPLIED };
	rig_expect(&r, "apply fix confirmed", HPX_FAILED, "ERR 1 fix: expected not applied yet, for a "
		   "timer to start (revert it first), found applied and confirmed\n");
	r.f.op_error = 0;
	rig_expect(&r, "cancel fix", HPX_FAILED, "revert takes it back");
	rig_expect(&r, "revert fix", 0, NULL);
	rig_expect(&r, "cancel fix", 0, "nothing to cancel");
	rig_expect(&r, "confirm fix", HPX_FAILED, "did its time run out");
	rig_expect(&r, "apply fix confirmed", 0, NULL);
	rig_expect(&r, "cancel", 0, "reverted");
	rig_end(&r);
}

/* Several wait, and some cannot be reverted. */
static void test_waiting(void **state)
{
	struct hp_patch *other;
	struct rig r;

	(void)state;
	rig_start(&r, false);
	fake_patch(&r.f, "fox", HP_UNCONFIRMED);
	fake_patch(&r.f, "fax", HP_UNCONFIRMED);
	rig_expect(&r, "status", 0, "pending:  fax reverts by itself in 42 s unless confirmed");
	assert_non_null(strstr(rig_said(&r), "pending:  fox reverts by itself"));
	rig_expect(&r, "confirm", HPX_FAILED, "expected the NAME of the patch, as several wait, "
		   "found fox, fax\n");
	rig_expect(&r, "cancel", HPX_FAILED, "found fox, fax\n");
	rig_expect(&r, "confirm fox", 0, "stays applied");
	rig_expect(&r, "confirm", 0, "fax: confirmed");
	other = fake_find(&r.f, "fox");
	rig_expect(&r, "abandon fox fox", HPX_FAILED, "a patch that cannot be reverted, found applied");
	other->state = HP_STUCK;
	rig_expect(&r, "status", HPX_PERSON, "cannot be reverted");
	rig_expect(&r, "abandon fox", HPX_USAGE, "the patch's name twice, found it once");
	rig_expect(&r, "abandon fox fax", HPX_USAGE, "found two names");
	rig_expect(&r, "abandon fix fix", HPX_FAILED, "fix");
	rig_expect(&r, "abandon fox fox", 0, "fox: abandoned, it stays applied");
	rig_expect(&r, "abandon fox fox", 0, "already");
	rig_expect(&r, "status", 0, "fox: abandoned: it stays applied");
	rig_expect(&r, "list", 0, "abandoned");
	rig_expect(&r, "confirm fox", HPX_FAILED, "found abandoned");
	rig_expect(&r, "cancel fox", HPX_FAILED, "revert may be tried");
	rig_end(&r);
}

/* Who would not freeze is named, for whom it was given up too; and the bound travels. */
static void test_given_up(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "load fix", 0, NULL);
	r.f.blocked = 5;
	for (int i = 0; i < 5; i++)
		r.f.blockers[i] = (struct hp_blocker){ .pid = 123 + i, .state = 'D', .comm = "dd" };
	r.f.op_error = -EBUSY;
	r.f.verdict = (struct hp_verdict){ .reason = HP_R_FREEZE, .detail = 5 };
	rig_expect(&r, "apply fix standstill 700", HPX_AGAIN, "the freezer did not get all tasks within "
		   "its time: expected every task frozen, found dd (pid 123, state D), ");
	assert_non_null(strstr(rig_said(&r), " and 2 more"));
	assert_non_null(strstr(rig_said(&r), "would not freeze: 5\n  task 123 \"dd\" (D, cpu 0)\n"));
	assert_int_equal(r.f.last_op.freeze_ms, 700);
	rig_expect(&r, "apply fix standstill 0", HPX_USAGE, "standstill");
	r.f.verdict = (struct hp_verdict){ .reason = HP_R_MADE_WAY, .text = "fox" };
	r.f.blocked = 0;
	rig_expect(&r, "apply fix", HPX_AGAIN, "given up for a patch whose time was up or that was "
		   "cancelled (fox)\n");
	rig_end(&r);
}

/* An unload waits for the grace period, but not for ever. */
static void test_draining(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "load fix", 0, NULL);
	fake_find(&r.f, "fix")->draining = 1;
	r.f.remove_error = -EWOULDBLOCK;
	rig_expect(&r, "unload fix", HPX_AGAIN, "a thread that may still be on its way out");
	assert_true(r.f.removes > 1);
	rig_end(&r);
}

static void block(struct rig *r, uint32_t kind, uint32_t never)
{
	struct hp_blocker *b = &r->f.blockers[0];

	b->pid = 123;
	b->kind = kind;
	b->never = never;
	b->state = 'S';
	b->nframes = 2;
	b->frames[0] = 0xffffffff81000010ull;
	b->frames[1] = 0x1234;
	b->hit = b->frames[0];
	memcpy(b->comm, "evil\x1b[2Jno-end!!", 16);	/* no NUL at its end */
	r->f.blocked = 1;
}

/* Of whom it cannot be told is not said to be in a function. */
static void test_cannot_be_told(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	block(&r, HP_TASK_USER, 0);
	r.f.blockers[0].why = HP_WHY_PREEMPTED;
	r.f.op_error = -EBUSY;
	r.f.verdict.reason = HP_R_BLOCKED;
	rig_expect(&r, "apply fix", HPX_AGAIN, "(S, cpu 0): cannot be told: preempted in vfs_read+0x10\n");
	assert_non_null(strstr(rig_said(&r), "found 1: task 123 \"evil?[2Jno-end!!\" (cannot be told)"));
	r.f.blockers[0].why = HP_WHY_GENERATED;
	rig_expect(&r, "apply fix", HPX_AGAIN,
		   "cannot be told: went through generated code at vfs_read+0x10\n");
	rig_end(&r);
}

static void test_apply_blocked(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	block(&r, HP_TASK_KTHREAD, 1);
	r.f.op_error = -EBUSY;
	r.f.verdict.reason = HP_R_BLOCKED;
	rig_expect(&r, "apply fix", HPX_AGAIN,
		   "kernel thread 123 \"evil?[2Jno-end!!\" (S, cpu 0) is in meminfo_proc_show");
	assert_non_null(strstr(rig_said(&r), "    vfs_read+0x10  <--\n    0x1234\n"));
	assert_non_null(strstr(rig_said(&r), "tasks are inside: expected nobody inside, found 1: "
					     "kernel thread 123 "));
	assert_non_null(strstr(rig_said(&r), "(it was loaded for this, and is unloaded again)"));
	assert_int_equal(r.f.npatches, 0);	/* nothing changed */
	rig_expect(&r, "load fix", 0, NULL);
	rig_expect(&r, "apply fix", HPX_AGAIN, NULL);
	assert_int_equal(r.f.npatches, 1);	/* it was loaded before */
	rig_expect(&r, "unload fix", 0, NULL);
	r.f.remove_error = -EBUSY;
	rig_expect(&r, "apply fix", HPX_PERSON, "stays loaded");
	rig_end(&r);
	rig_start(&r, true);
	block(&r, HP_TASK_USER, 0);
	r.f.op_error = -EBUSY;
	r.f.verdict.reason = HP_R_BLOCKED;
	rig_expect(&r, "apply fix", HPX_AGAIN, "\"comm\":\"evil\\u001b[2Jno-end!!\"");
	assert_non_null(strstr(rig_said(&r), "\"stack\":[\"vfs_read+0x10\",\"0x1234\"]"));
	rig_end(&r);
}

/* So many, each with two lines. */
static void block_many(struct rig *r, unsigned n)
{
	block(r, HP_TASK_USER, 0);
	r->f.blockers[0].nframes = 1;
	strcpy(r->f.blockers[0].comm, "sleeper");
	for (unsigned i = 1; i < n; i++) {
		r->f.blockers[i] = r->f.blockers[0];
		r->f.blockers[i].pid += i;
	}
	r->f.blocked = n;
}

static unsigned count(struct rig *r, const char *text)
{
	unsigned n = 0;

	for (const char *p = rig_said(r); (p = strstr(p, text)); p++)
		n++;
	return n;
}

static void expect_blockers(struct rig *r, const char *line, int code, unsigned n, const char *more)
{
	rig_expect(r, line, code, more);
	if (count(r, r->s.out.json ? "\"comm\":\"sleeper\"" : "\n  task ") != n)
		fail_msg("\"%s\" showed %u blockers, not %u:\n%s", line,
			 count(r, "sleeper"), n, rig_said(r));
}

static void test_many_blockers(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	block_many(&r, 300);
	expect_blockers(&r, "blocking fix", HPX_AGAIN, 64, "\n... and 236 more: blocking fix all\n");
	expect_blockers(&r, "blocking fix all", HPX_AGAIN, 300, "inside now: 300\n");
	assert_int_equal(count(&r, " more"), 0);
	r.s.out.lines = 24;
	r.s.out.columns = 80;
	expect_blockers(&r, "blocking fix", HPX_AGAIN, 8, "\n... and 292 more: ");
	expect_blockers(&r, "check fix", 0, 8, "\n... and 292 more: ");
	expect_blockers(&r, "check stub show 1", 0, 8, "more: check stub FUNCTION VALUE all\n");
	expect_blockers(&r, "check stub show 1 all", 0, 300, NULL);
	expect_blockers(&r, "blocking fix 1 all", HPX_AGAIN, 600, NULL);
	r.s.out.columns = 40;		/* each first line takes two */
	expect_blockers(&r, "blocking fix", HPX_AGAIN, 5, "\n... and 295 more: ");
	r.s.out.lines = 5;		/* one at least */
	expect_blockers(&r, "blocking fix", HPX_AGAIN, 1, "\n... and 299 more: ");
	r.s.out.lines = 24;
	r.f.op_error = -EBUSY;
	r.f.verdict.reason = HP_R_BLOCKED;
	expect_blockers(&r, "apply fix", HPX_AGAIN, 5, "\n... and 295 more: blocking fix all\n");
	fake_patch(&r.f, "fix", HP_APPLIED);
	expect_blockers(&r, "revert fix", HPX_AGAIN, 5, "\n... and 295 more: blocking fix all\n");
	r.f.max_look = HP_MAX_BLOCKERS;	/* an older module */
	expect_blockers(&r, "blocking fix all", HPX_AGAIN, 64, "\n... and 236 more, which cannot");
	block_many(&r, 8);
	expect_blockers(&r, "blocking fix", HPX_AGAIN, 5, "\n... and 3 more: ");
	r.s.out.columns = 80;
	expect_blockers(&r, "blocking fix", HPX_AGAIN, 8, NULL);
	assert_int_equal(count(&r, " more"), 0);
	rig_end(&r);
	rig_start(&r, true);
	block_many(&r, 300);
	r.s.out.lines = 24;
	expect_blockers(&r, "blocking fix", HPX_AGAIN, 300, "\"blocked\":300");
	rig_end(&r);
}

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
	block(&r, HP_TASK_USER, 0);
	rig_expect(&r, "check fix", 0, "after these tasks were nudged out");
	rig_expect(&r, "blocking fix", HPX_AGAIN, "expected nobody inside, found 1");
	block(&r, HP_TASK_KTHREAD, 1);
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

static void test_status(void **state)
{
	struct rig r;
	struct hp_patch *p;

	(void)state;
	rig_start(&r, false);
	p = fake_patch(&r.f, "fix", HP_APPLIED);
	rig_expect(&r, "status", 0, "kernel:   6.1.0-test x86_64");
	p->changed = 1;
	rig_expect(&r, "status", HPX_PERSON, "overwritten by somebody else");
	p->changed = 0;
	p->state = HP_REVERTING;
	rig_expect(&r, "status", HPX_PERSON, "see: blocking fix");
	r.f.info.flags &= ~HP_HAS_TABLE;
	rig_expect(&r, "status", HPX_PERSON, "table:    none; make ");
	rig_end(&r);
}

static void test_list_show(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "list", 0, "no patch is loaded\nfiles, not loaded:\n  fix ");
	rig_expect(&r, "show fix", 0, "meminfo_proc_show@fs/proc/meminfo.c -> new_local");
	assert_non_null(strstr(rig_said(&r), "schedule                         kallsyms+table"));
	fake_patch(&r.f, "fix", HP_UNCONFIRMED);
	rig_expect(&r, "list", 0, "applied, 42 s left to confirm\n");
	assert_null(strstr(rig_said(&r), "files, not"));
	rig_expect(&r, "show fix", 0, "reverts by itself in 42 s");
	assert_non_null(strstr(rig_said(&r), "a fix for tests"));
	rig_end(&r);
	rig_start(&r, true);
	rig_expect(&r, "list", 0, "\"loaded\":[],\"files\":[{\"name\":\"fix\"");
	rig_expect(&r, "show fix", 0, "\"replacement\":\"new_local\"");
	rig_end(&r);
}

static void test_sym(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "sym show", 0, "0xffffffff81234560     96 t show@fs/proc/meminfo.c");
	r.f.ambiguous = "show";
	rig_expect(&r, "sym show", 0, "3 bear the name: say show@FILE or show#POSITION\nOK\n");
	r.f.unresolved[0] = "nix";
	rig_expect(&r, "sym nix", HPX_FAILED, "ERR 1 nix: expected a symbol of the kernel, found none\n");
	rig_expect(&r, "sym nix#", HPX_USAGE, "position");
	rig_expect(&r, "sym 0xffffffff81000123", 0, "vfs_read+0x123\n");
	rig_expect(&r, "sym ffffffff81000123", 0, "vfs_read+0x123\n");
	rig_expect(&r, "sym 0x12", HPX_FAILED, "none there");
	rig_end(&r);
}

static void test_history_events(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	r.f.log[0] = "5,1,5,-;hotpatch: event=applied patch=fix uid=0 pid=9 comm=hp-console "
		     "depth=hold freeze_us=0 stop_us=87 result=0\n";
	r.f.log[1] = "5,1,5,-;hotpatch: event=failed-applied patch=fux uid=0 pid=9 comm=x "
		     "reason=10 result=-16\n";
	r.f.log[3] = "5,1,5,-;hotpatch: event=timeout patch=fox uid=0 pid=0 comm=hotpatch "
		     "depth=- freeze_us=0 stop_us=0 blocked=0 reason=0 result=0\n";
	r.f.log[2] = "12,1,5,-;hotpatch: event=forged patch=fix uid=0\n";
	r.f.log[4] = "5,1,5,-;hotpatch: event=reverted patch=fax uid=0 pid=9 comm=hp-console "
		     "depth=nudge freeze_us=0 stop_us=0 result=0\n";
	r.f.events[0] = (struct hp_event){ .kind = HP_EV_TIMEOUT, .patch = "fix" };
	r.f.nevents = 1;
	rig_expect(&r, "history 5000", 0, "uid 0 hp-console[9]: applied fix: hold, stop 87 us\n");
	assert_non_null(strstr(rig_said(&r), "x[9]: not applied fux: tasks are inside\n"));
	/* Of a clock that is too coarse for the stop. */
	assert_non_null(strstr(rig_said(&r), "hp-console[9]: reverted fax: nudge\n"));
	assert_null(strstr(rig_said(&r), "forged"));
	assert_non_null(strstr(rig_said(&r), ": fox: not confirmed in time, reverting\n"));
	rig_expect(&r, "events", 0, "fix: not confirmed in time, reverting");
	rig_end(&r);
}

static void test_no_device(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	r.f.open_error = -ENOENT;
	rig_expect(&r, "apply fix", HPX_FAILED, "ERR 1 hotpatch.ko is not loaded, do \"modprobe");
	r.f.open_error = -EACCES;
	rig_expect(&r, "status", HPX_FAILED, "run as root: expected CAP_SYS_MODULE, found uid");
	r.f.open_error = 0;
	r.f.info.version = 9;
	r.f.info.oldest = 8;
	rig_expect(&r, "status", HPX_FAILED,
		   "expected contract version 4, found 9, which knows none before 8");
	r.f.info.version = 1;
	rig_expect(&r, "status", HPX_FAILED, "expected contract version 4, found 1");
	rig_expect(&r, "help", 0, "OK");
	rig_end(&r);
}

static void test_table(void **state)
{
	struct rig r;
	char path[600];

	(void)state;
	rig_start(&r, false);
	r.f.info.flags &= ~HP_HAS_TABLE;
	snprintf(path, sizeof(path), "table %s/fix.ko", rig_dir);	/* any bytes will do */
	rig_expect(&r, path, 0, "OK");
	rig_expect(&r, "table fix.ko fix.ko", HPX_USAGE, "more words");
	r.f.table_error = -EKEYREJECTED;
	rig_expect(&r, path, HPX_FAILED, "a table for another kernel: expected build-id 00");
	r.f.table_error = -EBADMSG;
	rig_expect(&r, path, HPX_FAILED, "truncated or damaged");
	rig_expect(&r, "table /nowhere/x", HPX_FAILED, "found No such file");
	rig_expect(&r, "table /dev/null", HPX_FAILED, "regular file");
	assert_int_equal(r.f.tables, 3);
	rig_end(&r);
}

/* Without kallsyms nothing goes without the table, and that is said. */
static void test_needs_table(void **state)
{
	char path[600], line[600];
	struct rig r;
	FILE *f;

	(void)state;
	rig_start(&r, false);
	r.f.info.flags = HP_NEEDS_TABLE | HP_CAN_NUDGE;
	strcpy(r.f.info.missing, "text_mutex");
	rig_expect(&r, "status", 0, "names:    no kallsyms: needs the table\n");
	assert_non_null(strstr(rig_said(&r), "status and table works, for want of text_mutex\n"));
	rig_expect(&r, "load fix", HPX_FAILED, "ERR 1 this kernel has no kallsyms, give the table "
		   "first: table FILE: expected ");
	assert_non_null(strstr(rig_said(&r), ".hpsym, found no table\n"));
	rig_expect(&r, "list", HPX_FAILED, "give the table first");
	rig_expect(&r, "events", 0, "OK");
	rig_expect(&r, "help", 0, "OK");
	assert_int_equal(r.f.begins, 0);
	snprintf(line, sizeof(line), "table %s/fix.ko", rig_dir);	/* any bytes will do */
	r.f.table_lacks = true;
	rig_expect(&r, line, 0, "OK");
	rig_expect(&r, "load fix", HPX_FAILED, "found a table that lacks what is needed");
	r.f.info.flags |= HP_HAS_KALLSYMS;
	rig_expect(&r, "load fix", HPX_FAILED, "ERR 1 the kernel's own names do not suffice");
	r.f.table_lacks = false;
	rig_expect(&r, line, 0, "OK");
	rig_expect(&r, "load fix", 0, "OK");
	r.f.info.flags &= ~HP_HAS_KALLSYMS;
	rig_expect(&r, "status", 0, "names:    no kallsyms: all come from the table\n");
	rig_end(&r);

	/* What lies in the search list is handed in before anything else. */
	rig_start(&r, false);
	r.f.info.flags = HP_NEEDS_TABLE;
	snprintf(path, sizeof(path), "%s/%s.hpsym", rig_dir, r.s.release);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs("a table", f);
	fclose(f);
	rig_expect(&r, "load fix", 0, "loaded, not applied");
	assert_int_equal(r.f.tables, 1);
	unlink(path);
	rig_end(&r);
}

static void test_batch(void **state)
{
	char line[64], path[32];
	struct rig r;

	(void)state;
	rig_text(path, "# comment\n\nload fix\napply fix\nstat\nrevert fix\n");
	rig_start(&r, false);
	r.s.person = true;		/* but the file's commands were not typed */
	snprintf(line, sizeof(line), "batch %s", path);
	rig_expect(&r, line, HPX_USAGE, " line 5: unknown command");
	assert_int_equal(r.f.applies, 1);
	assert_int_equal(r.f.reverts, 0);
	rig_end(&r);
	rig_start(&r, true);
	rig_expect(&r, line, HPX_USAGE, "{\"verb\":\"batch\",\"commands\":[{\"verb\":\"load\"");
	rig_end(&r);
	unlink(path);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_apply),
		cmocka_unit_test(test_confirm),
		cmocka_unit_test(test_waiting),
		cmocka_unit_test(test_given_up),
		cmocka_unit_test(test_draining),
		cmocka_unit_test(test_apply_blocked),
		cmocka_unit_test(test_cannot_be_told),
		cmocka_unit_test(test_many_blockers),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_methods),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_list_show),
		cmocka_unit_test(test_sym),
		cmocka_unit_test(test_history_events),
		cmocka_unit_test(test_no_device),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_needs_table),
		cmocka_unit_test(test_batch),
	};

	rig_dir = test_path(argc, argv, "patches");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
