// SPDX-License-Identifier: GPL-2.0-only
/*
 * sizes.c - a caller that is older or newer than the module: smaller structs and larger ones, in commands and
 * in rows.  Prints "ok WHAT" and "not ok WHAT".
 *
 *	sizes FUNCTION	a function of the kernel
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include "../../../hotpatch-kmod/hotpatch_uapi.h"

#define MORE 24		/* so many bytes more does the caller know */

static int fd, failed;

static void verdict(const char *what, int good)
{
	printf("%s %s\n", good ? "ok" : "not ok", what);
	failed |= !good;
}

static unsigned int with_size(unsigned int cmd, unsigned int size)
{
	return (cmd & ~(_IOC_SIZEMASK << _IOC_SIZESHIFT)) | size << _IOC_SIZESHIFT;
}

/* 0 or the errno. */
static int call(unsigned int cmd, unsigned int size, void *arg)
{
	return ioctl(fd, with_size(cmd, size), arg) ? errno : 0;
}

static int all_are(const unsigned char *p, size_t n, unsigned char value)
{
	while (n && *p == value) {
		p++;
		n--;
	}
	return !n;
}

static void info(void)
{
	struct {
		struct hp_info info;
		unsigned char more[MORE];
	} big;
	struct hp_info small;

	memset(&small, 0xaa, sizeof(small));
	verdict("INFO for who knows its first 8 bytes",
		!call(HP_IOC_INFO, 8, &small) && small.version == HP_VERSION &&
		all_are((unsigned char *)&small + 8, sizeof(small) - 8, 0xaa));
	verdict("INFO for who knows 4: ENOTTY", call(HP_IOC_INFO, 4, &small) == ENOTTY);
	memset(&big, 0xaa, sizeof(big));
	verdict("INFO for who knows more: the rest is zero",
		!call(HP_IOC_INFO, sizeof(big), &big) && big.info.version == HP_VERSION &&
		all_are(big.more, MORE, 0));
	verdict("the oldest version served is one that has sizes", big.info.oldest == HP_VERSION_SIZES);
}

struct row {
	struct hp_patch patch;
	unsigned char more[MORE];
};

static void list(void)
{
	struct row rows[2];
	struct hp_patch patches[2];
	struct {
		struct hp_list l;
		unsigned char more[MORE];
	} big = { .l = { .patches = (__u64)(unsigned long)rows, .max = 2, .patch_size = sizeof(*rows) } };
	struct hp_list l = { .patches = (__u64)(unsigned long)patches, .max = 2 };

	memset(rows, 0xaa, sizeof(rows));
	verdict("LIST in rows of more than it knows",
		!call(HP_IOC_LIST, sizeof(big), &big) && big.l.count == 2 &&
		!strcmp(rows[0].patch.name, "cmdline") && !strcmp(rows[1].patch.name, "meminfo") &&
		all_are(rows[0].more, MORE, 0) && all_are(rows[1].more, MORE, 0));
	big.more[3] = 1;
	verdict("LIST with something it does not know: E2BIG",
		call(HP_IOC_LIST, sizeof(big), &big) == E2BIG);
	verdict("LIST of version 3: ENOTTY", call(HP_IOC_LIST, 16, &l) == ENOTTY);
	verdict("LIST without a row size: EINVAL", call(HP_IOC_LIST, sizeof(l), &l) == EINVAL);
	l.patch_size = sizeof(*patches) - 8;
	verdict("LIST in rows of less than version 4: EINVAL", call(HP_IOC_LIST, sizeof(l), &l) == EINVAL);
	l.patch_size = 1 << 20;
	verdict("LIST in rows of a megabyte: EINVAL", call(HP_IOC_LIST, sizeof(l), &l) == EINVAL);
	l.patch_size = sizeof(*patches);
	verdict("LIST in rows of just that", !call(HP_IOC_LIST, sizeof(l), &l) &&
		!strcmp(patches[1].name, "meminfo"));
}

static void targets(const char *function)
{
	struct {
		struct hp_target t;
		unsigned char more[MORE];
	} rows[2];
	struct hp_funcs f = { .patch = "meminfo", .targets = (__u64)(unsigned long)rows, .max = 1,
			      .target_size = sizeof(*rows) };
	struct hp_check c = { .targets = (__u64)(unsigned long)rows, .count = 2,
			      .target_size = sizeof(*rows), .blocker_size = sizeof(struct hp_blocker) };

	memset(rows, 0xaa, sizeof(rows));
	verdict("FUNCS in rows of more", !call(HP_IOC_FUNCS, sizeof(f), &f) && f.count == 1 &&
		!strcmp(rows[0].t.ref.name, "meminfo_proc_show") && all_are(rows[0].more, MORE, 0) &&
		all_are(rows[1].more, MORE, 0xaa));
	memset(rows, 0, sizeof(rows));
	strcpy(rows[0].t.ref.name, "no_such_function");
	strcpy(rows[1].t.ref.name, function);
	verdict("CHECK in rows of more", !call(HP_IOC_CHECK, sizeof(c), &c) &&
		rows[0].t.verdict.reason == HP_R_SYMBOL && rows[1].t.sym.addr &&
		!strcmp(rows[1].t.sym.name, function));
	c.blocker_size = 8;
	verdict("CHECK with small blockers: EINVAL", call(HP_IOC_CHECK, sizeof(c), &c) == EINVAL);
}

int main(int argc, char **argv)
{
	fd = open(HP_DEVICE, O_RDWR);
	if (argc != 2 || fd < 0) {
		perror(HP_DEVICE);
		return 2;
	}
	info();
	list();
	targets(argv[1]);
	return failed;
}
