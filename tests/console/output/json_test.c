// SPDX-License-Identifier: GPL-2.0-only
/* json_test.c - the JSON writer and the text filter: nothing foreign gets through raw. */
#include "rig/test.h"
#include "output/clean.h"
#include "output/out.h"

static char *escaped(const char *s)
{
	char *buf;
	size_t size;
	FILE *f = open_memstream(&buf, &size);

	json_escape(f, s);
	fclose(f);
	return buf;
}

static void assert_escaped(const char *in, const char *want)
{
	char *got = escaped(in);

	assert_string_equal(got, want);
	free(got);
}

static void test_escape(void **state)
{
	(void)state;
	assert_escaped("", "\"\"");
	assert_escaped("a\"b\\c/", "\"a\\\"b\\\\c/\"");
	assert_escaped("\n\r\t\b\f", "\"\\n\\r\\t\\b\\f\"");
	assert_escaped("\x01\x1b[31m\x7f", "\"\\u0001\\u001b[31m\\u007f\"");
}

static void test_utf8(void **state)
{
	(void)state;
	assert_escaped("\xc3\xa4", "\"\xc3\xa4\"");
	assert_escaped("\xe2\x82\xac", "\"\xe2\x82\xac\"");
	assert_escaped("\xf0\x9f\x90\xa7", "\"\xf0\x9f\x90\xa7\"");
	assert_escaped("\xc2\x9b", "\"\\u009b\"");		/* CSI of 8-bit terminals */
}

static void test_invalid_utf8(void **state)
{
	(void)state;
	assert_escaped("\xff", "\"\\ufffd\"");
	assert_escaped("\xc3", "\"\\ufffd\"");			/* cut off */
	assert_escaped("\xe2\x82", "\"\\ufffd\\ufffd\"");
	assert_escaped("\xc0\x80", "\"\\ufffd\\ufffd\"");	/* overlong NUL */
	assert_escaped("\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\"");	/* surrogate */
	assert_escaped("\xf4\x90\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\"");	/* > 10ffff */
	assert_escaped("\x80z", "\"\\ufffdz\"");
}

static void test_nesting(void **state)
{
	char *buf;
	size_t size;
	FILE *f = open_memstream(&buf, &size);
	struct out o;

	(void)state;
	out_init(&o, f, true);
	out_object(&o, NULL);
	out_array(&o, "a");
	out_uint(&o, NULL, 18446744073709551615ull);
	out_object(&o, NULL);
	out_bool(&o, "t", true);
	json_end_to(&o.j, 1);		/* as when a verb fails halfway */
	out_int(&o, "n", -1);
	out_text(&o, "not here");
	json_end_to(&o.j, 0);
	out_object(&o, NULL);
	out_end(&o);
	fclose(f);
	assert_string_equal(buf, "{\"a\":[18446744073709551615,{\"t\":true}],\"n\":-1}\n{}\n");
	free(buf);
}

static void test_text_is_plain(void **state)
{
	char *buf;
	size_t size;
	FILE *f = open_memstream(&buf, &size);
	struct out o;

	(void)state;
	out_init(&o, f, false);
	out_text(&o, "%s\n", "a\x1b[2J\xc2\x9b\x7f\tz");
	/* Scripts look for a line OK, so only newlines of the format itself begin a line. */
	out_text(&o, "\n%-6s|%.3s\n%c\n", "\nOK", "\n\nOK", '\n');
	out_str(&o, "k", "not here");
	fclose(f);
	assert_string_equal(buf, "a?[2J????z\n\n?OK   |??O\n?\n");
	free(buf);
}

static void assert_kept(const char *text, const char *expected)
{
	char buf[64];

	snprintf(buf, sizeof(buf), "%s", text);
	assert_string_equal(clean_kept(buf), expected);
}

/* Text that is kept may go into JSON, and from there to a terminal, so it loses all control characters. */
static void test_kept(void **state)
{
	(void)state;
	assert_kept("f\xc3\xbcr \xe2\x82\xac \xf0\x9f\x90\xa7", "f\xc3\xbcr \xe2\x82\xac \xf0\x9f\x90\xa7");
	assert_kept("a\nb\rc\td\x1b[2J\x7f", "a?b?c?d?[2J?");
	assert_kept("\xc2\x9b" "1m \xc2\xa0", "??1m \xc2\xa0");
	assert_kept("\xe2\x80\xa8 \xe2\x80\xae \xe2\x81\xa6 \xe2\x80\x8f", "??? ??? ??? ???");
	assert_kept("\xff\xc0\xaf\xed\xa0\x80\xe2\x82", "????????");
	assert_true(clean_already("vfs_read"));
	assert_true(!clean_already("vfs\nread") && !clean_already("\xc3\xbc"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_utf8),
		cmocka_unit_test(test_invalid_utf8),
		cmocka_unit_test(test_nesting),
		cmocka_unit_test(test_text_is_plain),
		cmocka_unit_test(test_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
