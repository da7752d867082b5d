// SPDX-License-Identifier: GPL-2.0-only
/* batch_test.c - commands from a file.  fix.ko is made of rig/patch.S. */
#include <stdio.h>
#include <unistd.h>

#include "rig/rig.h"

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
		cmocka_unit_test(test_batch),
	};

	rig_dir = test_path(argc, argv, "patches");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
