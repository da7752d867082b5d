// SPDX-License-Identifier: GPL-2.0-only
/* compiler_test.c - what compiled the kernel, told from lines that real kernels and odd builders have. */
#include <unistd.h>

#include "device/compiler.h"
#include "rig/rig.h"

static char root[] = "/tmp/hp-compiler-XXXXXX";

/* NULL: there is no such file. */
static bool ask(const char *line, struct compiler *c)
{
	char path[64];
	struct rig r;
	bool known;
	FILE *f;

	rig_start(&r, false);
	r.s.kernel_root = root;
	snprintf(path, sizeof(path), "%s/proc/version", root);
	unlink(path);
	if (line) {
		f = fopen(path, "w");
		assert_non_null(f);
		fputs(line, f);
		fclose(f);
	}
	known = compiler_of_kernel(&r.s, c);
	rig_end(&r);
	return known;
}

static void test_known(void **state)
{
	static const struct {
		const char *line, *text;
		bool trusts;
	} known[] = {
		{ "Linux version 7.2.13+deb14-amd64 (debian-kernel@lists.debian.org) (x86_64-linux-gnu-gcc-16 (Debian "
		  "16.2.0-4) 16.2.0, GNU ld (GNU Binutils for Debian) 2.47) #1 SMP PREEMPT_DYNAMIC\n",
		  "gcc 16.2.0", true },
		{ "Linux version 6.1.0-57-amd64 (debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) "
		  "12.2.0, GNU ld (GNU Binutils for Debian) 2.40) #1 SMP PREEMPT_DYNAMIC\n", "gcc 12.2.0", false },
		{ "Linux version 5.10.0-46-amd64 (a@b) (gcc-10 (Debian 10.2.1-6) 10.2.1 20210110, GNU ld 2.35.2) #1\n",
		  "gcc 10.2.1", false },
		{ "Linux version 6.9.0 (a@b) (gcc (GCC) 14.2.0, GNU ld 2.42) #1\n", "gcc 14.2.0", true },
		{ "Linux version 6.9.0 (a@b) (gcc (GCC) 13.3.1 20240611 (Red Hat 13.3.1-2), GNU ld 2.41) #1\n",
		  "gcc 13.3.1", false },
		{ "Linux version 4.19.0 (a@b) (gcc version 8.3.0 (Debian 8.3.0-6)) #1\n", "gcc 8.3.0", false },
		{ "Linux version 6.6.1 (a@b) (aarch64-poky-linux-gcc (GCC) 14, GNU ld 2.42) #1\n", "gcc 14", true },
		{ "Linux version 6.6.1 (a@b) (cc (Debian 14.2.0-19) 14.2.0, GNU ld 2.42) #1\n", "gcc 14.2.0", true },
		{ "Linux version 6.6.1 (a@b) (arm-acme-cc-9.5 (GCC) 9.5.0, GNU ld 2.42) #1\n", "gcc 9.5.0", false },
		{ "Linux version 6.6.1 (a@b) (Debian clang version 19.1.7 (3+b1), GNU ld 2.44) #1\n",
		  "clang 19.1.7", true },
		{ "Linux version 5.10.9 (a@b) (Android (7284624, based on r416183b) clang version 12.0.5 (https://x 1), "
		  "LLD 12.0.5) #1\n", "clang 12.0.5", true },
		{ "Linux version 6.6.1 (a@b) (Ubuntu clang version 14.0.0-1ubuntu1.1, Ubuntu LLD 14.0.0) #1\n",
		  "clang 14.0.0", true },
		/* a release and a builder that look like compilers */
		{ "Linux version 6.6.1-gcc-16.1.0 (gcc-16 16.1.0@clang) (gcc (GCC) 12.1.0, clang 19) #1\n",
		  "gcc 12.1.0", false },
	};
	struct compiler c;

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (!ask(known[i].line, &c))
			fail_msg("not known: %s", known[i].line);
		assert_string_equal(c.text, known[i].text);
		assert_int_equal(compiler_trusts_returns(&c), known[i].trusts);
	}
}

static void test_not_known(void **state)
{
	static const char * const lines[] = {
		NULL, "", "\n", "(", ")(", "Linux version 6.6.1\n", "Linux version 6.6.1 (a@b) (",
		"Linux version 6.6.1 (a@b) ()", "Linux version 6.6.1 (a@b) (,)", "Linux version 6.6.1 (a@b) #1 (gcc 16.1)",
		"Linux version 6.6.1 (a@b) (gcc) #1", "Linux version 6.6.1 (a@b) (gcc (GCC 16.1.0) #1",
		"Linux version 6.6.1 (a@b) (16.1.0 gcc) #1", "Linux version 6.6.1 (a@b) (gcc, GNU ld 16.1) #1",
		"Linux version 6.6.1 (a@b) (icc (ICC) 19.0.5) #1", "Linux version 6.6.1 (a@b) (tcc version 16.1) #1",
		"Linux version 6.6.1 (a@b) (gcc clang 16.1) #1", "Linux version 6.6.1 (a(@b) (gcc (GCC) 16.1.0) #1",
		"Linux version 6.6.1 (a@b) (gcc (GCC), GNU ld 16.1) #1", "Linux version 6.6.1 (a@b)_(gcc (GCC) 16.1) #1",
	};
	char line[2048];
	struct compiler c;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (ask(lines[i], &c))
			fail_msg("taken for %s: %s", c.text, lines[i]);
	memset(line, '(', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	assert_false(ask(line, &c));
	memcpy(line, "x (y) (", 7);
	assert_false(ask(line, &c));
}

/* A version that is longer than there is room for, or than a number is. */
static void test_long(void **state)
{
	char line[400] = "x (y) (gcc 9";
	struct compiler c;

	(void)state;
	memset(line + 12, '9', 300);
	strcpy(line + 312, ") #1");
	assert_true(ask(line, &c));
	assert_int_equal(strlen(c.text), sizeof(c.text) - 1);
	assert_true(compiler_trusts_returns(&c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_not_known),
		cmocka_unit_test(test_long),
	};
	int failed;

	if (!mkdtemp(root))
		return 1;
	rig_shell("mkdir %s/proc", root);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	rig_shell("rm -r %s", root);
	return failed;
}
