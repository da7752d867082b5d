// SPDX-License-Identifier: GPL-2.0-only
/*
 * text.c - the symbols that the assembler text of an object names in its debug information.
 *
 * The assembler writes "section and offset" where the text says x.4, and of symbols at one address nobody can
 * tell then which was meant.  Each address of .debug_info in the text has become one relocation, in the same
 * order: so they are paired by position, and their number has to agree.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debuginfo/debuginfo.h"

static int by_offset(const void *va, const void *vb)
{
	const uint64_t *a = va, *b = vb;

	return *a < *b ? -1 : *a > *b;
}

static int read_file(struct text *t, const char *path, struct fail *f)
{
	FILE *in = fopen(path, "re");
	size_t room = 0;
	ssize_t n;

	if (!in)
		return fail(f, "%s: %s", path, strerror(errno));
	/* a text has no NUL: all of it is one "line" */
	n = getdelim(&t->bytes, &room, '\0', in);
	fclose(in);
	return n > 0 ? 0 : fail(f, "%s: empty, or it cannot be read", path);
}

static bool is_number(char first)
{
	return (first >= '0' && first <= '9') || first == '-';
}

/* The operand of a directive for one address: "x.4", "x+8", but no number, and no distance of two labels. */
static char *operand_of_address(char *line)
{
	static const char *const directives[] = { "\t.quad\t", "\t.xword\t", "\t.8byte\t" };
	const char *minus;

	for (size_t i = 0; i < sizeof(directives) / sizeof(*directives); i++) {
		size_t n = strlen(directives[i]);

		if (strncmp(line, directives[i], n))
			continue;
		line += n;
		n = strcspn(line, " \t#");
		line[n] = '\0';
		minus = strchr(line, '-');
		return is_number(line[0]) || (minus && !is_number(minus[1])) ? NULL : line;
	}
	return NULL;
}

static int add_operand(struct text *t, const char *operand, size_t *room, struct fail *f)
{
	if (t->n == *room) {
		size_t more = *room ? 2 * *room : 1024;
		const char **v = reallocarray(t->v, more, sizeof(*v));

		if (!v)
			return fail(f, "out of memory");
		t->v = v;
		*room = more;
	}
	t->v[t->n++] = operand;
	return 0;
}

static int read_operands(struct text *t, struct fail *f)
{
	char *save, *line, *operand;
	bool inside = false;
	size_t room = 0;

	for (line = strtok_r(t->bytes, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if (!strncmp(line, "\t.section\t", 10))
			inside = !strncmp(line + 10, ".debug_info,", 12);
		operand = inside ? operand_of_address(line) : NULL;
		if (operand && add_operand(t, operand, &room, f))
			return -1;
	}
	return 0;
}

int text_open(struct text *t, const char *path, struct object *o, struct fail *f)
{
	*t = (struct text){ .o = o };
	if (!o->naddresses)
		return fail(f, "%s: expected an object as the assembler makes it, found no relocation of its debug information",
			    o->elf.path);
	if (read_file(t, path, f) || read_operands(t, f)) {
		text_close(t);
		return -1;
	}
	qsort(o->addresses, o->naddresses, sizeof(*o->addresses), by_offset);
	if (t->n == o->naddresses)
		return 0;
	fail(f, "%s: expected the text of %s: %zu addresses in its debug information, found %zu", path, o->elf.path,
	     o->naddresses, t->n);
	text_close(t);
	return -1;
}

void text_close(struct text *t)
{
	free(t->bytes);
	free(t->v);
}

const char *text_symbol(const struct text *t, const void *at)
{
	const struct object *o = t->o;
	uint64_t offset = (const char *)at - (const char *)o->info;
	const uint64_t *found = bsearch(&offset, o->addresses, o->naddresses, sizeof(offset), by_offset);

	return found ? t->v[found - o->addresses] : NULL;
}
