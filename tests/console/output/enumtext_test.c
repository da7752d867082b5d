// SPDX-License-Identifier: GPL-2.0-only
/* enumtext_test.c - every number of the contract has a word; symbols as people write them;
 * lines of the kernel log; options of apply. */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>

#include "command/opwords.h"
#include "rig/test.h"
#include "device/klog.h"
#include "output/enumtext.h"
#include "report/symspec.h"

static void test_words(void **state)
{
	(void)state;
	for (uint32_t r = 0; r <= HP_R_CANCELED; r++)
		assert_string_not_equal(word_reason(r), "unknown");
	for (uint32_t i = 0; i <= HP_SYM_NO_OBJECT; i++)
		assert_string_not_equal(word_sym_status(i), "unknown");
	for (uint32_t i = 1; i <= HP_HELD_LIVEPATCH; i++)
		assert_string_not_equal(word_holder(i), "unknown");
	for (uint32_t i = HP_LOADED; i <= HP_REVERTING; i++)
		assert_string_not_equal(word_state(i), "unknown");
	for (uint32_t i = HP_EV_LOADED; i <= HP_EV_UNCOUNTED; i++)
		assert_string_not_equal(word_event(i), "unknown");
	for (uint32_t i = HP_PHASE_IDLE; i <= HP_PHASE_THAW; i++) {
		assert_string_not_equal(word_phase(i), "unknown");
		assert_non_null(text_phase(i));
	}
	assert_string_equal(word_method(HP_METHOD_FTRACE), "ftrace");
	assert_string_equal(word_method(HP_METHOD_BODY), "body");
	assert_string_equal(word_method(HP_METHOD_BODY + 1), "unknown");
	assert_string_equal(word_reason(999), "unknown");
	assert_string_equal(word_state(0), "unknown");
}

static void test_exit_codes(void **state)
{
	(void)state;
	assert_int_equal(exit_of_reason(HP_R_BLOCKED), HPX_AGAIN);
	assert_int_equal(exit_of_reason(HP_R_TIMEOUT), HPX_AGAIN);
	assert_int_equal(exit_of_reason(HP_R_UNBREAKABLE), HPX_FAILED);
	assert_int_equal(exit_of_reason(HP_R_CHANGED), HPX_PERSON);
	assert_int_equal(exit_of_errno(EBUSY), HPX_AGAIN);
	assert_int_equal(exit_of_errno(ENOENT), HPX_FAILED);
}

static void test_depths(void **state)
{
	(void)state;
	assert_int_equal(depth_of_word("nudge"), HP_DEPTH_NUDGE);
	assert_int_equal(depth_of_word("deep"), -1);
	assert_string_equal(word_depth(HP_DEPTH_FREEZE), "freeze");
	assert_int_equal(machine_of_word("aarch64"), EM_AARCH64);
	assert_string_equal(word_machine(EM_AARCH64), "aarch64");
}

static void test_symspec(void **state)
{
	struct symspec s;

	(void)state;
	assert_null(symspec_parse("ext4:show@fs/a.c#2", &s));
	assert_string_equal(s.ref.object, "ext4");
	assert_string_equal(s.ref.name, "show");
	assert_string_equal(s.ref.file, "fs/a.c");
	assert_int_equal(s.ref.pos, 2);
	assert_null(symspec_parse("0xffffffff81000000", &s));
	assert_true(s.is_addr && s.addr == 0xffffffff81000000ull);
	assert_null(symspec_parse("stfu.0", &s));
	assert_string_equal(s.ref.name, "stfu.0");
	assert_false(s.is_addr);
}

static void test_bad_symspec(void **state)
{
	static const char *const bad[] = {
		"", "@a.c", "a@", "a#", "a#0", "a#x", "a#-1", ":a", "m:", "0x", "0xg",
		"0x10000000000000000", "a#1@b.c", "a\nb", "a@b\x1b[2J", "\x9b:a",
	};
	char longest[200];
	struct symspec s;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!symspec_parse(bad[i], &s))
			fail_msg("\"%s\" was taken", bad[i]);
	memset(longest, 'a', sizeof(longest));
	longest[HP_NAME_LEN] = '\0';
	assert_non_null(symspec_parse(longest, &s));
	longest[HP_NAME_LEN - 1] = '\0';
	assert_null(symspec_parse(longest, &s));
}

static void test_klog(void **state)
{
	struct klog_line l;
	char v[32];

	(void)state;
	assert_true(klog_parse("6,42,1234567,-;hotpatch: event=applied patch=fix uid=0 "
			       "comm=\"a b\" result=-16\n SUBSYSTEM=x\n", &l));
	assert_true(l.kernel);
	assert_int_equal(l.usec, 1234567);
	assert_string_equal(strrchr(l.text, ' '), " result=-16");
	assert_true(klog_value(l.text, "patch", v, sizeof(v)));
	assert_string_equal(v, "fix");
	assert_true(klog_value(l.text, "comm", v, sizeof(v)));
	assert_string_equal(v, "a b");
	assert_false(klog_value(l.text, "pid", v, sizeof(v)));
	assert_false(klog_value(l.text, "vent", v, sizeof(v)));
	assert_true(klog_parse("12,1,2,-;from a program\n", &l));
	assert_false(l.kernel);
	assert_false(klog_parse("garbage", &l));
	assert_false(klog_parse("6,1,2,- no semicolon", &l));
}

static int parse(unsigned verb, const char *line, struct hp_op *op)
{
	static struct session s;
	char buf[128], *argv[16], *save = NULL;
	int n = 0;

	memset(op, 0, sizeof(*op));
	strcpy(buf, line);
	for (char *p = strtok_r(buf, " ", &save); p; p = strtok_r(NULL, " ", &save))
		argv[n++] = p;
	return opwords_parse(&s, verb, n, argv, op);
}

static void test_opwords(void **state)
{
	struct hp_op op;

	(void)state;
	assert_int_equal(parse(OPWORDS_APPLY, "", &op), 0);
	assert_int_equal(op.confirm_s, 0);
	assert_int_equal(parse(OPWORDS_APPLY, "confirmed", &op), 0);
	assert_int_equal(op.confirm_s, CONFIRM_DEFAULT_S);
	assert_int_equal(parse(OPWORDS_APPLY, "confirmed within 50 depth nudge", &op), 0);
	assert_int_equal(op.confirm_s, CONFIRM_DEFAULT_S);
	assert_int_equal(op.deadline_ms, 50);
	assert_int_equal(op.max_depth, HP_DEPTH_NUDGE);
	assert_int_equal(parse(OPWORDS_APPLY, "mindepth hold confirmed 3", &op), 0);
	assert_int_equal(op.confirm_s, 3);
	assert_int_equal(op.min_depth, HP_DEPTH_HOLD);
	assert_int_equal(op.flags, 0);
	assert_int_equal(parse(OPWORDS_APPLY, "patiently confirmed 3", &op), 0);
	assert_int_equal(op.flags, HP_OP_SPARE);
	assert_int_equal(op.confirm_s, 3);
	assert_int_equal(op.max_depth, HP_DEPTH_NUDGE);
	assert_int_equal(parse(OPWORDS_REVERT, "depth hold patiently", &op), 0);
	assert_int_equal(op.max_depth, HP_DEPTH_HOLD);
}

static void test_bad_opwords(void **state)
{
	static const char *const bad[] = {
		"confirmed 0", "confirmed 86401", "confirmed -1", "confirmed soon",
		"within", "depth",
		"within 0", "within 60001", "depth deep", "mindepth freeze depth hold", "forever",
		"patiently depth freeze", "mindepth freeze patiently", "patiently 3",
		"confirmed 3 4", "within 99999999999999999999",
	};
	struct hp_op op;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (parse(OPWORDS_APPLY, bad[i], &op) != HPX_USAGE)
			fail_msg("\"%s\" was taken", bad[i]);
	assert_int_equal(parse(OPWORDS_REVERT, "confirmed", &op), HPX_USAGE);
}

/* The deadline in the environment is used where the command names none, and is read as strictly. */
static void test_deadline(void **state)
{
	struct hp_op op;

	(void)state;
	assert_int_equal(parse(OPWORDS_APPLY, "", &op), 0);
	assert_int_equal(op.deadline_ms, 0);
	setenv(WITHIN_ENV, "20000", 1);
	assert_int_equal(parse(OPWORDS_APPLY, "confirmed 3", &op), 0);
	assert_int_equal(op.deadline_ms, 20000);
	assert_int_equal(parse(OPWORDS_REVERT, "within 50", &op), 0);
	assert_int_equal(op.deadline_ms, 50);
	setenv(WITHIN_ENV, "soon", 1);
	assert_int_equal(parse(OPWORDS_REVERT, "", &op), HPX_USAGE);
	setenv(WITHIN_ENV, "60001", 1);
	assert_int_equal(parse(OPWORDS_REVERT, "", &op), HPX_USAGE);
	assert_int_equal(parse(OPWORDS_REVERT, "within 50", &op), 0);
	setenv(WITHIN_ENV, "", 1);
	assert_int_equal(parse(OPWORDS_REVERT, "", &op), 0);
	assert_int_equal(op.deadline_ms, 0);
	unsetenv(WITHIN_ENV);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_exit_codes),
		cmocka_unit_test(test_depths),
		cmocka_unit_test(test_symspec),
		cmocka_unit_test(test_bad_symspec),
		cmocka_unit_test(test_klog),
		cmocka_unit_test(test_opwords),
		cmocka_unit_test(test_bad_opwords),
		cmocka_unit_test(test_deadline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
