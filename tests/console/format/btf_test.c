// SPDX-License-Identifier: GPL-2.0-only
/* btf_test.c - the BTF parser, and the constants of stubs. */
#include <stdio.h>

#include "rig/btf.h"
#include "rig/test.h"
#include "format/btf.h"
#include "hpfun/prototype.h"
#include "patch/value.h"

static const char *seed_dir;

static const char *ask(const struct btf_maker *m, const struct btf_maker *module, const char *func,
		       struct btf_return *r)
{
	struct btf_file f = { m->file, m->len }, g = { 0 };
	const char *wrong;
	struct btf b;

	if (module)
		g = (struct btf_file){ module->file, module->len };
	wrong = btf_open(&b, &f, module ? &g : NULL);
	if (!wrong)
		wrong = btf_return_type(&b, func, r);
	btf_close(&b);
	return wrong;
}

/* The type of func, in text that the next call overwrites. */
static const char *type(const struct btf_maker *m, const struct btf_maker *module, const char *func)
{
	struct btf_file f = { m->file, m->len }, g = { 0 };
	static char text[PROTOTYPE_SIZE];
	struct btf b;

	if (module)
		g = (struct btf_file){ module->file, module->len };
	assert_null(btf_open(&b, &f, module ? &g : NULL));
	btf_function_type(&b, func, text, sizeof(text));
	btf_close(&b);
	return text;
}

#define KIND(kind, vlen) ((uint32_t)(kind) << 24 | (vlen))

static void test_prototypes(void **state)
{
	struct btf_maker m, mod;
	uint32_t s32, s, cs, p, fn, pfn, arr, parr, anon, named, proto;

	(void)state;
	btf_begin(&m, NULL);
	s32 = btf_add(&m, "int", KIND(K_INT, 0), 4, 1, 1u << 24 | 32);
	s = btf_add(&m, "file", KIND(K_STRUCT, 0), 8, 0);
	cs = btf_add(&m, "", KIND(K_CONST, 0), s, 0);
	p = btf_add(&m, "", KIND(K_PTR, 0), btf_add(&m, "cfile_t", KIND(K_TYPEDEF, 0), cs, 0), 0);
	fn = btf_add(&m, "", KIND(K_FUNC_PROTO, 2), 0, 4, 0, p, 0, 0);
	pfn = btf_add(&m, "", KIND(K_PTR, 0), fn, 0);
	arr = btf_add(&m, "", KIND(K_ARRAY, 0), 0, 3, btf_add(&m, "", KIND(K_ARRAY, 0), 0, 3, s32, s32, 0), s32, 4);
	parr = btf_add(&m, "", KIND(K_PTR, 0), arr, 0);
	anon = btf_add(&m, "", KIND(K_UNION, 0), 8, 0);
	named = btf_add(&m, "u_t", KIND(K_TYPEDEF, 0), anon, 0);
	proto = btf_add(&m, "", KIND(K_FUNC_PROTO, 4), p, 8, 0, pfn, 0, parr, 0, named,
			0, btf_add(&m, "", KIND(K_PTR, 0), 0, 0));
	btf_add(&m, "f", KIND(K_FUNC, 0), proto, 0);
	btf_add(&m, "g", KIND(K_FUNC, 0), btf_add(&m, "", KIND(K_FUNC_PROTO, 0), 0, 0), 0);
	btf_add(&m, "fwd", KIND(K_FUNC, 0), btf_add(&m, "", KIND(K_FUNC_PROTO, 0),
		btf_add(&m, "", KIND(K_PTR, 0), btf_add(&m, "x", 1u << 31 | KIND(K_FWD, 0), 0, 0), 0), 0), 0);
	btf_add(&m, "returns_fn", KIND(K_FUNC, 0), btf_add(&m, "", KIND(K_FUNC_PROTO, 0), pfn, 0), 0);
	btf_add(&m, "no_proto", KIND(K_FUNC, 0), s32, 0);
	btf_add(&m, "twice", KIND(K_FUNC, 0), proto, 0);
	btf_add(&m, "twice", KIND(K_FUNC, 0), fn, 0);
	btf_add(&m, "same", KIND(K_FUNC, 0), proto, 0);
	btf_add(&m, "same", KIND(K_FUNC, 0), proto, 0);
	btf_end(&m);
	assert_string_equal(type(&m, NULL, "f"),
			    "struct file *@(void (*)(struct file *, ...), int (*)[4][], u_t, void *)");
	assert_string_equal(type(&m, NULL, "g"), "void @(void)");
	assert_string_equal(type(&m, NULL, "fwd"), "union x *@(void)");
	assert_string_equal(type(&m, NULL, "returns_fn"), "void (*@(void))(struct file *, ...)");
	assert_string_equal(type(&m, NULL, "no_proto"), "");
	assert_string_equal(type(&m, NULL, "twice"), "");
	assert_string_equal(type(&m, NULL, "same"), type(&m, NULL, "f"));
	assert_string_equal(type(&m, NULL, "nowhere"), "");
	btf_begin(&mod, &m);
	btf_add(&mod, "own", KIND(K_FUNC, 0), proto, 0);
	btf_end(&mod);
	assert_string_equal(type(&m, &mod, "own"), type(&m, NULL, "f"));
	assert_string_equal(type(&m, &mod, "g"), "");
	btf_example(&m);
	assert_string_equal(type(&m, NULL, "f_loop"), "");
	for (size_t at = 0; at < m.len; at++) {		/* it may answer anything, but not crash */
		struct btf_file f = { m.file, m.len };
		char text[PROTOTYPE_SIZE];
		struct btf b;

		m.file[at] ^= 0x81;
		if (!btf_open(&b, &f, NULL))
			btf_function_type(&b, "f_int", text, sizeof(text));
		btf_close(&b);
		m.file[at] ^= 0x81;
	}
}

static void test_types(void **state)
{
	static const struct {
		const char *func;
		struct btf_return r;
	} want[] = {
		{ "f_int", { BTF_INTEGER, 32, true, false } },
		{ "f_uint", { BTF_INTEGER, 32, false, false } },
		{ "f_u8", { BTF_INTEGER, 8, false, false } },
		{ "f_s16", { BTF_INTEGER, 16, true, false } },
		{ "f_bool", { BTF_INTEGER, 8, false, true } },
		{ "f_ulong", { BTF_INTEGER, 64, false, false } },
		{ "f_enum", { BTF_INTEGER, 32, false, false } },
		{ "f_const", { BTF_INTEGER, 16, true, false } },
		{ "f_void", { .kind = BTF_VOID } },
		{ "f_ptr", { .kind = BTF_POINTER } },
		{ "f_struct", { .kind = BTF_COMPOUND } },
		{ "f_union", { .kind = BTF_COMPOUND } },
		{ "f_float", { .kind = BTF_FLOAT } },
		{ "f_same", { BTF_INTEGER, 32, true, false } },
		{ "f_twice", { .kind = BTF_SEVERAL } },
		{ "f_nowhere", { .kind = BTF_NONE } },
		{ "int", { .kind = BTF_NONE } },	/* a type, no function */
	};
	struct btf_maker m;
	struct btf_return r;

	(void)state;
	btf_example(&m);
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		assert_null(ask(&m, NULL, want[i].func, &r));
		if (r.kind != want[i].r.kind || r.bits != want[i].r.bits ||
		    r.is_signed != want[i].r.is_signed || r.is_bool != want[i].r.is_bool)
			fail_msg("%s: kind %d, %u bits, signed %d, bool %d", want[i].func, r.kind,
				 r.bits, r.is_signed, r.is_bool);
	}
	assert_string_equal(ask(&m, NULL, "f_loop", &r), "type names in it go round in a circle");
}

/* A module's types and strings go on where those of vmlinux end. */
static void test_module(void **state)
{
	struct btf_maker m, mod;
	struct btf_return r;
	uint32_t own;

	(void)state;
	btf_example(&m);
	btf_begin(&mod, &m);
	own = btf_add(&mod, "long", 1u << 24, 8, 1, 1u << 24 | 64);
	btf_func(&mod, "m_own", own);
	btf_func(&mod, "m_base", 3);	/* unsigned char */
	btf_func(&mod, "m_none", mod.ids + 100);
	btf_end(&mod);
	assert_null(ask(&m, &mod, "m_own", &r));
	assert_int_equal(r.bits, 64);
	assert_null(ask(&m, &mod, "m_base", &r));
	assert_int_equal(r.bits, 8);
	assert_non_null(ask(&m, &mod, "m_none", &r));
	assert_null(ask(&m, &mod, "f_int", &r));
	assert_int_equal(r.kind, BTF_NONE);	/* vmlinux has one; the module does not */
	assert_null(ask(&m, NULL, "m_own", &r));
	assert_int_equal(r.kind, BTF_NONE);
}

static void test_damaged(void **state)
{
	struct btf_maker m;
	struct btf_return r;
	size_t whole;
	char path[512];
	FILE *f;

	(void)state;
	btf_example(&m);
	snprintf(path, sizeof(path), "%s/vmlinux", seed_dir);	/* for the other tests too */
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(m.file, 1, m.len, f), m.len);
	fclose(f);
	whole = m.len;
	for (m.len = 0; m.len < whole; m.len++)
		if (!ask(&m, NULL, "f_int", &r))
			fail_msg("cut to %zu bytes it was taken", m.len);
	for (size_t at = 0; at < whole; at++) {	/* it may answer anything, but not crash */
		m.file[at] ^= 0x81;
		ask(&m, NULL, "f_int", &r);
		m.file[at] ^= 0x81;
	}
	m.file[0] = 0xeb;	/* the other byte order */
	m.file[1] = 0x9f;
	assert_non_null(ask(&m, NULL, "f_int", &r));
}

static void test_values(void **state)
{
	static const struct {
		const char *text;
		int64_t v;
	} good[] = {
		{ "0", 0 }, { "42", 42 }, { "-1", -1 }, { "-0", 0 }, { "010", 10 },
		{ "0x10", 16 }, { "-0x10", -16 }, { "EPERM", -1 }, { "-EPERM", -1 },
		{ "EWOULDBLOCK", -11 }, { "-EINVAL", -22 }, { "ENOTSUP", -95 },
		{ "EOPNOTSUPP", -95 }, { "EHWPOISON", -133 },
		{ "18446744073709551615", -1 }, { "0xffffffffffffffff", -1 },
		{ "-9223372036854775808", INT64_MIN },
	};
	static const char * const bad[] = {
		"", "-", "EPERMX", "E", "eperm", "12x", "0x", "0xg", "--1", "+1", " 1", "1 ",
		"18446744073709551616", "-9223372036854775809", "1e3", "nan",
	};
	struct value v;
	char buf[64];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		if (value_parse(good[i].text, &v) || value_bits(&v) != good[i].v)
			fail_msg("%s", good[i].text);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!value_parse(bad[i], &v))
			fail_msg("\"%s\" was taken", bad[i]);
	assert_string_equal(value_text(buf, sizeof(buf), -1), "-1 (EPERM)");
	assert_string_equal(value_text(buf, sizeof(buf), 7), "7");
	assert_string_equal(value_text(buf, sizeof(buf), -4000), "-4000");
}

static bool fits(const char *text, unsigned bits, bool is_signed)
{
	struct value v;

	assert_null(value_parse(text, &v));
	return value_fits(&v, bits, is_signed);
}

static void test_ranges(void **state)
{
	char buf[64];

	(void)state;
	assert_true(fits("255", 8, false));
	assert_false(fits("256", 8, false));
	assert_false(fits("-1", 8, false));
	assert_true(fits("127", 8, true));
	assert_false(fits("128", 8, true));
	assert_true(fits("-128", 8, true));
	assert_false(fits("-129", 8, true));
	assert_true(fits("EPERM", 32, true));
	assert_false(fits("EPERM", 32, false));
	assert_false(fits("0xffffffff", 32, true));
	assert_true(fits("0xffffffff", 32, false));
	assert_false(fits("0x100000000", 32, false));
	assert_true(fits("EPERM", 64, false));		/* as do_mmap() returns it */
	assert_false(fits("-4096", 64, false));
	assert_true(fits("0xffffffffffffffff", 64, false));
	assert_false(fits("0xffffffffffffffff", 64, true));
	assert_string_equal(value_range_text(buf, sizeof(buf), 8, false), "0 to 255");
	assert_string_equal(value_range_text(buf, sizeof(buf), 16, true), "-32768 to 32767");
	assert_string_equal(value_range_text(buf, sizeof(buf), 64, false),
			    "an errno, or 0 to 18446744073709551615");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_prototypes),
		cmocka_unit_test(test_module),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_ranges),
	};

	seed_dir = test_path(argc, argv, "");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
