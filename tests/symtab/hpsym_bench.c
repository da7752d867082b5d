// SPDX-License-Identifier: GPL-2.0-only
/*
 * hpsym_bench.c - what the calls of the table reader cost, over all symbols of a real table.
 *
 * By itself it prints times.  Under callgrind it dumps the instructions of each kind of call, which
 * "make -C symtab bench" divides by the number of symbols: that number does not depend on the load
 * of the machine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <valgrind/callgrind.h>

#include "hpsym/hpsym.h"

struct bench {
	struct hpsym t;
	char **names;
	uint64_t *addrs;
};

static void do_find(const struct bench *b, uint32_t i)
{
	struct hpsym_sym s;
	uint32_t iter = 0;

	hpsym_find(&b->t, b->names[i], &iter, &s);
}

static void do_name(const struct bench *b, uint32_t i)
{
	char name[HPSYM_NAME_LEN];

	hpsym_name(&b->t, i, name, sizeof(name));
}

static void do_get(const struct bench *b, uint32_t i)
{
	struct hpsym_sym s;

	hpsym_get(&b->t, i, &s);
}

static void do_at(const struct bench *b, uint32_t i)
{
	struct hpsym_sym s;

	hpsym_at(&b->t, b->addrs[i] + 1, &s);
}

static const struct {
	const char *name;
	void (*run)(const struct bench *b, uint32_t i);
} calls[] = {
	{ "find", do_find }, { "name", do_name }, { "get", do_get }, { "at", do_at },
};

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ull + ts.tv_nsec;
}

static void *read_all(const char *path, size_t *len)
{
	FILE *in = fopen(path, "re");
	char *p = NULL;

	if (!in)
		return NULL;
	if (!fseek(in, 0, SEEK_END)) {
		*len = ftell(in);
		rewind(in);
		p = malloc(*len + 1);
		if (p && fread(p, 1, *len, in) != *len)
			*len = 0;	/* which hpsym_open() refuses */
	}
	fclose(in);
	return p;
}

/* Names and addresses, ready before anything is measured. */
static int prepare(struct bench *b)
{
	char name[HPSYM_NAME_LEN];
	struct hpsym_sym s;
	uint32_t i;

	b->names = calloc(b->t.nsyms, sizeof(*b->names));
	b->addrs = calloc(b->t.nsyms, sizeof(*b->addrs));
	if (!b->names || !b->addrs)
		return -1;
	for (i = 0; i < b->t.nsyms; i++) {
		if (hpsym_get(&b->t, i, &s) != 1 || hpsym_name(&b->t, i, name, sizeof(name)) < 0)
			return -1;
		b->addrs[i] = s.addr;
		b->names[i] = strdup(name);
		if (!b->names[i])
			return -1;
	}
	return 0;
}

static void measure(const struct bench *b, size_t call)
{
	uint64_t begin;
	uint32_t i;

	CALLGRIND_ZERO_STATS;
	begin = now_ns();
	for (i = 0; i < b->t.nsyms; i++)
		calls[call].run(b, i);
	printf("hpsym_%s: %llu ns a call\n", calls[call].name,
	       (unsigned long long)((now_ns() - begin) / b->t.nsyms));
	CALLGRIND_DUMP_STATS_AT(calls[call].name);
}

int main(int argc, char **argv)
{
	struct bench b = { 0 };
	uint64_t begin;
	size_t len, i;
	void *p = argc == 2 ? read_all(argv[1], &len) : NULL;

	begin = now_ns();
	if (!p || hpsym_open(&b.t, p, len) || !b.t.nsyms) {
		fprintf(stderr, "usage: hpsym_bench TABLE\n");
		return 64;
	}
	printf("%u symbols; hpsym_open: %llu us\n", b.t.nsyms,
	       (unsigned long long)(now_ns() - begin) / 1000);
	if (prepare(&b)) {
		fprintf(stderr, "hpsym_bench: %s: a symbol is damaged\n", argv[1]);
		return 1;
	}
	for (i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		measure(&b, i);
	return 0;
}
