// SPDX-License-Identifier: GPL-2.0-only
/*
 * hpsym_test.c - the table reader and the table writer against each other, and the reader
 * against damaged tables.  Run under ASan, UBSan and valgrind by "make -C symtab check".
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include "hpsym_exercise.h"
#include "out.h"

#include <cmocka.h>		/* last: it has a macro called fail */

#define TEXT	0xffffffff81000000ull

/* A table in memory, of exactly its size, and what it was made from. */
struct made {
	struct symset set;
	uint8_t *p;
	size_t len;
	struct hpsym t;
};

static void add(struct made *m, const char *name, uint64_t addr, uint64_t size, char type,
		uint32_t file)
{
	struct symbol s = { .name = name, .addr = addr, .size = size, .type = type, .file = file };
	struct fail f = { "" };

	assert_int_equal(symset_add(&m->set, &s, &f), 0);
}

static uint32_t add_file(struct made *m, const char *name)
{
	struct fail f = { "" };
	uint32_t nr;

	assert_int_equal(symset_add_file(&m->set, name, &nr, &f), 0);
	return nr;
}

static void make(struct made *m)
{
	struct bytes b = { 0 };
	struct fail f = { "" };

	symset_sort(&m->set);
	assert_int_equal(out_table(&b, &m->set, &f), 0);
	m->p = malloc(b.len);
	assert_non_null(m->p);
	memcpy(m->p, b.p, b.len);
	m->len = b.len;
	free(b.p);
	assert_int_equal(hpsym_open(&m->t, m->p, m->len), 0);
}

static void drop(struct made *m)
{
	symset_free(&m->set);
	free(m->p);
}

/* n symbols of every kind there is. */
static void fill(struct made *m, unsigned int n)
{
	static const char *const forms[] = {
		"fn_%u", "__ksymtab_fn_%u", "__kstrtab_fn_%u", "fn_%u.cold", "event_alone_%u",
		"_%u_x", "dup", "a_long_name_of_which_the_most_is_in_its_neighbour_too_%u",
		"__pfx_fn_%u", "%u",
	};
	uint32_t file = 0;
	unsigned int i;

	for (i = 0; i < n; i++) {
		char text[100];

		if (i % 6 == 0) {
			snprintf(text, sizeof(text), "drivers/dir%u/part.c", i / 12);
			file = add_file(m, text);
		}
		snprintf(text, sizeof(text), forms[i % 10], i / 10);
		add(m, text, TEXT + i / 2 * 40 + i % 3, i % 4 * 20, "tTdDrA"[i % 6],
		    i % 5 ? file : 0);
	}
}

static uint32_t count(const struct hpsym *t, const char *name)
{
	struct hpsym_sym s;
	uint32_t iter = 0, n = 0;

	while (hpsym_find(t, name, &iter, &s) == 1)
		n++;
	return n;
}

static void roundtrip(unsigned int n)
{
	char name[HPSYM_NAME_LEN], file[HPSYM_FILE_LEN];
	struct made m = { 0 };
	struct hpsym_sym s;
	uint32_t i, iter;
	bool found;

	fill(&m, n);
	m.set.base = TEXT;
	m.set.flags = HPSYM_F_FILES;
	make(&m);
	assert_int_equal(m.t.nsyms, n);
	assert_int_equal(m.t.base, TEXT);
	assert_int_equal(m.t.flags, HPSYM_F_FILES);
	for (i = 0; i < n; i++) {
		const struct symbol *want = &m.set.syms[i];

		assert_int_equal(hpsym_get(&m.t, i, &s), 1);
		assert_int_equal(s.addr, want->addr);
		assert_int_equal(s.size, want->size);
		assert_int_equal(s.type, want->type);
		assert_int_equal(s.index, i);
		assert_int_equal(hpsym_name(&m.t, i, name, sizeof(name)), strlen(want->name));
		assert_string_equal(name, want->name);
		assert_true(hpsym_file(&m.t, s.file, file, sizeof(file)) >= 0);
		assert_string_equal(file, want->file ? m.set.files[want->file] : "");
		for (iter = 0, found = false; !found && hpsym_find(&m.t, name, &iter, &s) == 1; )
			found = s.index == i;
		assert_true(found);
	}
	assert_int_equal(hpsym_get(&m.t, n, &s), 0);
	drop(&m);
}

/* Sizes around the blocks of names and the groups of symbols, where the edges are. */
static void test_roundtrip(void **state)
{
	static const unsigned int sizes[] = { 1, 2, 31, 32, 33, 63, 64, 65, 128, 129, 1000 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		roundtrip(sizes[i]);
}

static void test_empty(void **state)
{
	struct made m = { 0 };
	struct hpsym_sym s;
	char buf[8];

	(void)state;
	make(&m);
	assert_int_equal(m.t.nsyms, 0);
	assert_int_equal(count(&m.t, "x"), 0);
	assert_int_equal(hpsym_at(&m.t, TEXT, &s), 0);
	assert_int_equal(hpsym_get(&m.t, 0, &s), 0);
	assert_int_equal(hpsym_name(&m.t, 0, buf, sizeof(buf)), -EBADMSG);
	assert_int_equal(hpsym_file(&m.t, 0, buf, sizeof(buf)), 0);
	assert_int_equal(hpsym_file(&m.t, 1, buf, sizeof(buf)), -EBADMSG);
	drop(&m);
}

/* More of one name than fit a block, from several files, found in address order. */
static void test_duplicates(void **state)
{
	struct made m = { 0 };
	struct hpsym_sym s;
	uint32_t iter = 0, n;
	uint64_t last = 0;

	(void)state;
	add(&m, "before", TEXT, 4, 't', 0);
	add(&m, "state_shown", TEXT + 8, 4, 't', 0);
	for (n = 0; n < 100; n++)
		add(&m, "state_show", TEXT + 0x1000 - 16 * n, 16, 't', add_file(&m, "a/b.c"));
	make(&m);
	for (n = 0; hpsym_find(&m.t, "state_show", &iter, &s) == 1; n++) {
		assert_true(s.addr > last);
		last = s.addr;
	}
	assert_int_equal(n, 100);
	assert_int_equal(hpsym_find(&m.t, "state_show", &iter, &s), 0);
	assert_int_equal(count(&m.t, "state_shown"), 1);
	assert_int_equal(m.t.nfiles, 1);
	drop(&m);
}

static void test_not_found(void **state)
{
	static const char *const names[] = {
		"", "f", "fn", "fn_", "fn_1x", "fn_1.col", "zzz", "\x01", "\xff", "__ksymtab_",
		"__ksymtab_nothing", "event_", "__pfx_", "Fn_1",
	};
	char name[2 * HPSYM_NAME_LEN];
	struct made m = { 0 };
	size_t i;

	(void)state;
	fill(&m, 300);
	make(&m);
	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_int_equal(count(&m.t, names[i]), 0);
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(count(&m.t, name), 0);
	drop(&m);
}

/* First and last of the order, prefixes alone and together, the longest name possible. */
static void test_odd_names(void **state)
{
	static const char *const names[] = {
		"\x01", "\xff\xfe", "__ksymtab_", "__ksymtab_x", "x", "__crc_x", "__crc_",
		"__ksymtab___ksymtab_x", "event_event_x", "event_x", "__event_x", "$x y", "0",
	};
	char longest[HPSYM_NAME_LEN], buf[HPSYM_NAME_LEN], small[16];
	struct made m = { 0 };
	struct hpsym_sym s;
	uint32_t iter = 0;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		add(&m, names[i], TEXT + i, 1, 'd', 0);
	for (i = 0; i < sizeof(longest) - 1; i++)
		longest[i] = 'a' + i * i % 26;
	longest[i] = '\0';
	add(&m, longest, TEXT + 100, 1, 't', 0);
	longest[sizeof(longest) - 2] = '~';	/* 510 characters shared */
	add(&m, longest, TEXT + 101, 1, 't', 0);
	make(&m);
	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_int_equal(count(&m.t, names[i]), 1);
	assert_int_equal(hpsym_find(&m.t, longest, &iter, &s), 1);
	assert_int_equal(s.addr, TEXT + 101);
	assert_int_equal(hpsym_name(&m.t, s.index, buf, sizeof(buf)), HPSYM_NAME_LEN - 1);
	assert_string_equal(buf, longest);
	assert_int_equal(hpsym_name(&m.t, s.index, small, sizeof(small)), -ENAMETOOLONG);
	assert_string_equal(small, "");
	drop(&m);
}

static void test_too_long(void **state)
{
	char name[HPSYM_NAME_LEN + 1], file[HPSYM_FILE_LEN + 1];
	struct symset set = { 0 };
	struct symbol s = { .name = name, .type = 't' };
	struct fail f = { "" };
	uint32_t nr;

	(void)state;
	memset(name, 'n', sizeof(name));
	name[HPSYM_NAME_LEN] = '\0';
	assert_int_equal(symset_add(&set, &s, &f), -1);
	assert_non_null(strstr(f.text, "512 characters"));
	memset(file, 'f', sizeof(file));
	file[HPSYM_FILE_LEN] = '\0';
	assert_int_equal(symset_add_file(&set, file, &nr, &f), -1);
	symset_free(&set);
}

static void assert_at(const struct hpsym *t, uint64_t addr, const char *want)
{
	char name[HPSYM_NAME_LEN];
	struct hpsym_sym s;

	if (!want) {
		assert_int_equal(hpsym_at(t, addr, &s), 0);
		return;
	}
	assert_int_equal(hpsym_at(t, addr, &s), 1);
	assert_true(hpsym_name(t, s.index, name, sizeof(name)) > 0);
	assert_string_equal(name, want);
}

static void test_by_address(void **state)
{
	struct made m = { 0 };
	char name[20];
	unsigned int i;

	(void)state;
	add(&m, "percpu", 0x1000, 8, 'A', 0);
	add(&m, "constant", TEXT + 0x15, 0, 'a', 0);
	add(&m, "_text", TEXT, 0, 'T', 0);
	add(&m, "__alias", TEXT, 32, 'W', 0);
	add(&m, "first", TEXT, 32, 'T', 0);
	for (i = 1; i < 200; i++) {
		snprintf(name, sizeof(name), "f%u", i);
		add(&m, name, TEXT + 64 * i, 32, 't', 0);
	}
	make(&m);
	assert_int_equal(m.t.nplaced, m.t.nsyms - 2);
	assert_at(&m.t, 0, NULL);
	assert_at(&m.t, 0x1000, NULL);
	assert_at(&m.t, TEXT - 1, NULL);
	assert_at(&m.t, TEXT, "first");
	assert_at(&m.t, TEXT + 0x15, "first");
	for (i = 1; i < 200; i++) {
		snprintf(name, sizeof(name), "f%u", i);
		assert_at(&m.t, TEXT + 64 * i, name);
		assert_at(&m.t, TEXT + 64 * i + 63, name);
	}
	assert_at(&m.t, UINT64_MAX, "f199");
	drop(&m);
}

static void test_file_matches(void **state)
{
	(void)state;
	assert_true(hpsym_file_matches("fs/proc/meminfo.c", "fs/proc/meminfo.c"));
	assert_true(hpsym_file_matches("fs/proc/meminfo.c", "proc/meminfo.c"));
	assert_true(hpsym_file_matches("fs/proc/meminfo.c", "meminfo.c"));
	assert_false(hpsym_file_matches("fs/proc/meminfo.c", "info.c"));
	assert_false(hpsym_file_matches("fs/proc/meminfo.c", "/meminfo.c"));
	assert_false(hpsym_file_matches("fs/proc/meminfo.c", "fs/proc"));
	assert_false(hpsym_file_matches("meminfo.c", "proc/meminfo.c"));
	assert_false(hpsym_file_matches("meminfo.c", ""));
	assert_false(hpsym_file_matches("", "a"));
}

static void test_guessed_sizes(void **state)
{
	struct made m = { 0 };

	(void)state;
	add(&m, "a", TEXT, 0, 't', 0);
	add(&m, "b", TEXT + 16, 0, 't', 0);
	add(&m, "c", TEXT + 16, 0, 't', 0);
	add(&m, "d", TEXT + 48, 0, 't', 0);
	add(&m, "p", 0x10, 0, 'A', 0);
	add(&m, "q", 0x30, 0, 'A', 0);
	symset_sort(&m.set);
	symset_guess_sizes(&m.set);
	assert_int_equal(m.set.syms[0].size, 16);
	assert_int_equal(m.set.syms[1].size, 32);
	assert_int_equal(m.set.syms[2].size, 32);
	assert_int_equal(m.set.syms[3].size, 0);
	assert_int_equal(m.set.syms[4].size, 0x20);
	drop(&m);
}

static void test_build_id(void **state)
{
	static const uint8_t padded[HPSYM_BUILD_ID_LEN] = { 0xde, 0xad };
	struct made m = { 0 };
	struct fail f = { "" };

	(void)state;
	assert_int_equal(symset_set_build_id(&m.set, padded, 2, &f), 0);
	make(&m);
	assert_memory_equal(m.t.build_id, padded, sizeof(padded));
	assert_int_equal(symset_set_build_id(&m.set, padded, 21, &f), -1);
	/* damaged behind the header, but the header can be read */
	m.p[m.len - 1] ^= 1;
	assert_int_equal(hpsym_open(&m.t, m.p, m.len), -EBADMSG);
	assert_memory_equal(m.t.build_id, padded, sizeof(padded));
	drop(&m);
}

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

/* Every bit of a table: the checksum notices it, and past the checksum nothing goes astray. */
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

/* Lies past the checksum, each of which only one check of the reader stands against. */
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
		cmocka_unit_test(test_roundtrip),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_duplicates),
		cmocka_unit_test(test_not_found),
		cmocka_unit_test(test_odd_names),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_by_address),
		cmocka_unit_test(test_file_matches),
		cmocka_unit_test(test_guessed_sizes),
		cmocka_unit_test(test_build_id),
		cmocka_unit_test(test_no_table),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_flipped),
		cmocka_unit_test(test_moved_parts),
		cmocka_unit_test(test_lies),
	};

	return cmocka_run_group_tests_name("hpsym", tests, NULL, NULL);
}
