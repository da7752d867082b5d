// SPDX-License-Identifier: GPL-2.0-only
/* hpsym_damaged_test.c - the table reader against tables that are damaged, or lie. */
#include "hpsym_made.h"

static void test_no_table(void **state)
{
	static const char text[] = "ffffffff81000000 T _text\nffffffff81000000 T _stext\n"
				   "and so on, so that it is long enough to have a header, if it "
				   "had one, which it has not, being a text of another kind";
	struct made m = { 0 };
	struct hpsym t;

	(void)state;
	assert_int_equal(hpsym_open(&t, text, sizeof(text)), -EINVAL);
	fill(&m, 10);
	make(&m);
	m.p[HPSYM_H_VERSION]++;
	assert_int_equal(hpsym_open(&t, m.p, m.len), -EINVAL);
	drop(&m);
}

static void test_truncated(void **state)
{
	struct made m = { 0 };
	struct hpsym t;
	size_t len;

	(void)state;
	fill(&m, 100);
	make(&m);
	for (len = 0; len < m.len; len++) {
		uint8_t *cut = malloc(len);	/* its end is where ASan and valgrind see it */

		assert_true(cut || !len);
		if (len)
			memcpy(cut, m.p, len);
		assert_int_equal(hpsym_open(&t, cut, len),
				 len < HPSYM_MAGIC_LEN ? -EINVAL : -EBADMSG);
		/* the same with a length and checksum that say it is whole */
		hpsym_fix_up(cut, len);
		assert_int_not_equal(hpsym_open(&t, cut, len), 0);
		free(cut);
	}
	drop(&m);
}

/* Each bit flipped: the checksum notices it; with a right checksum the reader stays within the table. */
static void test_flipped(void **state)
{
	struct made m = { 0 };
	struct hpsym t;
	uint8_t *copy;
	size_t bit;

	(void)state;
	fill(&m, 70);
	make(&m);
	copy = malloc(m.len);
	assert_non_null(copy);
	for (bit = 0; bit < 8 * m.len; bit++) {
		memcpy(copy, m.p, m.len);
		copy[bit / 8] ^= 1 << bit % 8;
		assert_int_not_equal(hpsym_open(&t, copy, m.len), 0);
		hpsym_fix_up(copy, m.len);
		if (!hpsym_open(&t, copy, m.len))
			hpsym_exercise(&t);
	}
	free(copy);
	drop(&m);
}

/* Opens the table again after a change to its bytes. */
static int reopen(struct made *m)
{
	hpsym_fix_up(m->p, m->len);
	return hpsym_open(&m->t, m->p, m->len);
}

static uint8_t *part_of(struct made *m, enum hpsym_part_nr nr)
{
	return m->p + m->t.part[nr].off;
}

/* No boundary between two parts can be moved unnoticed, and no count changed. */
static void test_moved_parts(void **state)
{
	struct made m = { 0 };
	size_t i;

	(void)state;
	fill(&m, 100);
	make(&m);
	for (i = 0; i <= HPSYM_P_COUNT; i++) {
		uint8_t *off = m.p + HPSYM_H_PARTS + 4 * i;

		off[0]++;
		assert_int_equal(reopen(&m), -EBADMSG);
		off[0] -= 2;
		assert_int_equal(reopen(&m), -EBADMSG);
		off[0]++;
		assert_int_equal(reopen(&m), 0);
		off[3] ^= 0x80;
		assert_int_equal(reopen(&m), -EBADMSG);
		off[3] ^= 0x80;
	}
	for (i = HPSYM_H_NSYMS; i < HPSYM_H_RESERVED; i += 4) {
		m.p[i + 3] ^= 0xff;
		assert_int_equal(reopen(&m), -EBADMSG);
		m.p[i + 3] ^= 0xff;
	}
	drop(&m);
}

/* Lies in tables with a right checksum, each of which only one check of the reader notices. */
static void test_lies(void **state)
{
	char name[HPSYM_NAME_LEN];
	struct made m = { 0 };
	struct hpsym_sym s;
	uint32_t iter = 0, first;
	uint8_t *p;
	int i;

	(void)state;
	fill(&m, 100);
	make(&m);
	assert_int_equal(hpsym_find(&m.t, "0", &iter, &s), 1);
	first = s.index;	/* of the first string of the list */

	/* the first string keeps five bytes of none */
	p = part_of(&m, HPSYM_P_NAMES);
	p[0] = 1 << HPSYM_S_COUNT_SHIFT | 5;
	assert_int_equal(reopen(&m), 0);
	assert_int_equal(hpsym_name(&m.t, first, name, sizeof(name)), -EBADMSG);
	assert_string_equal(name, "");
	iter = 0;
	assert_int_equal(hpsym_find(&m.t, "0", &iter, &s), -EBADMSG);

	/* a name of 7 * 127 bytes, more than any buffer: 127 times one token */
	p[0] = HPSYM_S_COUNT_MORE << HPSYM_S_COUNT_SHIFT;
	p[1] = 127;
	p[2] = 0;
	memset(p + 3, 0, 127);
	p = part_of(&m, HPSYM_P_TOKENS) + 2;
	for (i = 1; i < HPSYM_TOKENS; i++) {
		p[2 * i] = 7;
		p[2 * i + 1] = 0;
	}
	assert_int_equal(reopen(&m), 0);
	assert_int_equal(hpsym_name(&m.t, first, name, sizeof(name)), -EBADMSG);

	/* the records of the group begin where their part ends */
	p = part_of(&m, HPSYM_P_GROUPS) + 8;
	hpsym_put32(p, m.t.part[HPSYM_P_SYMS].len);
	assert_int_equal(reopen(&m), 0);
	assert_int_equal(hpsym_get(&m.t, 0, &s), -EBADMSG);
	assert_int_equal(hpsym_at(&m.t, TEXT, &s), -EBADMSG);
	hpsym_put32(p, UINT32_MAX);
	assert_int_equal(reopen(&m), 0);
	assert_int_equal(hpsym_get(&m.t, 0, &s), -EBADMSG);
	drop(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_table),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_flipped),
		cmocka_unit_test(test_moved_parts),
		cmocka_unit_test(test_lies),
	};

	return cmocka_run_group_tests_name("hpsym damaged", tests, NULL, NULL);
}
