// SPDX-License-Identifier: GPL-2.0-only
/*
 * unpack.c - takes the kernel's image out of the file that is booted.
 *
 * x86's bzImage has an ELF file in it, compressed; arm64 boots a flat image as it is, compressed with gzip, or
 * inside an EFI program (zboot).  The compressors' own programs unpack it: one of them is at hand wherever a
 * kernel was packed with it, and their libraries need not be.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "in/mapped.h"
#include "match/unpack.h"

/* Of x86's boot protocol and of arm64's, Documentation/arch/x86/boot.rst and arm64/booting.rst. */
#define X86_MAGIC	0x202
#define X86_SECTORS	0x1f1		/* of the part that runs in real mode, without the first */
#define X86_PAYLOAD	0x248		/* where it is behind that part, and its length */
#define X86_HEADER	0x250
#define ARM64_MAGIC	0x38
#define ZBOOT_MAGIC	4
#define ZBOOT_PAYLOAD	8		/* where it is, and its length */
#define ZBOOT_HEADER	0x38

struct payload {
	const uint8_t *bytes;
	size_t size;
	bool sized;			/* the unpacked size is appended, 4 bytes, if the packer's data lack it */
};

static const struct packer {
	const char *magic;
	size_t length;
	const char *program;
	bool has_size;
} packers[] = {
	{ "\x1f\x8b", 2, "gzip", true },
	{ "\xfd" "7zXZ", 5, "xz", false },
	{ "\x28\xb5\x2f\xfd", 4, "zstd", false },
	{ "\x02\x21\x4c\x18", 4, "lz4", false },
	{ "BZh", 3, "bzip2", false },
};

static const struct packer *packer_of(const struct payload *p)
{
	size_t i;

	for (i = 0; i < sizeof(packers) / sizeof(*packers); i++)
		if (p->size > packers[i].length &&
		    !memcmp(p->bytes, packers[i].magic, packers[i].length))
			return &packers[i];
	return NULL;
}

static size_t number(const uint8_t *p)
{
	return p[0] | p[1] << 8 | p[2] << 16 | (size_t)p[3] << 24;
}

static bool has(const struct mapped *in, size_t offset, const char *magic)
{
	return in->size >= offset + 4 && !memcmp(in->bytes + offset, magic, 4);
}

static int cut(const struct mapped *in, size_t offset, size_t size, struct payload *p, const char *path,
	       struct fail *f)
{
	if (offset > in->size || size > in->size - offset)
		return fail(f, "%s: expected %zu bytes at %zu, found %zu in all: was it cut off?", path,
			    size, offset, in->size);
	p->bytes = in->bytes + offset;
	p->size = size;
	return 0;
}

/* Where the image is, packed or not. */
static int find_payload(const struct mapped *in, struct payload *p, const char *path, struct fail *f)
{
	const uint8_t *b = in->bytes;

	*p = (struct payload){ .bytes = in->bytes, .size = in->size };
	p->sized = in->size >= X86_HEADER && has(in, X86_MAGIC, "HdrS");
	if (p->sized)
		return cut(in, (b[X86_SECTORS] + 1) * 512 + number(b + X86_PAYLOAD),
			   number(b + X86_PAYLOAD + 4), p, path, f);
	if (in->size >= ZBOOT_HEADER && has(in, ZBOOT_MAGIC, "zimg"))
		return cut(in, number(b + ZBOOT_PAYLOAD), number(b + ZBOOT_PAYLOAD + 4), p, path, f);
	if (in->size >= ZBOOT_HEADER + 4 && has(in, ARM64_MAGIC, "ARM\x64"))
		return 0;
	if (packer_of(p))
		return 0;
	return fail(f, "%s: expected a bzImage, an arm64 Image, or one in a gzip or EFI zboot file", path);
}

static int write_all(int fd, const struct payload *p)
{
	size_t done = 0;

	while (done < p->size) {
		ssize_t n = write(fd, p->bytes + done, p->size - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		done += n;
	}
	return 0;
}

/* What the program has to say against the data is not passed on: one line tells all. */
static pid_t start(const char *program, int in, int out)
{
	pid_t pid = fork();
	int null;

	if (pid)
		return pid;
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (null >= 0)
		dup2(null, STDERR_FILENO);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	signal(SIGPIPE, SIG_DFL);
	execlp(program, program, "-dc", (char *)NULL);
	_exit(127);
}

static int run(const struct packer *packer, const struct payload *p, int out, struct fail *f)
{
	int ends[2], status = 0, bad;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return fail(f, "pipe: %s", strerror(errno));
	pid = start(packer->program, ends[0], out);
	close(ends[0]);
	bad = pid < 0 ? -1 : write_all(ends[1], p);
	close(ends[1]);
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return fail(f, "%s: %s", packer->program, strerror(errno));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return fail(f, "the image is packed with %s, and there is no such program here",
			    packer->program);
	if (bad || status)
		return fail(f, "%s could not unpack the image: is the file damaged?", packer->program);
	return 0;
}

static int unpack(struct payload *p, int out, struct fail *f)
{
	const struct packer *packer = packer_of(p);

	if (!packer)
		return write_all(out, p) ? fail(f, "writing: %s", strerror(errno)) : 0;
	if (p->sized && !packer->has_size && p->size > 4)
		p->size -= 4;
	return run(packer, p, out, f);
}

/* What was in it must be what hp-match takes. */
static int check(int out, const char *path, struct fail *f)
{
	uint8_t head[ARM64_MAGIC + 4] = { 0 };

	if (pread(out, head, sizeof(head), 0) != sizeof(head) ||
	    (memcmp(head, ELFMAG, SELFMAG) && memcmp(head + ARM64_MAGIC, "ARM\x64", 4)))
		return fail(f, "%s: expected an ELF file or an arm64 Image in it, found neither", path);
	return 0;
}

static int unpack_file(const struct mapped *in, const char *path, int out, struct fail *f)
{
	struct payload p;

	if (find_payload(in, &p, path, f))
		return -1;
	return unpack(&p, out, f) || check(out, path, f) ? -1 : 0;
}

int match_unpack(const char *vmlinuz, const char *out, struct fail *f)
{
	struct mapped in = { 0 };
	char *part;
	int fd, ret;

	signal(SIGPIPE, SIG_IGN);
	if (mapped_open(&in, vmlinuz, "a kernel", f))
		return -1;
	if (asprintf(&part, "%s.part", out) < 0) {
		mapped_close(&in);
		return fail(f, "out of memory");
	}
	fd = open(part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	ret = fd < 0 ? fail(f, "%s: %s", part, strerror(errno)) : unpack_file(&in, vmlinuz, fd, f);
	if (fd >= 0 && close(fd) && !ret)
		ret = fail(f, "%s: %s", part, strerror(errno));
	if (!ret && rename(part, out))
		ret = fail(f, "%s: %s", out, strerror(errno));
	if (ret && fd >= 0)
		unlink(part);
	free(part);
	mapped_close(&in);
	return ret;
}
