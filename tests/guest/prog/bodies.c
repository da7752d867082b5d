// SPDX-License-Identifier: GPL-2.0-only
/*
 * bodies - HP_IOC_BODY about one function, whose code this reads by another way, /proc/kcore.
 *
 *	bodies [MODULE:]FUNCTION SIZE		"ok" and "not ok" lines for its first SIZE bytes
 *	bodies -d FUNCTION SIZE			prints their digest, its lowest byte first
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "../../../hotpatch-kmod/hotpatch_uapi.h"

static int fd, failed;
static struct hp_symref ref;
static uint32_t size;
static uint8_t code[4096];

static void verdict(const char *what, int right)
{
	printf("%sok %s\n", right ? "" : "not ", what);
	failed |= !right;
}

/* 64-bit FNV-1a, of the bytes from..to. */
static uint64_t add(uint64_t digest, uint32_t from, uint32_t to)
{
	for (; from < to; from++)
		digest = (digest ^ code[from]) * 1099511628211u;
	return digest;
}

static uint64_t address(void)
{
	struct hp_sym sym;
	struct hp_lookup l = { .ref = ref, .syms = (uintptr_t)&sym, .max = 1 };

	return ioctl(fd, HP_IOC_LOOKUP, &l) || l.status != HP_SYM_OK ? 0 : sym.addr;
}

static int read_code(uint64_t addr)
{
	int core = open("/proc/kcore", O_RDONLY), ret = -1;
	Elf64_Ehdr eh;
	Elf64_Phdr ph;

	if (core < 0 || pread(core, &eh, sizeof(eh), 0) != sizeof(eh))
		return -1;
	for (int i = 0; i < eh.e_phnum && ret; i++) {
		if (pread(core, &ph, sizeof(ph), eh.e_phoff + i * sizeof(ph)) != sizeof(ph))
			break;
		if (addr >= ph.p_vaddr && addr + size <= ph.p_vaddr + ph.p_memsz)
			ret = pread(core, code, size, ph.p_offset + addr - ph.p_vaddr) == size ? 0 : -1;
	}
	close(core);
	return ret;
}

/* The errno; the answer is in *b. */
static int ask(struct hp_body *b, const struct hp_left_out *left_out, uint32_t count)
{
	b->ref = ref;
	b->left_out = (uintptr_t)left_out;
	b->count = count;
	memset(&b->verdict, 0xaa, sizeof(b->verdict));
	b->found = b->found_size = 0xaa;
	return ioctl(fd, HP_IOC_BODY, b) ? errno : 0;
}

static void digests(void)
{
	const struct hp_left_out parts[] = { { 3, 4 }, { 0, 1 }, { 2, 3 } };
	const struct hp_left_out all = { 0, size };
	uint64_t basis = 14695981039346656037u, whole = add(basis, 0, size);
	uint64_t rest = add(add(add(basis, 0, 3), 8, 10), 13, size);
	struct hp_body b = { .size = size, .digest = whole };

	verdict("it is the function", !ask(&b, NULL, 0) && b.found == whole && b.verdict.reason == HP_R_NONE);
	b.digest ^= 1ull << 63;
	verdict("it is another", !ask(&b, NULL, 0) && b.found == whole && b.verdict.reason == HP_R_OTHER &&
		!strcmp(b.verdict.func.name, ref.name));
	b.digest = rest;
	verdict("it is, but for some places", !ask(&b, parts, 3) && b.found == rest &&
		b.verdict.reason == HP_R_NONE);
	b.digest = basis;
	verdict("nothing of it is compared", !ask(&b, &all, 1) && b.verdict.reason == HP_R_NONE);
	b.size = b.found_size + 4096;
	verdict("it is shorter", !ask(&b, NULL, 0) && b.found == 0 && b.found_size &&
		b.verdict.reason == HP_R_OTHER);
}

static void wrong(void)
{
	const struct hp_left_out beyond = { size, 1 }, wraps[] = { { ~0u, ~0u }, { 1, 1 } };
	struct hp_body b = { .size = size };

	verdict("places beyond its end: EINVAL", ask(&b, &beyond, 1) == EINVAL);
	verdict("places that wrap around: EINVAL", ask(&b, wraps, 2) == EINVAL);
	verdict("more places than there may be: EINVAL", ask(&b, &beyond, HP_MAX_LEFT_OUT + 1) == EINVAL);
	verdict("places at a bad address: EFAULT", ask(&b, (void *)8, 1) == EFAULT);
	b.size = 0;
	verdict("no bytes: EINVAL", ask(&b, NULL, 0) == EINVAL);
	b.size = HP_MAX_BODY + 1;
	verdict("more bytes than there may be: EINVAL", ask(&b, NULL, 0) == EINVAL);
	b.size = size;
	strcpy(ref.name, "no_such_function");
	verdict("no such function", !ask(&b, NULL, 0) && b.verdict.reason == HP_R_SYMBOL && !b.found);
	strcpy(ref.name, "jiffies");
	if (address())
		verdict("no function", !ask(&b, NULL, 0) && b.verdict.reason == HP_R_NOT_FUNCTION && !b.found);
}

int main(int argc, char **argv)
{
	int print = argc == 4 && !strcmp(argv[1], "-d");
	char *colon = argc > 2 ? strchr(argv[1], ':') : NULL;

	fd = open(HP_DEVICE, O_RDWR);
	if (fd < 0 || argc < 3) {
		perror(HP_DEVICE);
		return 2;
	}
	strncpy(ref.name, colon ? colon + 1 : argv[1 + print], sizeof(ref.name) - 1);
	if (colon)
		strncpy(ref.object, argv[1], colon - argv[1]);
	size = atoi(argv[2 + print]);
	if (size < 16 || size > sizeof(code) || !address() || read_code(address())) {
		fprintf(stderr, "bodies: %s cannot be read\n", ref.name);
		return 2;
	}
	if (print) {
		uint64_t digest = add(14695981039346656037u, 0, size);

		for (int i = 0; i < 64; i += 8)
			printf("%02x", (unsigned)(digest >> i & 0xff));
		printf("\n");
		return 0;
	}
	digests();
	wrong();
	return failed;
}
