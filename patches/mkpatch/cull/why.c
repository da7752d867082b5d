// SPDX-License-Identifier: GPL-2.0-only
/*
 * why.c - why a function's code differs: what of the fix is in it.
 *
 * Debug information has the line of each instruction, and where each function of the source begins. A changed line is
 * that of the last function that begins before it; a macro has no lines of its own in the code.
 */
#include <stdlib.h>
#include <string.h>

#include "cull/why.h"

void read_functions(struct unit *u, const char *path)
{
	size_t len;
	char *s = read_file(path, &len), *end;

	for (; *s && (end = strchr(s, '\n')); s = end + 1) {
		struct source_function f;

		*end = 0;
		if (sscanf(s, "function %ms %u %ms", &f.name, &f.line, &f.file) != 3)
			die("%s: no line of hp-debuginfo: %s", path, s);
		u->functions = xgrow(u->functions, u->nfunctions, sizeof(f));
		u->functions[u->nfunctions++] = f;
	}
}

/* Is path that of file, as it is called in the source? */
static bool is_file(const char *path, const char *file)
{
	size_t n = strlen(path), m = strlen(file);

	return n >= m && !strcmp(path + n - m, file) && (n == m || path[n - m - 1] == '/');
}

/* The function in which the changed lines are; NULL: none begins before them. */
static const char *around(const struct unit *u, const struct changed_lines *c)
{
	const struct source_function *best = NULL;

	for (size_t i = 0; i < u->nfunctions; i++) {
		const struct source_function *f = &u->functions[i];

		if (is_file(f->file, c->file) && f->line <= c->to && (!best || f->line > best->line))
			best = f;
	}
	return best ? best->name : NULL;
}

static bool has_line(const struct unit *u, const struct piece *q, const struct changed_lines *c)
{
	for (size_t i = q->label; i < q->end; i++) {
		const struct stmt *s = &u->new.text.stmts[i];
		const char *name = s->file < u->new.text.nfiles ? u->new.text.files[s->file] : NULL;

		if (name && s->line >= c->from && s->line <= c->to && is_file(name, c->file))
			return true;
	}
	return false;
}

/* __x64_sys_x, __ia32_sys_x, __se_sys_x and __do_sys_x are one function in the source (SYSCALL_DEFINEx). */
static const char *syscall_name(const char *name)
{
	const char *sys = strncmp(name, "__", 2) ? NULL : strstr(name, "_sys_");

	return sys ? sys : name;
}

static bool is_function(const struct piece *q, const char *name)
{
	size_t n = strcspn(q->name, ".");

	if (!strncmp(q->name, name, n) && !name[n])
		return true;
	return *syscall_name(name) == '_' && !strcmp(syscall_name(q->name), syscall_name(name));
}

const char *why_changed(const struct patch *p, const struct unit *u, const struct piece *q, const char **through)
{
	const char *inlined = NULL;

	*through = "";
	for (size_t i = 0; i < p->nlines; i++) {
		const char *name = around(u, &p->lines[i]);

		if (name && is_function(q, name))
			return "text";
		if (!inlined && has_line(u, q, &p->lines[i]))
			inlined = name ? name : "";
	}
	if (inlined) {
		*through = inlined;
		return "inlined";
	}
	if (q->through)
		*through = q->through;
	return q->through ? "data" : "other";
}
