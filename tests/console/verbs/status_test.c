// SPDX-License-Identifier: GPL-2.0-only
/* status_test.c - status, list, show, sym, history and events against the fake device.  fix.ko is made of rig/patch.S. */
#include <errno.h>

#include "rig/rig.h"

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

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_list_show),
		cmocka_unit_test(test_sym),
		cmocka_unit_test(test_history_events),
	};

	rig_dir = test_path(argc, argv, "patches");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
