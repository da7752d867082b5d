// SPDX-License-Identifier: GPL-2.0-only
/*
 * hpsym_test.c - the table reader and the table writer against each other.  Run under ASan, UBSan and
 * valgrind by "make -C symtab check", as hpsym_damaged_test.c is.
 */
#include "hpsym_made.h"

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
	};

	return cmocka_run_group_tests_name("hpsym", tests, NULL, NULL);
}
