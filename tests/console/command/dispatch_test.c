// SPDX-License-Identifier: GPL-2.0-only
/* dispatch_test.c - lines, words, abbreviations, argument counts, OK and ERR. */
#include <stdio.h>

#include "line/complete.h"
#include "rig/rig.h"
#include "verbs/verbs.h"

static int split(const char *line, char **argv)
{
	static char buf[256];

	snprintf(buf, sizeof(buf), "%s", line);
	return split_line(buf, argv, 4);
}

static void test_split(void **state)
{
	char *v[4];

	(void)state;
	assert_int_equal(split("", v), 0);
	assert_int_equal(split(" \t # all comment", v), 0);
	assert_int_equal(split("  a\tb  ", v), 2);
	assert_string_equal(v[0], "a");
	assert_string_equal(v[1], "b");
	assert_int_equal(split("'a b' \"c \\\" d\" e\\ f g#h # i", v), 4);
	assert_string_equal(v[0], "a b");
	assert_string_equal(v[1], "c \" d");
	assert_string_equal(v[2], "e f");
	assert_string_equal(v[3], "g#h");
	assert_int_equal(split("'' x", v), 2);
	assert_string_equal(v[0], "");
	assert_int_equal(split("a 'b", v), -1);
	assert_int_equal(split("a b c d e", v), -2);
	assert_int_equal(split("a\\", v), 1);
}

static void test_ok_and_err(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "status", 0, "\nOK\n");
	rig_expect(&r, "nonsense", HPX_USAGE,
		   "ERR 64 unknown command: expected a verb (see \"help\"), found \"nonsense\"\n");
	rig_expect(&r, "apply 'x", HPX_USAGE, "ERR 64 the line cannot be read");
	rig_expect(&r, "a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i "
		   "j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n", HPX_USAGE, "ERR 64");
	assert_int_equal(rig_run(&r, "   # nothing"), 0);
	rig_end(&r);
}

static void test_argument_counts(void **state)
{
	struct rig r;
	char line[400];

	(void)state;
	rig_start(&r, false);
	for (const struct verb *v = verbs; v->name; v++) {
		if (v->min) {
			rig_expect(&r, v->name, HPX_USAGE, "usage: ");
		}
		strcpy(line, v->name);
		for (int i = 0; i <= v->max; i++)
			strcat(line, " 1");
		rig_expect(&r, line, HPX_USAGE, "usage: ");
	}
	assert_int_equal(r.f.inserts + r.f.applies + r.f.reverts + r.f.removes, 0);
	rig_end(&r);
}

static void test_abbreviations(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "stat", HPX_USAGE, "unknown command");	/* scripts may not abbreviate */
	r.s.person = true;
	rig_expect(&r, "stat", 0, "OK");
	rig_expect(&r, "h", HPX_USAGE, "ambiguous: hits, history, help");
	rig_expect(&r, "c", HPX_USAGE, "ambiguous: check, confirm, cancel");
	rig_expect(&r, "unl fix", HPX_USAGE, "expected \"unload\" in full");
	rig_expect(&r, "app fix", HPX_USAGE, "expected \"apply\" in full");
	rig_expect(&r, "stu f 0", HPX_USAGE, "expected \"stub\" in full");
	rig_expect(&r, "x", HPX_USAGE, "unknown command");
	assert_int_equal(r.f.inserts + r.f.applies, 0);
	rig_end(&r);
}

/* Aliases are for scripts as well as for persons.  They are no abbreviations, and cannot be abbreviated. */
static void test_aliases(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_expect(&r, "? apply", 0, "apply NAME|FILE");
	rig_expect(&r, "exi", HPX_USAGE, "unknown command");
	r.s.person = true;
	rig_expect(&r, "exi", HPX_USAGE, "unknown command");
	assert_false(r.s.quit);
	rig_expect(&r, "exit", 0, "OK");
	assert_true(r.s.quit);
	rig_expect(&r, "exit now", HPX_USAGE, "usage: quit");
	rig_end(&r);
}

/* Whatever changes the kernel must be typed in full, even when it is the only match. */
static void test_no_change_abbreviated(void **state)
{
	struct rig r;
	char part[32];

	(void)state;
	rig_start(&r, false);
	r.s.person = true;
	for (const struct verb *v = verbs; v->name; v++) {
		if (!(v->flags & VF_CHANGES))
			continue;
		for (size_t len = 1; len < strlen(v->name); len++) {
			snprintf(part, sizeof(part), "%.*s", (int)len, v->name);
			assert_ptr_not_equal(verb_find(&r.s, part), v);
		}
	}
	rig_end(&r);
}

static void test_json_errors(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, true);
	rig_expect(&r, "non\"sense", HPX_USAGE, NULL);
	rig_expect(&r, "'non\"sen\xff'", HPX_USAGE,
		   "{\"verb\":\"non\\\"sen\\ufffd\",\"ok\":false,\"code\":64,\"error\":{\"text\":");
	rig_expect(&r, "apply '", HPX_USAGE, "\"code\":64");
	rig_expect(&r, "status", 0, "\"ok\":true,\"code\":0}\n");
	assert_null(strstr(rig_said(&r), "OK"));
	rig_end(&r);
}

static void test_help_knows_all(void **state)
{
	struct rig r;
	char line[32];

	(void)state;
	rig_start(&r, false);
	for (const struct verb *v = verbs; v->name; v++) {
		rig_expect(&r, "help", 0, v->brief);
		snprintf(line, sizeof(line), "help %s", v->name);
		rig_expect(&r, line, 0, v->args);
		rig_expect(&r, "help --mdoc", 0, v->name);
	}
	rig_expect(&r, "help nonsense", HPX_USAGE, "ERR 64");
	rig_expect(&r, "help", 0, "quit, exit  leave the console");
	rig_expect(&r, "help exit", 0, "quit\nexit\n");
	rig_expect(&r, "help --mdoc", 0, ".It Ic \\&exit\n");
	rig_end(&r);
}

static void completes(struct rig *r, const char *line, const char *want)
{
	struct matches m;
	char got[512] = "";

	complete(&r->s, line, &m);
	for (unsigned i = 0; i < m.n; i++) {
		strcat(got, i ? " " : "");
		strcat(got, m.word[i]);
	}
	matches_free(&m);
	assert_string_equal(got, want);
}

static void test_completion(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	fake_patch(&r.f, "meminfo", HP_APPLIED);
	completes(&r, "co", "confirm");
	completes(&r, "sta", "status");
	completes(&r, "st", "status stub");
	completes(&r, "hits m", "meminfo");
	completes(&r, "stub some_function E", "");
	completes(&r, "stub some_function 0 w", "within");
	completes(&r, "revert ", "meminfo");
	completes(&r, "apply f", "fix");
	completes(&r, "apply ", "fix meminfo");
	completes(&r, "apply fix c", "confirmed");
	completes(&r, "apply fix confirmed depth n", "nudge");
	completes(&r, "help unl", "unload");
	completes(&r, "unload meminfo ", "");
	completes(&r, "nonsense ", "");
	rig_end(&r);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_ok_and_err),
		cmocka_unit_test(test_argument_counts),
		cmocka_unit_test(test_abbreviations),
		cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_no_change_abbreviated),
		cmocka_unit_test(test_json_errors),
		cmocka_unit_test(test_help_knows_all),
		cmocka_unit_test(test_completion),
	};

	rig_dir = test_path(argc, argv, "patches");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
