// SPDX-License-Identifier: GPL-2.0-only
/* table_test.c - no device, no table, the wrong table.  fix.ko is made of rig/patch.S. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "rig/rig.h"

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

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_device),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_needs_table),
	};

	rig_dir = test_path(argc, argv, "patches");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
