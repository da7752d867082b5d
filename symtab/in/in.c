// SPDX-License-Identifier: GPL-2.0-only
/*
 * in.c - finds out what an input is, and what all kinds of input have in common.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "in/in.h"

static const char *const kind_names[] = {
	[IN_DETECT] = "auto",
	[IN_VMLINUX] = "vmlinux",
	[IN_MODULE] = "module",
	[IN_TEXT] = "text",
};

int in_kind_by_name(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(kind_names) / sizeof(*kind_names); i++)
		if (!strcmp(name, kind_names[i]))
			return i;
	return -1;
}

/* By its first bytes.  What is no ELF file is taken for text; whether it is shows when it is parsed. */
static int detect(const char *path, enum in_kind *kind, struct fail *f)
{
	unsigned char head[EI_NIDENT + 2] = { 0 };
	FILE *in = fopen(path, "re");
	size_t n;

	if (!in)
		return fail(f, "%s: %s", path, strerror(errno));
	n = fread(head, 1, sizeof(head), in);
	if (ferror(in)) {
		fclose(in);
		return fail(f, "%s: %s", path, strerror(errno));
	}
	fclose(in);
	if (n < sizeof(head) || memcmp(head, ELFMAG, SELFMAG)) {
		*kind = IN_TEXT;
		return 0;
	}
	/* e_type follows e_ident, in the byte order e_ident names */
	*kind = (head[EI_NIDENT] | head[EI_NIDENT + 1]) == ET_REL ? IN_MODULE : IN_VMLINUX;
	return 0;
}

int in_read(struct symset *set, const char *path, enum in_kind kind, struct fail *f)
{
	if (kind == IN_DETECT && detect(path, &kind, f))
		return -1;
	if (kind == IN_TEXT ? in_text(set, path, f) : in_elf(set, path, kind == IN_MODULE, f))
		return -1;
	if (!set->nsyms)
		return fail(f, "%s: no symbols", path);
	symset_place_absolute(set);
	symset_sort(set);
	if (!(set->flags & HPSYM_F_SIZES))
		symset_guess_sizes(set);
	if (!(set->flags & HPSYM_F_MODULE))
		symset_find_base(set);
	return 0;
}

int in_read_notes(struct symset *set, const char *path, struct fail *f)
{
	unsigned char buf[4096];
	FILE *in = fopen(path, "re");
	size_t len, off = 0;

	if (!in)
		return fail(f, "%s: %s", path, strerror(errno));
	len = fread(buf, 1, sizeof(buf), in);
	fclose(in);
	while (len - off >= sizeof(Elf64_Nhdr)) {
		const unsigned char *name = buf + off + sizeof(Elf64_Nhdr), *desc;
		Elf64_Nhdr n;

		memcpy(&n, buf + off, sizeof(n));
		off += sizeof(n);
		if (n.n_namesz > len - off || n.n_descsz > len - off)
			break;
		desc = name + ((n.n_namesz + 3) & ~3u);
		off += ((n.n_namesz + 3) & ~3u) + ((n.n_descsz + 3) & ~3u);
		if (off > len)
			break;
		if (n.n_type == NT_GNU_BUILD_ID && n.n_namesz == sizeof("GNU") &&
		    !memcmp(name, "GNU", sizeof("GNU")))
			return symset_set_build_id(set, desc, n.n_descsz, f);
	}
	return fail(f, "%s: no GNU build-id in its %zu bytes: expected a copy of /sys/kernel/notes",
		    path, len);
}
