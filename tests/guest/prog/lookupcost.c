// SPDX-License-Identifier: GPL-2.0-only
/*
 * lookupcost - what the module's symbol table costs, in nanoseconds.
 *
 *	lookupcost TABLE <NAMES
 *
 * NAMES has a symbol name a line.  Prints "give N" (HP_IOC_TABLE: median of RUNS), "with N" and
 * "without N" (HP_IOC_LOOKUP of a name: mean over all names, with the table and with kallsyms alone),
 * and "names N".  Leaves the table with the module.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "../../../hotpatch-kmod/hotpatch_uapi.h"

#define RUNS		5
#define MAX_NAMES	2000
#define MAX_SYMS	64

static char names[MAX_NAMES][HP_NAME_LEN];
static int count;
static int dev;

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static int64_t give(const void *data, size_t len)
{
	struct hp_table t = { .data = (uintptr_t)data, .len = len };
	int64_t start = now_ns();

	if (ioctl(dev, HP_IOC_TABLE, &t))
		die("HP_IOC_TABLE");
	return now_ns() - start;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int64_t median_give(const void *data, size_t len)
{
	int64_t times[RUNS];

	for (int i = 0; i < RUNS; i++) {
		give(NULL, 0);
		times[i] = give(data, len);
	}
	qsort(times, RUNS, sizeof(times[0]), by_size);
	return times[RUNS / 2];
}

static int64_t mean_lookup(void)
{
	static struct hp_sym syms[MAX_SYMS];
	int64_t sum = 0;

	for (int i = 0; i < count; i++) {
		struct hp_lookup l = { .syms = (uintptr_t)syms, .max = MAX_SYMS };
		int64_t start;

		strcpy(l.ref.name, names[i]);
		start = now_ns();
		if (ioctl(dev, HP_IOC_LOOKUP, &l))
			die("HP_IOC_LOOKUP");
		sum += now_ns() - start;
		if (!l.count)
			fprintf(stderr, "lookupcost: %s: not found\n", names[i]);
	}
	return sum / count;
}

static void *map(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *p;

	if (fd < 0 || fstat(fd, &st))
		die(path);
	*len = st.st_size;
	/* MAP_POPULATE: the file is read now, so that this is not measured. */
	p = mmap(NULL, *len, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (p == MAP_FAILED)
		die(path);
	close(fd);
	return p;
}

int main(int argc, char **argv)
{
	char line[HP_NAME_LEN + 1];
	size_t len;
	void *table;

	if (argc != 2) {
		fprintf(stderr, "usage: lookupcost TABLE <NAMES\n");
		return 64;
	}
	while (count < MAX_NAMES && fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = 0;
		strcpy(names[count++], line);
	}
	dev = open(HP_DEVICE, O_RDWR | O_CLOEXEC);
	if (dev < 0)
		die(HP_DEVICE);
	if (!count)
		return 64;
	table = map(argv[1], &len);
	printf("give %lld\n", (long long)median_give(table, len));
	printf("with %lld\n", (long long)mean_lookup());
	give(NULL, 0);
	printf("without %lld\n", (long long)mean_lookup());
	give(table, len);
	printf("names %d\n", count);
	return 0;
}
