// SPDX-License-Identifier: GPL-2.0-only
/*
 * types_agree.c BTF HPFUN - do BTF and DWARF give the functions of one kernel the same types?  Of each name in both that
 * only one function has; prints where they differ, and how many agree.
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

struct described {
	const char *name;
	char type[PROTOTYPE_SIZE];
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct described *)a)->name, ((const struct described *)b)->name);
}

/* All functions that BTF describes, by name. */
static struct described *describe(const struct btf *b, size_t *n)
{
	struct described *d = NULL;
	uint32_t at = 0, id;
	struct btf_type t;

	for (*n = 0; (id = btf_function(b, NULL, &at)); ++*n) {
		if (*n % 4096 == 0)
			d = realloc(d, (*n + 4096) * sizeof(*d));
		if (!d || !btf_type(b, id, &t))
			exit(2);
		d[*n].name = btf_name(b, &t);
		btf_prototype(b, id, d[*n].type, sizeof(d[*n].type));
	}
	if (*n)
		qsort(d, *n, sizeof(*d), by_name);
	/* of several with different types none counts, as for the console */
	for (size_t i = 1; i < *n; i++)
		if (!strcmp(d[i].name, d[i - 1].name) && strcmp(d[i].type, d[i - 1].type))
			d[i].type[0] = d[i - 1].type[0] = '\0';
	return d;
}

int main(int argc, char **argv)
{
	size_t agree = 0, differ = 0, several = 0, missing = 0, len, n, i;
	struct described *all;
	struct btf_file file;
	const char *wrong;
	struct hpfun h;
	struct btf btf;
	void *fun;

	if (argc != 3)
		return 2;
	file.data = read_whole(argv[1], &file.len);
	fun = read_whole(argv[2], &len);
	wrong = btf_open(&btf, &file, NULL);
	if (wrong || hpfun_open(&h, fun, len)) {
		fprintf(stderr, "types_agree: %s\n", wrong ? wrong : argv[2]);
		return 2;
	}
	all = describe(&btf, &n);
	for (i = 0; i < h.nbodies; i++) {
		const struct hpfun_body *b = &h.bodies[i];
		const struct described key = { .name = b->name }, *d;

		if (!*b->type)
			continue;
		d = n ? bsearch(&key, all, n, sizeof(*all), by_name) : NULL;
		if (b->pos)
			several++;
		else if (!d || !*d->type)
			missing++;
		else if (!strcmp(d->type, b->type))
			agree++;
		else if (++differ)
			printf("%s: DWARF %s, BTF %s\n", b->name, b->type, d->type);
	}
	printf("%zu agree, %zu differ, %zu of no or several types in BTF, %zu names of several functions\n", agree, differ, missing, several);
	free(all);
	btf_close(&btf);
	hpfun_close(&h);
	free((void *)file.data);
	free(fun);
	return 0;
}
