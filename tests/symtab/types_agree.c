// SPDX-License-Identifier: GPL-2.0-only
/*
 * types_agree.c BTF HPFUN - do BTF and DWARF give the functions of one kernel the same types?  Of each name in both that
 * only one function has; prints where they differ, and how many agree.  Exit status 1 if any differ.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/btf.h"
#include "hpfun/hpfun.h"
#include "hpfun/prototype.h"

static void *read_whole(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	char *p;

	if (!f || fseek(f, 0, SEEK_END)) {
		perror(path);
		exit(2);
	}
	*len = ftell(f);
	rewind(f);
	p = malloc(*len + 1);
	if (!p || fread(p, 1, *len, f) != *len) {
		perror(path);
		exit(2);
	}
	fclose(f);
	return p;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct hpfun_body *)a)->name, ((const struct hpfun_body *)b)->name);
}

int main(int argc, char **argv)
{
	size_t agree = 0, differ = 0, several = 0, missing = 0, i;
	struct btf_file file;
	struct hpfun h;
	struct btf btf;
	size_t len;
	void *fun;
	const char *wrong;

	if (argc != 3)
		return 2;
	file.data = read_whole(argv[1], &file.len);
	fun = read_whole(argv[2], &len);
	wrong = btf_open(&btf, &file, NULL);
	if (wrong || hpfun_open(&h, fun, len)) {
		fprintf(stderr, "types_agree: %s\n", wrong ? wrong : argv[2]);
		return 2;
	}
	qsort(h.bodies, h.nbodies, sizeof(*h.bodies), by_name);
	for (i = 0; i < h.nbodies; i++) {
		const struct hpfun_body *b = &h.bodies[i];
		char type[PROTOTYPE_SIZE];

		if (!*b->type)
			continue;
		if (b->pos) {
			several++;
			continue;
		}
		btf_function_type(&btf, b->name, type, sizeof(type));
		if (!*type)
			missing++;
		else if (!strcmp(type, b->type))
			agree++;
		else
			printf("%s: DWARF %s, BTF %s (%zu)\n", b->name, b->type, type, ++differ);
	}
	printf("%zu agree, %zu differ, %zu not in BTF, %zu names of several\n", agree, differ, missing, several);
	return differ || !agree;
}
