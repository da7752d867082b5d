// SPDX-License-Identifier: GPL-2.0-only
/*
 * types_test.c - a patch that carries the types of its replacements, against what the fake's kernel knows of its own.
 * fix.ko (rig/patch.S) has the type of meminfo_proc_show's, and of cmdline_proc_show's that there is nothing to compare.
 */
#include <stdio.h>
#include <unistd.h>

#include "rig/btf.h"
#include "rig/rig.h"
#include "format/btfread.h"

#define TYPE "int @(struct seq_file *, void *)"
#define IS "int meminfo_proc_show(int)"
#define BY "int new_local(struct seq_file *, void *)"
#define LINE "WRONG TYPE: meminfo_proc_show is \"" IS "\", its replacement \"" BY "\""
#define KIND(kind, vlen) ((uint32_t)(kind) << 24 | (vlen))

static const char *other_dir;		/* for what is not the rig's fix.ko */

static void write_file(struct rig *r, const char *name, struct btf_maker *m)
{
	char path[600];
	FILE *f;

	btf_end(m);
	snprintf(path, sizeof(path), "%s/%s", other_dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(m->file, 1, m->len, f), m->len);
	fclose(f);
	r->s.btf_dir = other_dir;
}

/* meminfo_proc_show as it is, or with one int; and, if wanted, what tells that pahole was a newer one. */
static void write_btf(struct rig *r, bool right, bool consistent)
{
	struct btf_maker m;
	uint32_t s32, pseq, pvoid, proto, id;

	btf_begin(&m, NULL);
	s32 = btf_add(&m, "int", KIND(K_INT, 0), 4, 1, 1u << 24 | 32);
	pseq = btf_add(&m, "", KIND(K_PTR, 0), btf_add(&m, "seq_file", KIND(K_STRUCT, 0), 8, 0), 0);
	pvoid = btf_add(&m, "", KIND(K_PTR, 0), 0, 0);
	proto = right ? btf_add(&m, "", KIND(K_FUNC_PROTO, 2), s32, 4, 0, pseq, 0, pvoid) :
		btf_add(&m, "", KIND(K_FUNC_PROTO, 1), s32, 2, 0, s32);
	id = btf_add(&m, "meminfo_proc_show", KIND(K_FUNC, 0), proto, 0);
	if (consistent)
		btf_add(&m, "bpf_kfunc", KIND(K_DECL_TAG, 0), id, 1, -1);
	write_file(r, "vmlinux", &m);
}

static void right(struct rig *r)
{
	rig_expect(r, "check fix", 0, "would be applied now");
	assert_null(strstr(rig_said(r), "WRONG TYPE"));
}

static void wrong(struct rig *r, const char *line)
{
	static const char * const lines[] = { "check fix", "load fix", "apply fix", "show fix" };

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		rig_expect(r, lines[i], HPX_FAILED, line);
	rig_expect(r, "check fix", HPX_FAILED, "\nfunctions it replaces:\n");
	assert_null(strstr(rig_said(r), "would be applied"));
	assert_int_equal(r->f.inserts, 0);
	assert_int_equal(r->f.npatches, 0);
	assert_int_equal(r->f.begins, r->f.ends);
}

static void test_functions(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	right(&r);						/* nothing is known */
	rig_functions(&r, "00", "@fs/proc/meminfo.c\\nmeminfo_proc_show\\t" TYPE "\\t\\t\\n");
	right(&r);
	rig_functions(&r, "00", "@fs/proc/meminfo.c\\nmeminfo_proc_show\\tint @(int)\\t\\t\\n"
		      "cmdline_proc_show\\tvoid @(void)\\t\\t\\n");
	wrong(&r, LINE "\n");
	wrong(&r, "ERR 1 fix: meminfo_proc_show: WRONG TYPE of its replacement: expected " IS ", found " BY "\n");
	rig_functions(&r, "00", "@fs/other.c\\nmeminfo_proc_show\\tint @(int)\\t\\t\\n");
	right(&r);						/* another function of that name */
	rig_functions(&r, "01", "@fs/proc/meminfo.c\\nmeminfo_proc_show\\tint @(int)\\t\\t\\n");
	right(&r);						/* of another kernel */
	rig_end(&r);
}

static void test_btf(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, false);
	write_btf(&r, true, true);
	right(&r);
	write_btf(&r, false, true);
	wrong(&r, LINE "\n");
	write_btf(&r, false, false);
	wrong(&r, LINE " (BTF says so, and may mean another function of that name; ");
	wrong(&r, "WRONG TYPE of its replacement (by BTF): expected " IS ", found " BY "\n");
	r.f.ambiguous = "meminfo_proc_show";			/* BTF does not tell which of them it means */
	rig_run(&r, "check fix");
	assert_null(strstr(rig_said(&r), "WRONG TYPE"));
	r.f.ambiguous = NULL;
	wrong(&r, LINE);
	rig_functions(&r, "00", "@fs/proc/meminfo.c\\nmeminfo_proc_show\\t" TYPE "\\t\\t\\n");
	right(&r);						/* it knows better */
	rig_functions(&r, "00", "@fs/proc/meminfo.c\\nmeminfo_proc_show\\t\\t\\t\\n");
	wrong(&r, LINE);
	rig_shell("echo damaged >%s/vmlinux", other_dir);
	right(&r);
	rig_end(&r);
}

/* A function of a module is in the BTF of that alone, whatever the image has. */
static void test_module(void **state)
{
	struct btf_maker m, mod;
	struct rig r;

	(void)state;
	rig_start(&r, false);
	rig_functions(&r, "00", "@fs/proc/meminfo.c\\nmeminfo_proc_show\\tvoid @(void)\\t\\t\\n");
	write_btf(&r, false, false);
	wrong(&r, "WRONG TYPE");
	r.f.object = "loopm";
	right(&r);
	btf_begin(&m, NULL);
	btf_add(&m, "int", KIND(K_INT, 0), 4, 1, 1u << 24 | 32);
	write_file(&r, "vmlinux", &m);
	btf_begin(&mod, &m);
	btf_add(&mod, "meminfo_proc_show", KIND(K_FUNC, 0), btf_add(&mod, "", KIND(K_FUNC_PROTO, 1), 1, 2, 0, 1), 0);
	write_file(&r, "loopm", &mod);
	wrong(&r, LINE " (BTF says so, and may mean another function of that name)\n");
	rig_end(&r);
}

static void test_allowed(void **state)
{
	const char *all = rig_dir;
	struct rig r;

	(void)state;
	rig_shell("sed 's/int @(struct seq_file/!nt @(struct seq_file/' %s/fix.ko >%s/fix.ko", rig_dir, other_dir);
	rig_dir = other_dir;
	rig_start(&r, false);
	write_btf(&r, true, true);
	rig_expect(&r, "check fix", 0, "its replacement \"nt new_local(struct seq_file *, void *)\": allowed by its author\n");
	assert_non_null(strstr(rig_said(&r), "would be applied now"));
	rig_expect(&r, "load fix", 0, "fix: loaded");
	rig_end(&r);
	rig_dir = all;
}

static void test_json(void **state)
{
	struct rig r;

	(void)state;
	rig_start(&r, true);
	rig_functions(&r, "00", "@fs/proc/meminfo.c\\nmeminfo_proc_show\\tint @(int)\\t\\t\\n");
	rig_expect(&r, "check fix", HPX_FAILED, "\"wrong_types\":[{\"name\":\"meminfo_proc_show\",\"type\":\"" IS "\","
		   "\"replacement\":\"new_local\",\"replacement_type\":\"" BY "\",\"allowed\":false,\"doubt\":false}]");
	rig_end(&r);
}

static int clean_up(void **state)
{
	(void)state;
	rig_no_functions();
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_functions, clean_up),
		cmocka_unit_test_teardown(test_btf, clean_up),
		cmocka_unit_test_teardown(test_module, clean_up),
		cmocka_unit_test_teardown(test_allowed, clean_up),
		cmocka_unit_test_teardown(test_json, clean_up),
	};
	char dir[] = "/tmp/hp-types-XXXXXX";
	int ret;

	rig_dir = test_path(argc, argv, "patches");
	other_dir = mkdtemp(dir);
	if (!other_dir)
		return 1;
	ret = cmocka_run_group_tests(tests, NULL, NULL);
	rig_shell("rm -r %s", other_dir);
	return ret;
}
