// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - hp-cull: from a unit's old and new assembler text to a patch in C.
 *
 *	hp-cull -w WORK -n NAME -k KERNEL [-d DESCRIPTION] [-l LEAVE]... [-a ALLOW]... [-L LINES] UNIT...
 *
 * Of each UNIT (fs/pipe.c) it reads what lies in WORK: old/fs/pipe.s and new/fs/pipe.s, gcc's text; old/fs/pipe.statics and
 * new/fs/pipe.statics, new/fs/pipe.types, new/fs/pipe.functions, of hp-debuginfo; old/fs/pipe.match, of hp-match; old/fs/pipe.module, the module it is part of.
 * LINES has what the fix changed, "FILE FROM TO" a line.  Writes WORK/NAME.c, and the report (cull/report.h) to
 * stdout.  Status: 0; 1 refused, the report says why, and nothing is written; 2 something is missing or no text of gcc's.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cull/types.h"
#include "cull/why.h"
#include "cull/report.h"

static char *part(const char *work, const char *which, const char *unit, const char *suffix)
{
	size_t n = strlen(unit);

	if (n < 3 || strcmp(unit + n - 2, ".c"))
		die("%s: no C file", unit);
	return xprintf("%s/%s/%.*s%s", work, which, (int)n - 2, unit, suffix);
}

static void match_func(struct unit *u, char *line)
{
	char *name = next_field(&line);

	next_field(&line);
	next_field(&line);
	if (!line)
		die("%s: a line of hp-match is cut off", u->path);
	for (char *c = line; *c; c++)
		if (*c == '\t')
			*c = ' ';
	*names_add(&u->funcs, name) = line;
}

static void match_sym(struct unit *u, char *line)
{
	char *name = next_field(&line), *addr = next_field(&line), *kernel = next_field(&line), *nth = next_field(&line),
	     *of = next_field(&line);
	struct kernel_symbol *k = xalloc(sizeof(*k));

	if (!of)
		die("%s: a line of hp-match is cut off", u->path);
	k->name = strcmp(kernel, "-") ? kernel : NULL;
	k->at = addr;
	k->nth = strtoul(nth, NULL, 10);
	k->of = strtoul(of, NULL, 10);
	k->in_object = *u->module && strchr(addr, '+');
	*names_add(&u->matched, name) = k;
}

static void match_many(struct unit *u, char *line)
{
	char *name = next_field(&line);

	if (!line)
		die("%s: a line of hp-match is cut off", u->path);
	*names_add(&u->many, name) = line;
}

static void match_body(struct unit *u, char *line)
{
	struct body *b = xalloc(sizeof(*b));
	char *name = next_field(&line);

	b->size = next_field(&line);
	b->digest = next_field(&line);
	b->ranges = line;
	if (!b->digest)
		die("%s: a line of hp-match is cut off", u->path);
	*names_add(&u->bodies, name) = b;
}

static void read_match(struct unit *u, const char *path)
{
	static const struct {
		const char *kind;
		void (*read)(struct unit *u, char *line);
	} kinds[] = { { "func", match_func }, { "sym", match_sym }, { "many", match_many }, { "body", match_body } };
	size_t len;
	char *s = read_file(path, &len), *end;

	for (; *s && (end = strchr(s, '\n')); s = end + 1) {
		char *line = s, *kind;

		*end = 0;
		kind = next_field(&line);
		for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
			if (!strcmp(kind, kinds[i].kind))
				kinds[i].read(u, line);
	}
}

static void read_unit(struct unit *u, const char *work, char *path)
{
	size_t len;

	u->path = path;
	u->module = read_file(part(work, "old", path, ".module"), &len);
	u->module[strcspn(u->module, "\n")] = 0;
	asm_pieces(&u->old, part(work, "old", path, ".s"));
	asm_pieces(&u->new, part(work, "new", path, ".s"));
	asm_same(&u->old, part(work, "old", path, ".statics"));
	asm_same(&u->new, part(work, "new", path, ".statics"));
	read_match(u, part(work, "old", path, ".match"));
	read_functions(u, part(work, "new", path, ".functions"));
}

static void read_lines(struct patch *p, const char *path)
{
	size_t len;
	char *s = read_file(path, &len), *end;

	for (; *s && (end = strchr(s, '\n')); s = end + 1) {
		struct changed_lines c;

		if (sscanf(s, "%ms %u %u", &c.file, &c.from, &c.to) != 3)
			die("%s: no line \"FILE FROM TO\"", path);
		p->lines = xgrow(p->lines, p->nlines, sizeof(*p->lines));
		p->lines[p->nlines++] = c;
	}
}

static void write_patch(struct patch *p, const char *work)
{
	char *path = xprintf("%s/%s.c", work, p->name);
	FILE *f = fopen(path, "w");

	if (!f)
		die("%s: %s", path, strerror(errno));
	emit(p, f);
	if (fclose(f))
		die("%s: %s", path, strerror(errno));
	if (p->refused)
		unlink(path);
}

/* What it reads it needs to its end, and that comes soon: nothing is given back (for the sanitizer of its tests). */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

int main(int argc, char **argv)
{
	struct patch p = { .description = "" };
	const char *work = NULL, *lines = NULL;
	int opt;

	while ((opt = getopt(argc, argv, "w:n:k:d:l:a:L:")) != -1) {
		switch (opt) {
		case 'w': work = optarg; break;
		case 'n': p.name = optarg; break;
		case 'k': p.kernel = optarg; break;
		case 'd': p.description = optarg; break;
		case 'l': *names_add(&p.leave, optarg) = argv; break;
		case 'a': *names_add(&p.allow, optarg) = argv; break;
		case 'L': lines = optarg; break;
		default: die("see cull/main.c");
		}
	}
	if (!work || !p.name || !p.kernel || optind == argc)
		die("-w WORK, -n NAME, -k KERNEL and a UNIT are wanted");
	p.nunits = argc - optind;
	p.units = xalloc(p.nunits * sizeof(*p.units));
	if (lines)
		read_lines(&p, lines);
	for (size_t i = 0; i < p.nunits; i++) {
		p.units[i].nr = i;
		read_unit(&p.units[i], work, argv[optind + i]);
	}
	for (size_t i = 0; i < p.nunits; i++)
		check_types(&p, &p.units[i], part(work, "new", p.units[i].path, ".types"));
	cull(&p);
	if (!p.refused && p.carried)
		write_patch(&p, work);
	return p.refused ? 1 : 0;
}
