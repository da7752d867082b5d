// SPDX-License-Identifier: GPL-2.0-only
/*
 * patchfile_test.c - the patch-file parser, with the good file of patch.S (its path
 * is the first argument) and with what can go wrong in one.
 */
#include <errno.h>
#include <stdio.h>

#include "rig/test.h"
#include "format/elfview.h"
#include "patch/patchfile.h"

static uint8_t *good;
static size_t good_len;

static uint8_t *copy(void)
{
	uint8_t *c = malloc(good_len);

	assert_non_null(c);
	return memcpy(c, good, good_len);
}

static uint8_t *find_bytes(uint8_t *in, const char *what, size_t len)
{
	uint8_t *p = memmem(in, good_len, what, len);

	assert_non_null(p);
	return p;
}

/* Parses data, which must be refused with that code and that word in the reason. */
static void refused(const void *data, size_t len, int code, const char *word)
{
	struct patchfile pf;
	struct pf_error err;

	assert_int_equal(patchfile_parse(&pf, data, len, &err), code);
	assert_true(*err.expected && *err.found);
	if (!strstr(err.what, word) && !strstr(err.expected, word) && !strstr(err.found, word))
		fail_msg("\"%s\" is not in: %s: expected %s, found %s", word, err.what,
			 err.expected, err.found);
}

static void refused_edit(const char *from, const char *to, int code, const char *word)
{
	uint8_t *c = copy();

	memcpy(find_bytes(c, from, strlen(from)), to, strlen(to));
	refused(c, good_len, code, word);
	free(c);
}

static const struct hp_import *import(const struct patchfile *pf, const char *alias)
{
	for (uint32_t i = 0; i < pf->nimports; i++)
		if (!strcmp(pf->imports[i].alias, alias))
			return &pf->imports[i];
	return NULL;
}

static void test_builds(void **state)
{
	static const char line[] = "hotpatch_module=loopm:0102";
	struct patchfile pf;
	struct pf_error err;

	(void)state;
	assert_int_equal(patchfile_parse(&pf, good, good_len, &err), 0);
	assert_memory_equal(pf.build_id, "the build-id of fix!", HP_BUILD_ID_LEN);
	assert_int_equal(pf.nmodules, 1);
	assert_string_equal(pf.modules[0].name, "loopm");
	for (uint8_t i = 0; i < HP_BUILD_ID_LEN; i++)
		assert_int_equal(pf.modules[0].build_id[i], i + 1);
	patchfile_free(&pf);
	refused_edit(line, "hotpatch_module=loopm-0102", -EINVAL, "NAME:BUILD-ID");
	refused_edit(line, "hotpatch_module=:oopm:0102", -EINVAL, "NAME:BUILD-ID");
	refused_edit(line, "hotpatch_module=loopm:010x", -EINVAL, "NAME:BUILD-ID");
}

static void test_symbol_of_module(void **state)
{
	uint8_t *c = copy();
	struct patchfile pf;
	struct pf_error err;
	const struct hp_import *im;

	(void)state;
	memcpy(find_bytes(c, "show_a:show:fs/a.c", 18), "show_a:show::loopm", 18);
	assert_int_equal(patchfile_parse(&pf, c, good_len, &err), 0);
	im = import(&pf, "show_a");
	assert_non_null(im);
	assert_string_equal(im->ref.name, "show");
	assert_string_equal(im->ref.file, "");
	assert_string_equal(im->ref.object, "loopm");
	patchfile_free(&pf);
	free(c);
}

static void test_symbol_by_position(void **state)
{
	static const char * const wrong[] = {
		"show_a:show:::0000", "show_a:show:::-002", "show_a:show::::002", "show_a:show:::123x",
		"show_a:show:::0x12", "show_a:show:::+012", "show_a::showfs/a.c",
	};
	uint8_t *c = copy();
	struct patchfile pf;
	struct pf_error err;
	const struct hp_import *im;

	(void)state;
	memcpy(find_bytes(c, "show_a:show:fs/a.c", 18), "show_a:show:::0012", 18);
	assert_int_equal(patchfile_parse(&pf, c, good_len, &err), 0);
	im = import(&pf, "show_a");
	assert_non_null(im);
	assert_string_equal(im->ref.name, "show");
	assert_string_equal(im->ref.file, "");
	assert_string_equal(im->ref.object, "");
	assert_int_equal(im->ref.pos, 12);
	patchfile_free(&pf);
	free(c);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		refused_edit("show_a:show:fs/a.c", wrong[i], -EINVAL, "alias:name:file:module:position");
	c = copy();	/* with its NUL, over the beginning of the next line */
	memcpy(find_bytes(c, "show_a:show:fs/a.c", 18), "show_a:show:::4294967296", 25);
	refused(c, good_len, -EINVAL, "alias:name:file:module:position");
	free(c);
}

/* What is left out at the end of a line is as if it were empty. */
static void test_symbol_by_less(void **state)
{
	uint8_t *c = copy();
	struct patchfile pf;
	struct pf_error err;

	(void)state;
	memcpy(find_bytes(c, "show_a:show:fs/a.c", 18), "show_a:show\0fs/a.c", 18);
	assert_int_equal(patchfile_parse(&pf, c, good_len, &err), 0);
	assert_string_equal(import(&pf, "show_a")->ref.name, "show");
	assert_string_equal(import(&pf, "show_a")->ref.file, "");
	patchfile_free(&pf);
	free(c);
}

static void test_kernel(void **state)
{
	struct patchfile pf;
	struct pf_error err;

	(void)state;
	assert_int_equal(patchfile_parse(&pf, good, good_len, &err), 0);
	for (uint8_t i = 0; i < HP_BUILD_ID_LEN; i++)
		assert_int_equal(pf.kernel[i], 0xa1 + i);
	patchfile_free(&pf);
	refused_edit("hotpatch_kernel=a1", "hotpatch_kernel=A1", -EINVAL, "hotpatch_kernel=BUILD-ID");
	refused_edit("hotpatch_kernel=a1a2", "hotpatch_kernel=a1a\n", -EINVAL, "a1a?");
}

/* --- bodies ---------------------------------------------------------------------------------- */

/* The section as patch.S has it: version; 300, digest, 2 places; 0. */
#define BODIES	"\1" "\xac\2" "\x88\x77\x66\x55\x44\x33\x22\x11" "\2" "\0\5" "\xc8\1\4" "\0"

#define TYPES "1\0int @(struct seq_file *, void *)\0="

static void refused_types(const char *to, const char *word)
{
	uint8_t *c = copy();

	memcpy(find_bytes(c, TYPES, sizeof(TYPES)), to, sizeof(TYPES));
	refused(c, good_len, -EINVAL, word);
	free(c);
}

static void test_types(void **state)
{
	uint8_t *c = copy();
	struct patchfile pf;
	struct pf_error err;

	(void)state;
	assert_int_equal(patchfile_parse(&pf, good, good_len, &err), 0);
	assert_string_equal(pf.funcs[0].type, "int @(struct seq_file *, void *)");
	assert_false(pf.funcs[0].type_allowed);
	assert_string_equal(pf.funcs[1].type, "");
	patchfile_free(&pf);
	memcpy(find_bytes(c, TYPES, sizeof(TYPES)), "1\0\0!long int @(struct seq_file *, v)\0", sizeof(TYPES));
	assert_int_equal(patchfile_parse(&pf, c, good_len, &err), 0);
	assert_string_equal(pf.funcs[0].type, "");
	assert_string_equal(pf.funcs[1].type, "long int @(struct seq_file *, v)");
	assert_true(pf.funcs[1].type_allowed);
	patchfile_free(&pf);
	free(c);
	refused_types("2\0int @(struct seq_file *, void *)\0=", "version 2");
	refused_types("1\0int f(struct seq_file *, void *)\0=", "int f(");
	refused_types("1\0int @(struct\tseq_file *, void *)\0=", "one for each");
	refused_types("1\0int @(struct seq_file *, void *) =", "an end before cmdline_proc_show");
	refused_types("1\0int @(struct seq_file *,\0void @(\0=", "more");
	refused_types("1\0int @(struct seq_file *, void *)\0=x", "no possible size");
}

static void test_bodies(void **state)
{
	struct patchfile pf;
	struct pf_error err;
	const struct pf_body *b;

	(void)state;
	assert_int_equal(patchfile_parse(&pf, good, good_len, &err), 0);
	b = &pf.funcs[0].body;
	assert_int_equal(b->size, 300);
	assert_int_equal(b->digest, 0x1122334455667788);
	assert_int_equal(b->nleft_out, 2);
	assert_int_equal(b->left_out[0].gap, 0);
	assert_int_equal(b->left_out[0].len, 5);
	assert_int_equal(b->left_out[1].gap, 200);
	assert_int_equal(b->left_out[1].len, 4);
	assert_int_equal(pf.funcs[1].body.size, 0);
	patchfile_free(&pf);
}

/* Bytes of the section, from at on, are others. */
static void bodies_refused(size_t at, const char *to, size_t len, const char *word)
{
	uint8_t *c = copy();

	memcpy(find_bytes(c, BODIES, sizeof(BODIES) - 1) + at, to, len);
	refused(c, good_len, -EINVAL, word);
	free(c);
}

static void test_bad_bodies(void **state)
{
	(void)state;
	bodies_refused(0, "\2", 1, "version 2");
	bodies_refused(1, "\xff\xff\xff\xff\xff\xff", 6, "meminfo_proc_show");	/* no such number */
	bodies_refused(1, "\x81\x80\x40", 3, "meminfo_proc_show");		/* a megabyte and one */
	bodies_refused(11, "\x81\x80\x01", 3, "meminfo_proc_show");		/* 16385 places */
	bodies_refused(13, "\x7f", 1, "meminfo_proc_show");	/* 127 + 200 of 300 bytes */
	bodies_refused(16, "\x60", 1, "meminfo_proc_show");	/* 205 + 96 */
	bodies_refused(17, "\1", 1, "cmdline_proc_show");	/* breaks off before the digest */
	bodies_refused(1, "\0\0", 2, "15 bytes more");
}

/* Of the list alone, in memory that ends with it: ASan sees to it that nothing is read behind. */
static bool first_body(const uint8_t *bytes, size_t len, struct pf_body *body)
{
	uint8_t *c = malloc(len ? len : 1);
	struct hp_left_out *room = calloc(bodylist_room(len) + 1, sizeof(*room));
	struct bodylist list;
	bool good;

	assert_true(c && room);
	memcpy(c, bytes, len);
	bodylist_start(&list, c, len, room);
	good = bodylist_next(&list, body);
	assert_true(list.at <= list.end);
	body->left_out = NULL;
	free(room);
	free(c);
	return good;
}

static void test_cut_bodies(void **state)
{
	struct pf_body body;

	(void)state;
	/* Less the version and what is said of the second function. */
	for (size_t len = 0; len < sizeof(BODIES) - 3; len++)
		assert_false(first_body((const uint8_t *)BODIES + 1, len, &body));
	assert_true(first_body((const uint8_t *)BODIES + 1, sizeof(BODIES) - 3, &body));
}

/* Places without a length, as many as there may be, and one more. */
static void test_many_places(void **state)
{
	static uint8_t list[2 + 8 + 3 + 2 * (HP_MAX_LEFT_OUT + 1)] = "\xac\2";
	struct pf_body body;

	(void)state;
	memcpy(list + 10, "\x80\x80\x01", 3);
	assert_true(first_body(list, sizeof(list), &body));
	assert_int_equal(body.nleft_out, HP_MAX_LEFT_OUT);
	memcpy(list + 10, "\x81\x80\x01", 3);
	assert_false(first_body(list, sizeof(list), &body));
}

/* A module's name becomes a part of paths, so "../lo" is refused. */
static void test_no_paths_in_modules(void **state)
{
	(void)state;
	refused_edit("show_a:show:fs/a.c", "show_a:show::../lo", -EINVAL, "HOTPATCH_SYMBOL()");
}

static void test_packed(void **state)
{
	(void)state;
	refused("\xfd" "7zXZ\0", 6, -ENOEXEC, "xz -d");
	refused("\x28\xb5\x2f\xfd", 4, -ENOEXEC, "zstd -d");
	refused("\x1f\x8b\x08", 3, -ENOEXEC, "gzip -d");
}

static void test_good(void **state)
{
	struct patchfile pf;
	struct pf_error err;

	(void)state;
	assert_int_equal(patchfile_parse(&pf, good, good_len, &err), 0);
	assert_int_equal(pf.machine, EM_X86_64);
	assert_true(pf.is_patch);
	assert_string_equal(pf.name, "fix");
	assert_string_equal(pf.vermagic, "6.1.0-test SMP mod_unload ");
	assert_string_equal(pf.description, "a fix for tests");
	assert_int_equal(pf.nfuncs, 2);
	assert_string_equal(pf.funcs[0].target.name, "meminfo_proc_show");
	assert_string_equal(pf.funcs[0].target.file, "fs/proc/meminfo.c");
	assert_string_equal(pf.funcs[0].replacement, "new_local");
	assert_string_equal(pf.funcs[1].target.name, "cmdline_proc_show");
	assert_string_equal(pf.funcs[1].replacement, "new_global");
	patchfile_free(&pf);
}

static void test_imports(void **state)
{
	const struct hp_import *im;
	struct patchfile pf;
	struct pf_error err;

	(void)state;
	assert_int_equal(patchfile_parse(&pf, good, good_len, &err), 0);
	assert_int_equal(pf.nimports, 3);
	assert_null(import(&pf, "maybe"));	/* weak */
	assert_non_null(import(&pf, "hotpatch_register"));
	im = import(&pf, "schedule");
	assert_non_null(im);
	assert_string_equal(im->ref.name, "schedule");
	assert_string_equal(im->ref.file, "");
	im = import(&pf, "show_a");
	assert_non_null(im);
	assert_string_equal(im->ref.name, "show");
	assert_string_equal(im->ref.file, "fs/a.c");
	patchfile_free(&pf);
}

static void test_signature_after_it(void **state)
{
	uint8_t *c = realloc(copy(), good_len + 100);
	struct patchfile pf;
	struct pf_error err;

	(void)state;
	memset(c + good_len, '~', 100);
	assert_int_equal(patchfile_parse(&pf, c, good_len + 100, &err), 0);
	patchfile_free(&pf);
	free(c);
}

static void test_not_modules(void **state)
{
	(void)state;
	refused("", 0, -ENOEXEC, "empty");
	refused("#!/bin/sh\necho patch\n", 21, -ENOEXEC, "text");
	refused("\x7f" "ELF", 4, -EBADMSG, "damaged");
	refused("\x1f\x8a\0\0", 4, -ENOEXEC, "something else");
}

static void test_class_and_type(void **state)
{
	uint8_t *c = copy();

	(void)state;
	c[EI_CLASS] = ELFCLASS32;
	refused(c, good_len, -ENOEXEC, "class 1");
	c[EI_CLASS] = ELFCLASS64;
	c[EI_DATA] = ELFDATA2MSB;
	refused(c, good_len, -ENOEXEC, "data 2");
	c[EI_DATA] = ELFDATA2LSB;
	c[offsetof(Elf64_Ehdr, e_type)] = ET_DYN;
	refused(c, good_len, -ENOEXEC, "type 3");
	free(c);
}

static void test_no_patch(void **state)
{
	(void)state;
	refused_edit("hotpatch=1", "coldpatch1", -EINVAL, "no hotpatch patch");
	refused_edit("hotpatch=1", "hotpatch=2", -EINVAL, "hotpatch=2");
	refused_edit("name=fix", "name=f/x", -EINVAL, "name");
	refused_edit("vermagic=", "vermugic=", -EINVAL, "vermagic");
	refused_edit(".modinfo", ".madinfo", -ENOEXEC, ".modinfo");
}

/*
 * Texts that are only shown have odd bytes replaced; a name that is looked up must be one that can be
 * printed.
 */
static void test_strings(void **state)
{
	uint8_t *c = copy();
	struct patchfile pf;
	struct pf_error err;

	(void)state;
	memcpy(find_bytes(c, "a fix for tests", 15), "a\nOK\nhp> \x1b[2J\x9b", 15);
	memcpy(find_bytes(c, "new_local", 9), "new\nOK\n\n\n", 9);
	assert_int_equal(patchfile_parse(&pf, c, good_len, &err), 0);
	assert_string_equal(pf.description, "a?OK?hp> ?[2J?");
	assert_string_equal(pf.funcs[0].replacement, "new?OK???");
	patchfile_free(&pf);
	free(c);
	refused_edit("name=fix", "name=\nOK", -EINVAL, "\"?OK\"");
	refused_edit("hotpatch=1", "hotpatch=\n", -EINVAL, "hotpatch=?");
	refused_edit("meminfo_proc_show", "memin\x1b[2J_\nshow", -EINVAL, "can be printed");
	refused_edit("fs/proc/meminfo.c", "fs/proc\nmeminfo.c", -EINVAL, "can be printed");
	refused_edit("schedule", "sche\nule", -EINVAL, "sche?ule");
	refused_edit("show_a:show:fs", "show_a:sh\nw:fs", -EINVAL, "sh?w");
}

/* Errors in the list of functions. */
static void test_functions(void **state)
{
	uint8_t *c = copy(), *list = find_bytes(c, "meminfo_proc_show", 18);

	(void)state;
	memset(list, 'a', HP_NAME_LEN);
	refused(c, good_len, -EINVAL, "NUL");
	memset(list, 0, HP_NAME_LEN);
	refused(c, good_len, -EINVAL, "nothing");
	free(c);
	c = copy();
	list = find_bytes(c, "meminfo_proc_show", 18);
	list[2 * 328] = 'x';	/* the ender: now there is none, and this one has no replacement */
	refused(c, good_len, -EINVAL, "replacement");
	free(c);
}

static void edit_section(uint8_t *c, const char *name, void (*edit)(Elf64_Shdr *), uint32_t type)
{
	struct elfview v;
	struct elfpart p;

	assert_int_equal(elfview_open(&v, c, good_len), 0);
	assert_int_equal(elfview_find(&v, name, type, &p), 1);
	edit(&p.sh);
	memcpy(c + v.eh.e_shoff + p.index * sizeof(p.sh), &p.sh, sizeof(p.sh));
}

static void odd_size(Elf64_Shdr *sh) { sh->sh_size -= 8; }
static void one_less(Elf64_Shdr *sh) { sh->sh_size -= 328; }
static void far_away(Elf64_Shdr *sh) { sh->sh_offset = -16; }
static void no_type(Elf64_Shdr *sh) { sh->sh_type = SHT_NOTE; }
static void no_strings(Elf64_Shdr *sh) { sh->sh_link = 9999; }
static void last_left_out(Elf64_Shdr *sh) { sh->sh_size--; }
static void all_left_out(Elf64_Shdr *sh) { sh->sh_size = 1; }
static void nothing(Elf64_Shdr *sh) { sh->sh_size = 0; }
static void cut(Elf64_Shdr *sh) { sh->sh_size = 13; }

static void accepted_edit(void (*edit)(Elf64_Shdr *), uint32_t size_of_first)
{
	uint8_t *c = copy();
	struct patchfile pf;
	struct pf_error err;

	edit_section(c, ".hotpatch.bodies", edit, SHT_PROGBITS);
	assert_int_equal(patchfile_parse(&pf, c, good_len, &err), 0);
	assert_int_equal(pf.funcs[0].body.size, size_of_first);
	assert_int_equal(pf.funcs[1].body.size, 0);
	patchfile_free(&pf);
	free(c);
}

/* A list that ends before the last function says nothing of the rest; nor does a patch without the section. */
static void test_fewer_bodies(void **state)
{
	(void)state;
	accepted_edit(last_left_out, 300);
	accepted_edit(all_left_out, 0);
	accepted_edit(no_type, 0);
}

static void test_sections(void **state)
{
	static const struct {
		const char *name;
		uint32_t type;
		void (*edit)(Elf64_Shdr *);
		int code;
		const char *word;
	} cases[] = {
		{ ".init.hotpatch", SHT_PROGBITS, odd_size, -EINVAL, "328" },
		{ ".init.hotpatch", SHT_PROGBITS, one_less, -EINVAL, "empty entry" },
		{ ".init.hotpatch", SHT_PROGBITS, far_away, -EBADMSG, "runs out" },
		{ ".init.hotpatch", SHT_PROGBITS, no_type, -EINVAL, ".init.hotpatch" },
		{ ".rela.init.hotpatch", SHT_RELA, no_type, -EINVAL, "replacement" },
		{ ".symtab", SHT_SYMTAB, no_type, -EINVAL, "symbol table" },
		{ ".symtab", SHT_SYMTAB, no_strings, -EBADMSG, "symbol names" },
		{ ".hotpatch.bodies", SHT_PROGBITS, nothing, -EINVAL, "1048576" },
		{ ".hotpatch.bodies", SHT_PROGBITS, cut, -EINVAL, "meminfo_proc_show" },
		{ ".shstrtab", SHT_STRTAB, far_away, -EBADMSG, "runs out" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t *c = copy();

		edit_section(c, cases[i].name, cases[i].edit, cases[i].type);
		refused(c, good_len, cases[i].code, cases[i].word);
		free(c);
	}
}

/* Every truncation is refused; ASan sees to it that none of them reads past its end. */
static void test_truncated(void **state)
{
	struct patchfile pf;
	struct pf_error err;

	(void)state;
	for (size_t len = 0; len < good_len; len++) {
		uint8_t *c = malloc(len ? len : 1);
		int ret;

		memcpy(c, good, len);
		ret = patchfile_parse(&pf, c, len, &err);
		assert_true(ret < 0);
		free(c);
	}
}

/* One byte wrong anywhere: the file is refused or parsed; ASan sees to it that nothing else happens. */
static void test_flipped(void **state)
{
	struct patchfile pf;
	struct pf_error err;

	(void)state;
	for (size_t i = 0; i < good_len; i++) {
		uint8_t *c = copy();

		c[i] ^= 0xff;
		if (!patchfile_parse(&pf, c, good_len, &err))
			patchfile_free(&pf);
		free(c);
	}
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_builds),
		cmocka_unit_test(test_symbol_of_module),
		cmocka_unit_test(test_symbol_by_position),
		cmocka_unit_test(test_symbol_by_less),
		cmocka_unit_test(test_kernel),
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_bad_bodies),
		cmocka_unit_test(test_fewer_bodies),
		cmocka_unit_test(test_cut_bodies),
		cmocka_unit_test(test_many_places),
		cmocka_unit_test(test_no_paths_in_modules),
		cmocka_unit_test(test_packed),
		cmocka_unit_test(test_imports),
		cmocka_unit_test(test_signature_after_it),
		cmocka_unit_test(test_not_modules),
		cmocka_unit_test(test_class_and_type),
		cmocka_unit_test(test_no_patch),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_functions),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_sections),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_flipped),
	};
	FILE *f = fopen(test_path(argc, argv, "patches/fix.ko"), "re");

	if (!f)
		return 2;
	good = malloc(1 << 16);
	good_len = fread(good, 1, 1 << 16, f);
	fclose(f);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
