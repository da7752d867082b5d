// SPDX-License-Identifier: GPL-2.0-only
/*
 * bpftramp.c - puts a BPF trampoline around a function of the kernel (fexit, which calls the function from
 * code made at run time), and keeps it until it is killed.
 *
 *	bpftramp FUNCTION	prints "attached" once it is; exit status 77: this kernel cannot
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char log_text[4096];

static void *read_btf(size_t *len)
{
	int fd = open("/sys/kernel/btf/vmlinux", O_RDONLY);
	struct stat st;
	size_t at = 0;
	ssize_t n;
	char *data;

	if (fd < 0 || fstat(fd, &st))
		return NULL;
	data = malloc(st.st_size);
	while (data && (n = read(fd, data + at, st.st_size - at)) > 0)
		at += n;
	close(fd);
	*len = at;
	return data;
}

/* Bytes that follow struct btf_type. */
static size_t tail_of(const struct btf_type *t)
{
	unsigned int n = BTF_INFO_VLEN(t->info);

	switch (BTF_INFO_KIND(t->info)) {
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return 4;
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return n * sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return n * sizeof(struct btf_enum);
	case 19:	/* BTF_KIND_ENUM64, which is younger than these headers */
	case BTF_KIND_DATASEC:
		return n * 12;
	case BTF_KIND_FUNC_PROTO:
		return n * sizeof(struct btf_param);
	}
	return 0;
}

/* The number of a function's type; 0: it has none. */
static unsigned int btf_id(const char *function)
{
	size_t len;
	const char *data = read_btf(&len), *p, *end, *strings;
	const struct btf_header *h = (const void *)data;
	unsigned int id = 1;

	if (!data)
		return 0;
	p = data + h->hdr_len + h->type_off;
	end = p + h->type_len;
	strings = data + h->hdr_len + h->str_off;
	for (; p < end; id++) {
		const struct btf_type *t = (const void *)p;

		if (BTF_INFO_KIND(t->info) == BTF_KIND_FUNC && !strcmp(strings + t->name_off, function))
			return id;
		p += sizeof(*t) + tail_of(t);
	}
	return 0;
}

static int load(unsigned int id)
{
	static const struct bpf_insn code[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_TRACING;
	attr.expected_attach_type = BPF_TRACE_FEXIT;
	attr.attach_btf_id = id;
	attr.insns = (unsigned long)code;
	attr.insn_cnt = sizeof(code) / sizeof(code[0]);
	attr.license = (unsigned long)"GPL";
	attr.log_buf = (unsigned long)log_text;
	attr.log_size = sizeof(log_text);
	attr.log_level = 1;
	return syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr));
}

static int attach(int prog)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.raw_tracepoint.prog_fd = prog;
	return syscall(SYS_bpf, BPF_RAW_TRACEPOINT_OPEN, &attr, sizeof(attr));
}

int main(int argc, char **argv)
{
	unsigned int id = argc == 2 ? btf_id(argv[1]) : 0;
	int prog = id ? load(id) : -1;

	if (prog < 0 || attach(prog) < 0) {
		printf("bpftramp: type %u, %s, %s\n", id, strerror(errno), log_text);
		return 77;
	}
	printf("attached\n");
	fflush(stdout);
	pause();
	return 0;
}
