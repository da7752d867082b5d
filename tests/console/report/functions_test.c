// SPDX-License-Identifier: GPL-2.0-only
/* functions_test.c - what sym and check say where a file of functions is in the search list. */
#include <stdio.h>
#include <unistd.h>

#include "rig/rig.h"

#define LINES "@fs/proc/meminfo.c\\n" \
	"meminfo_proc_show\\tint @(struct seq_file *, void *)\\thelper\\t+lonely\\n" \
	"other_show\\tint @(int)\\tgone meminfo_proc_show\\tfrom_header:1\\n" \
	"+lonely\\tvoid @(void)\\t\\t\\n" \
	"from_header:1\\tint @(int)\\t\\t\\n" \
	"@fs/other.c\\n" \
	"meminfo_proc_show.part.0\\t\\tgone\\t+lonely\\n" \
	"from_header:1\\tint @(int)\\t\\t\\n"

static void test_sym(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "sym meminfo_proc_show", 0, "    could be replaced\n");
	assert_null(strstr(rig_said(&r), "HALF FIX"));
	assert_null(strstr(rig_said(&r), "it would be all"));
	rig_functions(&r, "00", LINES);
	rig_expect(&r, "sym meminfo_proc_show", 0, "    type: int meminfo_proc_show(struct seq_file *, void *)\n"
		   "    also inlined into other_show\n    replacing it alone would be a HALF FIX\n"
		   "    called by no other by its name: through pointers, from assembler or by modules, or never\n"
		   "    could be replaced\n");
	rig_expect(&r, "sym lonely", 0, "    type: void lonely(void)\n    replacing it would be all: it is inlined "
		   "nowhere, and has no clones\n    called by meminfo_proc_show, meminfo_proc_show.part.0@fs/other.c\n");
	rig_expect(&r, "sym from_header", 0, "    is in other units too: from_header@fs/other.c\n    replacing it "
		   "alone would be a HALF FIX\n    called by other_show\n");
	rig_expect(&r, "sym vfs_read", 0, "#1 ");	/* not in it */
	assert_null(strstr(rig_said(&r), "it would be all"));
	r.f.object = "ext4";				/* of a module nothing is known */
	rig_expect(&r, "sym ext4:meminfo_proc_show", 0, "#1 ");
	assert_null(strstr(rig_said(&r), "HALF FIX"));
	r.f.object = NULL;
	r.f.unresolved[0] = "gone";
	rig_expect(&r, "sym gone", HPX_FAILED, "expected a symbol of the kernel, found none: it is inlined into "
		   "other_show, meminfo_proc_show.part.0\n");
	rig_expect(&r, "sym gone@fs/x.c", HPX_FAILED, "found none\n");
	r.f.unresolved[0] = "nowhere";
	rig_expect(&r, "sym nowhere", HPX_FAILED, "expected a symbol of the kernel, found none\n");
	r.f.unresolved[0] = NULL;
	r.f.check_verdict.reason = HP_R_INIT;
	rig_expect(&r, "sym lonely", 0, "    REFUSED: ");
	rig_end(&r);
}

/* A file that does not fit is no failure: all else is still told. */
static void test_not_fitting(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_functions(&r, "01", LINES);
	rig_expect(&r, "sym meminfo_proc_show", 0, ".hpfun: of another kernel\n");
	assert_null(strstr(rig_said(&r), "HALF FIX"));
	rig_expect(&r, "check fix", 0, "would be applied now");
	rig_functions(&r, "00", "@fs/proc/meminfo.c\\nx\\n");
	rig_expect(&r, "sym meminfo_proc_show", 0, ".hpfun: truncated or damaged\n");
	rig_shell("echo another text | xz -c --format=lzma >%s/%s.hpfun", rig_dir, r.s.release);
	rig_expect(&r, "sym meminfo_proc_show", 0, ".hpfun: no such file of a known version\n");
	rig_end(&r);
}

static void test_check(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_functions(&r, "00", LINES);
	rig_expect(&r, "check fix", 0, "\nHALF FIX: meminfo_proc_show is also inlined into other_show: replace them "
		   "as well\n");
	/* the other target is what has it inlined */
	rig_functions(&r, "00", "@fs/proc/meminfo.c\\nmeminfo_proc_show\\t\\t\\t\\ncmdline_proc_show\\t\\t"
			"meminfo_proc_show\\t\\nversion_proc_show\\t\\tmeminfo_proc_show\\t\\n");
	rig_expect(&r, "check fix", 0, "\nHALF FIX: meminfo_proc_show is also inlined into version_proc_show: ");
	rig_end(&r);
}

static void test_json(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, true);
	rig_functions(&r, "00", LINES);
	rig_expect(&r, "sym meminfo_proc_show", 0, "\"functions\":[{\"name\":\"meminfo_proc_show\",\"position\":1,"
		   "\"file\":\"fs/proc/meminfo.c\",\"type\":\"int meminfo_proc_show(struct seq_file *, void *)\","
		   "\"inlined_into\":[\"other_show@fs/proc/meminfo.c\"],\"clones\":[],\"copies\":[],\"callers\":[]}],"
		   "\"verdict\":\"none\"");
	rig_expect(&r, "check fix", 0, "\"half_fixes\":[{\"name\":\"meminfo_proc_show\",\"inlined_into\":"
		   "[\"other_show@fs/proc/meminfo.c\"],\"clones\":[],\"copies\":[]}]");
	rig_end(&r);
}

static int remove_file(void **state)
{
	(void)state;
	rig_no_functions();
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_sym, remove_file),
		cmocka_unit_test_teardown(test_not_fitting, remove_file),
		cmocka_unit_test_teardown(test_check, remove_file),
		cmocka_unit_test_teardown(test_json, remove_file),
	};

	rig_dir = test_path(argc, argv, "patches");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
