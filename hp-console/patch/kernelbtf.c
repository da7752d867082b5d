// SPDX-License-Identifier: GPL-2.0-only
/* kernelbtf.c - see kernelbtf.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files/read.h"
#include "patch/kernelbtf.h"

#define MAX_BTF (64u << 20)

/* false: the file does not exist or cannot be read. */
static bool read_btf(struct session *s, const char *object, struct btf_file *f, void **data)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%.160s/%.60s", s->btf_dir, object);
	fd = file_open_whole(s, path, MAX_BTF, data, &f->len);
	s->text[0] = s->expected[0] = s->found[0] = '\0';
	if (fd < 0)
		return false;
	close(fd);
	f->data = *data;
	return true;
}

bool kernelbtf_open(struct session *s, const char *object, struct kernelbtf *k)
{
	struct btf_file vmlinux, module;
	const char *wrong;

	memset(k, 0, sizeof(*k));
	if (!read_btf(s, "vmlinux", &vmlinux, &k->base)) {
		snprintf(k->why, sizeof(k->why), "this kernel has no BTF");
		return false;
	}
	if (*object && !read_btf(s, object, &module, &k->own)) {
		snprintf(k->why, sizeof(k->why), "its module has no BTF");
		return false;
	}
	wrong = btf_open(&k->btf, &vmlinux, *object ? &module : NULL);
	if (wrong)
		snprintf(k->why, sizeof(k->why), "BTF: %s", wrong);
	return !wrong;
}

void kernelbtf_close(struct kernelbtf *k)
{
	btf_close(&k->btf);
	free(k->base);
	free(k->own);
}
