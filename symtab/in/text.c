// SPDX-License-Identifier: GPL-2.0-only
/*
 * text.c - reads "address letter name" lines: System.map, a copy of /proc/kallsyms, nm output.
 *
 * They differ in two things only.  kallsyms goes on with the symbols of modules, marked by a
 * fourth word, which are left out; and it shows only zeros to those without rights.  System.map
 * shows per-cpu symbols that start at 0 as data, where kallsyms says 'A': the kernel does not
 * move them, so they are made absolute here.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "in/in.h"

/* One line.  1 a symbol, 0 one to leave out, -1 not such a line. */
static int parse_line(char *line, struct symbol *sym)
{
	char *addr, *type, *name, *object, *end, *save;

	addr = strtok_r(line, " \t\n", &save);
	type = strtok_r(NULL, " \t\n", &save);
	name = strtok_r(NULL, " \t\n", &save);
	object = strtok_r(NULL, " \t\n", &save);
	if (!name || !isxdigit((unsigned char)*addr) || type[1])
		return -1;
	errno = 0;
	*sym = (struct symbol){ .name = name, .type = type[0] };
	sym->addr = strtoull(addr, &end, 16);
	/* '?': neither code nor data that nm knows, as .data..nosave is. */
	if (*end || errno || !(isalpha((unsigned char)type[0]) || type[0] == '?'))
		return -1;
	return !object && type[0] != 'U';
}

static int read_lines(struct symset *set, const char *path, FILE *in, struct fail *f)
{
	char *line = NULL;
	size_t room = 0, nr = 0;
	ssize_t n;
	int ret = 0;

	while (!ret && (n = getline(&line, &room, in)) > 0) {
		struct symbol sym;

		nr++;
		switch (strlen(line) == (size_t)n ? parse_line(line, &sym) : -1) {
		case 1:
			ret = symset_add(set, &sym, f);
			break;
		case -1:
			ret = fail(f, "%s: line %zu is no \"address letter name\", and the file "
				   "is no ELF: expected vmlinux, .ko, System.map or kallsyms",
				   path, nr);
		}
	}
	free(line);
	return ret;
}

static void mark_percpu(struct symset *set)
{
	uint64_t start = 1, end = 0;
	size_t i;

	for (i = 0; i < set->nsyms; i++) {
		const struct symbol *s = &set->syms[i];

		if (!strcmp(s->name, "__per_cpu_start"))
			start = s->addr;
		if (!strcmp(s->name, "__per_cpu_end"))
			end = s->addr;
	}
	for (i = 0; !start && i < set->nsyms; i++) {
		struct symbol *s = &set->syms[i];

		if (s->addr <= end)
			s->type = islower((unsigned char)s->type) ? 'a' : 'A';
	}
}

int in_text(struct symset *set, const char *path, struct fail *f)
{
	FILE *in = fopen(path, "re");
	size_t i;
	int ret;

	if (!in)
		return fail(f, "%s: %s", path, strerror(errno));
	ret = read_lines(set, path, in, f);
	if (!ret && ferror(in))
		ret = fail(f, "%s: %s", path, strerror(errno));
	fclose(in);
	if (ret)
		return -1;
	for (i = 0; i < set->nsyms; i++)
		if (set->syms[i].addr)
			break;
	if (set->nsyms && i == set->nsyms)
		return fail(f, "%s: all %zu addresses are 0: read it as root, with "
			    "kernel.kptr_restrict at 0 or 1", path, set->nsyms);
	mark_percpu(set);
	return 0;
}
