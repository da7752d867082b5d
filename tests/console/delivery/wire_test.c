// SPDX-License-Identifier: GPL-2.0-only
/* wire_test.c - lines of a transfer: what they look like, what is refused, putting them
 * together from any order, and decompression that gives nothing but what was told. */
#include <errno.h>
#include <stdio.h>

#include "rig/test.h"
#include "delivery/gather.h"
#include "delivery/linelist.h"
#include "delivery/unpack.h"
#include "format/digest.h"
#include "send/pack.h"

#define SIZE 3000

static uint8_t file[SIZE], *packed;
static struct wire_head head;

/* A file of which half is noise, so that its transfer has some tens of lines. */
static int make_file(void **state)
{
	uint32_t x = 1;

	(void)state;
	for (size_t i = 0; i < SIZE; i++) {
		x = x * 1103515245 + 12345;
		file[i] = i % 2 ? x >> 16 : 'a';
	}
	return pack(file, SIZE, &head, &packed);
}

static int free_file(void **state)
{
	(void)state;
	free(packed);
	return 0;
}

/* The expected lines were computed by another program, written after doc/delivery-format.md. */
static void test_looks(void **state)
{
	struct wire_head h = { .size = 5984, .packed = 50 };
	uint8_t data[50] = "What it looks like is a promise to other versions";
	char line[WIRE_LINE];

	(void)state;
	memset(h.sha256, 0xab, sizeof(h.sha256));
	wire_put_head(line, &h);
	assert_string_equal(line, "#hp1:5984:50:q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6sHkGn");
	wire_put_data(line, &h, 1, data);
	assert_string_equal(line, "#1:V2hhdCBpdCBsb29rcyBsaWtlIGlzIGEgcHJvbWlzZSB0byBvdGhlciB2"
			    "ZXJzaW9ufLwE");
	wire_put_data(line, &h, 2, data);
	assert_string_equal(line, "#2:cwAcJHu");
}

static void test_short(void **state)
{
	static uint8_t most[WIRE_MAX_FILE];
	struct wire_head h = { .size = WIRE_MAX_FILE, .packed = WIRE_MAX_FILE };
	char line[WIRE_LINE];

	(void)state;
	wire_put_head(line, &h);
	assert_in_range(strlen(line), 1, 76);
	for (uint32_t nr = 1; nr <= wire_lines(&h); nr++) {
		wire_put_data(line, &h, nr, most);
		assert_in_range(strlen(line), 1, 76);
	}
}

static void test_there_and_back(void **state)
{
	char line[WIRE_LINE], text[300];
	uint8_t data[WIRE_DATA];
	struct wire_head h;
	size_t len, all = 0;

	(void)state;
	wire_put_head(line, &head);
	snprintf(text, sizeof(text), "[    1.5] eth0: #7: link#%s#hp1:and more", line);
	assert_true(wire_get_head(text, &h));
	assert_true(wire_same(&h, &head));
	for (uint32_t nr = 1; nr <= wire_lines(&head); nr++) {
		wire_put_data(line, &head, nr, packed);
		snprintf(text, sizeof(text), "[    1.5] eth0: #1:%s[    1.6] link", line);
		assert_int_equal(wire_get_data(text, &head, data, &len), nr);
		assert_memory_equal(data, packed + all, len);
		all += len;
	}
	assert_int_equal(all, head.packed);
	assert_true(wire_get_end("#end"));
	assert_false(wire_get_end("# end"));
}

static void assert_refused(const char *line)
{
	uint8_t data[WIRE_DATA];
	struct wire_head h;
	size_t len;

	assert_false(wire_get_head(line, &h));
	assert_int_equal(wire_get_data(line, &head, data, &len), 0);
}

/* One bit flipped, two neighbours swapped, or a character made a NUL: the line is refused. */
static void test_damage(void **state)
{
	char line[WIRE_LINE], bad[WIRE_LINE];
	size_t chars;

	(void)state;
	for (uint32_t nr = 0; nr <= 2; nr++) {
		if (nr)
			wire_put_data(line, &head, nr, packed);
		else
			wire_put_head(line, &head);
		chars = strlen(line);
		for (size_t bit = 0; bit < chars * 8; bit++) {
			memcpy(bad, line, sizeof(bad));
			bad[bit / 8] ^= 1 << bit % 8;
			assert_refused(bad);
		}
		for (size_t i = 0; i + 1 < chars; i++) {
			memcpy(bad, line, sizeof(bad));
			bad[i] = line[i + 1];
			bad[i + 1] = line[i];
			if (strcmp(bad, line))
				assert_refused(bad);
			memcpy(bad, line, sizeof(bad));
			bad[i] = '\0';
			assert_refused(bad);
		}
	}
}

/* A line that is right in all but one thing: it belongs to another file. */
static void test_other(void **state)
{
	struct wire_head other = head;
	char line[WIRE_LINE];
	uint8_t data[WIRE_DATA];
	size_t len;

	(void)state;
	other.sha256[31] ^= 1;
	wire_put_data(line, &other, 1, packed);
	assert_int_equal(wire_get_data(line, &other, data, &len), 1);
	assert_int_equal(wire_get_data(line, &head, data, &len), 0);
}

/* Sizes that are not allowed, with a right check: whoever means harm can compute that, too. */
static void test_hostile_heads(void **state)
{
	static const struct {
		uint32_t size, packed;
		bool good;
	} table[] = {
		{ 1, 1, true }, { WIRE_MAX_FILE, WIRE_MAX_FILE, true },
		{ 0, 1, false }, { 1, 0, false },
		{ WIRE_MAX_FILE + 1, 1, false }, { 1, WIRE_MAX_FILE + 1, false },
		{ 0xffffffff, 0xffffffff, false }, { 1, 0x80000000, false },
	};
	struct wire_head h = head, got;
	char line[WIRE_LINE + 20];
	uint8_t data[WIRE_DATA];
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		h.size = table[i].size;
		h.packed = table[i].packed;
		wire_put_head(line, &h);
		assert_int_equal(wire_get_head(line, &got), table[i].good);
	}
	/* A line number beyond the last. */
	h = head;
	h.packed += WIRE_DATA;
	wire_put_data(line, &h, wire_lines(&h), packed);
	assert_int_equal(wire_get_data(line, &head, data, &len), 0);
	assert_int_equal(wire_get_data("#99999999999999999999:AAAA", &head, data, &len), 0);
	assert_int_equal(wire_get_data("#-1:AAAA", &head, data, &len), 0);
	assert_int_equal(wire_get_data("#0:AAAA", &head, data, &len), 0);
	assert_int_equal(wire_get_data("#", &head, data, &len), 0);
}

static void test_lists(void **state)
{
	static const struct {
		const char *text;
		const char *lines;	/* as flags of 0..9; NULL: refused */
	} table[] = {
		{ "all", "1111111111" }, { "0", "1000000000" }, { "3,5-7,9", "0001011101" },
		{ "9,3, 5-7", "0001011101" }, { "1,...", "0100000000" }, { "2-2", "0010000000" },
		{ "", NULL }, { ",", NULL }, { "...", NULL }, { "10", NULL }, { "3-10", NULL },
		{ "7-5", NULL }, { "-3", NULL }, { "3-", NULL }, { "3x", NULL }, { "x", NULL },
		{ "99999999999999999999", NULL }, { "1 all", NULL }, { "0x1", NULL },
	};
	uint8_t flags[10], many[1000];
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		memset(flags, 0, sizeof(flags));
		assert_int_equal(linelist_parse(table[i].text, flags, 9), !!table[i].lines);
		for (int n = 0; table[i].lines && n < 10; n++)
			assert_int_equal(flags[n], table[i].lines[n] - '0');
	}
	memset(flags, 0, sizeof(flags));
	linelist_format(flags, 9, text, sizeof(text));
	assert_string_equal(text, "");
	assert_true(linelist_parse("0,2-4,8-9", flags, 9));
	linelist_format(flags, 9, text, sizeof(text));
	assert_string_equal(text, "0,2-4,8-9");

	/*
	 * A list that does not fit is cut: it can still be parsed, and ends in "..." to say that there is
	 * more.
	 */
	for (int n = 0; n < 1000; n++)
		many[n] = n % 2;
	for (size_t size = 32; size <= sizeof(text); size++) {
		linelist_format(many, 999, text, size);
		assert_in_range(strlen(text), 16, size - 1);
		assert_string_equal(text + strlen(text) - 4, ",...");
		assert_true(linelist_parse(text, many, 999));
	}
}

static void test_answers(void **state)
{
	char answer[WIRE_ANSWER], text[WIRE_ANSWER + 100], words[WIRE_WORDS];

	(void)state;
	wire_put_answer(answer, "send 3,17 of Ab3dEfGh");
	snprintf(text, sizeof(text), "[ 1.2] recv: no ~ [ 1.3] x: %s[ 1.4] y", answer);
	assert_true(wire_get_answer(text, words));
	assert_string_equal(words, "send 3,17 of Ab3dEfGh");
	for (size_t i = 0; i < strlen(answer); i++) {
		strcpy(text, answer);
		text[i] ^= 1;
		assert_false(wire_get_answer(text, words));
	}
	memset(text, 'x', WIRE_ANSWER);
	text[WIRE_ANSWER] = '\0';
	wire_put_answer(answer, text);
	assert_true(wire_get_answer(answer, words));
	assert_false(wire_get_answer("recv: ", words));
}

static enum gathered take(struct gather *g, uint32_t nr)
{
	char line[WIRE_LINE];
	uint32_t got;

	if (nr)
		wire_put_data(line, &head, nr, packed);
	else
		wire_put_head(line, &head);
	return gather_take(g, line, &got);
}

static void test_any_order(void **state)
{
	uint32_t lines = wire_lines(&head), nr;
	struct gather g;
	char text[100];

	(void)state;
	gather_start(&g);
	gather_missing(&g, text, sizeof(text));
	assert_string_equal(text, "all");
	for (nr = lines; nr > 5; nr--)
		assert_int_equal(take(&g, nr), GATHERED_NOTHING);
	gather_missing(&g, text, sizeof(text));
	assert_string_equal(text, "0");
	assert_int_equal(take(&g, 0), GATHERED_HEAD);
	gather_missing(&g, text, sizeof(text));
	assert_string_equal(text, "1-5");
	assert_int_equal(take(&g, 2), GATHERED_DATA);
	assert_int_equal(take(&g, 2), GATHERED_NOTHING);
	assert_int_equal(take(&g, 0), GATHERED_NOTHING);
	assert_int_equal(g.twice, 2);
	assert_int_equal(gather_take(&g, "#4:damaged", &nr), GATHERED_NOTHING);
	assert_int_equal(gather_take(&g, "[ 1.2] link", &nr), GATHERED_NOTHING);
	assert_int_equal(g.bad, 1);
	gather_missing(&g, text, sizeof(text));
	assert_string_equal(text, "1,3-5");
	assert_int_equal(gather_take(&g, "#end", &nr), GATHERED_END);
	for (nr = 1; nr <= 5; nr++)
		take(&g, nr);
	assert_true(gather_whole(&g));
	gather_missing(&g, text, sizeof(text));
	assert_string_equal(text, "");
	assert_memory_equal(g.data, packed, head.packed);
	gather_free(&g);
}

static void test_another_head(void **state)
{
	struct wire_head other = head;
	char line[WIRE_LINE];
	struct gather g;
	uint32_t nr;

	(void)state;
	gather_start(&g);
	take(&g, 0);
	take(&g, 1);
	other.sha256[0] ^= 1;
	wire_put_head(line, &other);
	assert_int_equal(gather_take(&g, line, &nr), GATHERED_OTHER);
	assert_int_equal(g.have, 0);
	assert_int_equal(take(&g, 1), GATHERED_NOTHING);
	gather_free(&g);

	/* More lines before the head than are kept.  Each came many times, so none is missing in the end. */
	gather_start(&g);
	for (int i = 0; i < 3000; i++)
		take(&g, 1 + i % wire_lines(&head));
	take(&g, 0);
	assert_true(gather_whole(&g));
	gather_free(&g);
}

static void test_unpack(void **state)
{
	struct wire_head h = head;
	uint8_t *out, *again;

	(void)state;
	assert_int_equal(unpack(&h, packed, &out), 0);
	assert_memory_equal(out, file, SIZE);
	free(out);
	packed[20] ^= 1;
	assert_int_equal(unpack(&h, packed, &out), -EBADMSG);
	assert_null(out);
	packed[20] ^= 1;

	/* A file that is one byte more or less than the head says. */
	for (int d = -1; d <= 1; d += 2) {
		h.size = SIZE + d;
		assert_int_equal(unpack(&h, packed, &out), -EINVAL);
		assert_null(out);
	}
	/* A file of one byte. */
	assert_int_equal(pack(file, 1, &h, &again), 0);
	assert_int_equal(unpack(&h, again, &out), 0);
	assert_int_equal(out[0], file[0]);
	free(out);
	free(again);
}

/* Zeros compress 7,000 times: no more is made of them than the head says, nor a dictionary of any size. */
static void test_bomb(void **state)
{
	static uint8_t zeros[WIRE_MAX_FILE];
	struct wire_head h;
	uint8_t *bomb, *out;

	(void)state;
	assert_int_equal(pack(zeros, sizeof(zeros), &h, &bomb), 0);
	assert_in_range(h.packed, 1, 4096);
	assert_int_equal(unpack(&h, bomb, &out), 0);
	free(out);
	h.size = 100;
	assert_int_equal(unpack(&h, bomb, &out), -EINVAL);
	h.size = WIRE_MAX_FILE;
	memset(bomb + 1, 0xff, 4);	/* a dictionary of 4 GiB; the SHA-256 is made to fit */
	digest_raw(bomb, h.packed, h.sha256);
	assert_int_equal(unpack(&h, bomb, &out), -EINVAL);
	free(bomb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_looks),
		cmocka_unit_test(test_short),
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_other),
		cmocka_unit_test(test_hostile_heads),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_any_order),
		cmocka_unit_test(test_another_head),
		cmocka_unit_test(test_unpack),
		cmocka_unit_test(test_bomb),
	};

	return cmocka_run_group_tests(tests, make_file, free_file);
}
