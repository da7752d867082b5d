// SPDX-License-Identifier: GPL-2.0-only
/*
 * rawcall - makes one system call and prints what the kernel returned: a negative number is an errno.
 *
 *	rawcall [-32] NUMBER|NAME [ARG]...
 *
 * NAME: one of those in calls[], whose numbers are another architecture's as well; not with -32.
 * An ARG is a number; "buf", a page of zeros; "word=N", a page that begins with the 32-bit N; "bad", an address
 * that faults; or "text=STRING".  After the result comes the first 64-bit number of each "buf".  -32: as a 32-bit
 * program calls it (int $0x80), x86-64 only; status 2 elsewhere.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ARGS 6

static const struct {
	const char *name;
	long nr;
} calls[] = {
	{ "getcpu", SYS_getcpu },
	{ "getpriority", SYS_getpriority },
	{ "msgctl", SYS_msgctl },
	{ "msgget", SYS_msgget },
	{ "semctl", SYS_semctl },
	{ "shmctl", SYS_shmctl },
	{ "sysinfo", SYS_sysinfo },
};

#ifdef __x86_64__
#define LOW MAP_32BIT	/* where a 32-bit program's pointers reach */
#else
#define LOW 0
#endif

static long call_32(long nr, const long *arg)
{
#ifdef __x86_64__
	long ret;

	/* The sixth argument would be in rbp, which gcc keeps to itself. */
	asm volatile("int $0x80" : "=a"(ret)
		     : "a"(nr), "b"(arg[0]), "c"(arg[1]), "d"(arg[2]), "S"(arg[3]), "D"(arg[4])
		     : "memory", "r8", "r9", "r10", "r11");
	return (int)ret;
#else
	(void)nr;
	(void)arg;
	exit(2);
#endif
}

static long call(long nr, const long *arg)
{
	long ret = syscall(nr, arg[0], arg[1], arg[2], arg[3], arg[4], arg[5]);

	return ret == -1 ? -errno : ret;
}

static void *page(int prot)
{
	void *p = mmap(NULL, 4096, prot, MAP_PRIVATE | MAP_ANONYMOUS | LOW, -1, 0);

	if (p == MAP_FAILED) {
		perror("rawcall: mmap");
		exit(1);
	}
	return p;
}

static long argument(const char *text)
{
	void *p;

	if (!strcmp(text, "bad"))
		return (long)page(PROT_NONE);
	if (!strcmp(text, "buf"))
		return (long)page(PROT_READ | PROT_WRITE);
	if (!strncmp(text, "word=", 5)) {
		p = page(PROT_READ | PROT_WRITE);
		*(unsigned int *)p = strtoul(text + 5, NULL, 0);
		return (long)p;
	}
	if (!strncmp(text, "text=", 5))
		return (long)strncpy(page(PROT_READ | PROT_WRITE), text + 5, 4095);
	return strtol(text, NULL, 0);
}

static long number(const char *text)
{
	size_t i;

	for (i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		if (!strcmp(text, calls[i].name))
			return calls[i].nr;
	return strtol(text, NULL, 0);
}

int main(int argc, char **argv)
{
	int narrow = argc > 1 && !strcmp(argv[1], "-32");
	long arg[ARGS] = { 0 }, ret;
	int i;

	argc -= narrow;
	argv += narrow;
	if (argc < 2 || argc - 2 > ARGS - narrow) {
		fprintf(stderr, "usage: rawcall [-32] NUMBER|NAME [ARG]...\n");
		return 64;
	}
	for (i = 2; i < argc; i++)
		arg[i - 2] = argument(argv[i]);
	ret = narrow ? call_32(strtol(argv[1], NULL, 0), arg) : call(number(argv[1]), arg);
	printf("%ld", ret);
	for (i = 2; i < argc; i++) {
		if (!strcmp(argv[i], "buf"))
			printf(" %llu", *(unsigned long long *)arg[i - 2]);
	}
	putchar('\n');
	return 0;
}
