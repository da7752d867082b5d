// SPDX-License-Identifier: GPL-2.0-only
/*
 * text.c - gcc's assembler text as statements, without its debug information.
 *
 * The language is GNU as's, as gcc and the asm() of the kernel's headers write it: statements end at a newline or a ';',
 * a line that begins with '#' or "//" is a comment, labels may stand before a statement.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "asm/text.h"

#define MAX_PUSHED 32

struct reader {
	struct asm_text *t;
	struct names sects;	/* to 1 + index */
	unsigned int sect, previous;
	struct { unsigned int sect, previous; } pushed[MAX_PUSHED];
	unsigned int depth;
	unsigned int file, line;
	bool app;
};

/* --- words ------------------------------------------------------------------------------------ */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

static const char *skip_string(const char *s)
{
	for (s++; *s && *s != '"'; s++)
		if (*s == '\\' && s[1])
			s++;
	return *s ? s + 1 : s;
}

size_t next_word(const char **at, const char **word)
{
	const char *s = *at;

	while (*s) {
		if (*s == '"') {
			s = skip_string(s);
		} else if (*s == '%' || *s == '\\' || *s == '@') {
			for (s++; is_word(*s); s++)
				;
		} else if (is_word(*s)) {
			*word = s;
			while (is_word(*s))
				s++;
			/* ".-f" is the place itself less f */
			if (!isdigit((unsigned char)**word) && !(s - *word == 1 && **word == '.')) {
				*at = s;
				return s - *word;
			}
		} else {
			s++;
		}
	}
	*at = s;
	return 0;
}

const char *directive_args(const char *s, const char *dir)
{
	size_t n = strlen(dir);

	if (strncmp(s, dir, n) || is_word(s[n]))
		return NULL;
	for (s += n; isspace((unsigned char)*s); s++)
		;
	return s;
}

/* --- sections --------------------------------------------------------------------------------- */

/*
 * The length of a directive without the function that its section belongs to ("o": __patchable_function_entries), or 0. gcc
 * 12 names the unit's first one in all of them; the piece that has the directive tells the right one.
 */
static size_t without_link(const char *s)
{
	const char *args = directive_args(s, ".section"), *flags, *link;

	if (!args)
		args = directive_args(s, ".pushsection");
	flags = args ? strstr(args, ",\"") : NULL;
	link = flags ? strrchr(flags, ',') : NULL;
	return link && memchr(flags + 2, 'o', strcspn(flags + 2, "\"")) && link[1] != '@' && link[1] != '%' ? (size_t)(link - s) : 0;
}

bool section_is_linked(const char *s)
{
	const char *flags = strstr(s, ",\"");

	return flags && memchr(flags + 2, 'o', strcspn(flags + 2, "\""));
}

/* The section that args of .section or .pushsection name, e.g. `.data.once,"aw"`. */
static unsigned int find_sect(struct reader *r, const char *args)
{
	const char *quoted = *args == '"' ? args + 1 : args;
	size_t n = *args == '"' ? strcspn(quoted, "\"") : strcspn(args, ", \t");
	char *name = xstrndup(quoted, n);
	struct asm_text *t = r->t;
	void **index = names_add(&r->sects, name);

	if (!*index) {
		t->sects = xgrow(t->sects, t->nsects, sizeof(*t->sects));
		t->sects[t->nsects++] = (struct asm_sect){ name, xprintf(".section %s", args) };
		*index = (void *)(size_t)t->nsects;
	} else {
		char **known = &t->sects[(size_t)*index - 1].directive;

		/* The first that says its attributes. */
		if (!strchr(*known, ',') && strchr(args, ','))
			*known = xprintf(".section %s", args);
		free(name);
	}
	return (size_t)*index - 1;
}

static void enter_sect(struct reader *r, unsigned int sect)
{
	r->previous = r->sect;
	r->sect = sect;
}

static void push_sect(struct reader *r, const char *args)
{
	if (r->depth == MAX_PUSHED)
		die("%s: more than %d times .pushsection", r->t->path, MAX_PUSHED);
	r->pushed[r->depth].sect = r->sect;
	r->pushed[r->depth++].previous = r->previous;
	enter_sect(r, find_sect(r, args));
}

static void pop_sect(struct reader *r)
{
	if (!r->depth)
		die("%s: .popsection without .pushsection", r->t->path);
	r->sect = r->pushed[--r->depth].sect;
	r->previous = r->pushed[r->depth].previous;
}

/* Does the directive change the section?  It is changed. */
static bool change_sect(struct reader *r, const char *s)
{
	static const char *const plain[] = { ".text", ".data", ".bss" };
	const char *args;

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
		if (directive_args(s, plain[i])) {
			enter_sect(r, find_sect(r, plain[i]));
			return true;
		}
	}
	if ((args = directive_args(s, ".section")))
		enter_sect(r, find_sect(r, args));
	else if ((args = directive_args(s, ".pushsection")))
		push_sect(r, args);
	else if (directive_args(s, ".popsection"))
		pop_sect(r);
	else if (directive_args(s, ".previous"))
		enter_sect(r, r->previous);
	else if (directive_args(s, ".subsection"))	/* arm64's alternatives; .previous leads back */
		enter_sect(r, r->sect);
	else
		return false;
	return true;
}

/* --- statements ------------------------------------------------------------------------------- */

/* .file NUMBER "DIR" "NAME", or without DIR */
static void note_file(struct asm_text *t, const char *args)
{
	char *end;
	unsigned long n = strtoul(args, &end, 10);
	const char *first = strchr(end, '"'), *second;
	char *path;

	if (end == args || !first || n > 1 << 16)
		return;
	second = skip_string(first);
	path = xstrndup(first + 1, strcspn(first + 1, "\""));
	second = strchr(second, '"');
	if (second && second[1] == '/')
		path = xstrndup(second + 1, strcspn(second + 1, "\""));
	else if (second)
		path = xprintf("%s/%.*s", path, (int)strcspn(second + 1, "\""), second + 1);
	while (t->nfiles <= n) {
		t->files = xgrow(t->files, t->nfiles, sizeof(*t->files));
		t->files[t->nfiles++] = NULL;
	}
	t->files[n] = path;
}

/* Directives that are about debug information, or about the compiler: they are noted, and go no further. */
static bool debug_directive(struct reader *r, const char *s)
{
	const char *args;

	if ((args = directive_args(s, ".loc"))) {
		sscanf(args, "%u %u", &r->file, &r->line);
		return true;
	}
	if ((args = directive_args(s, ".file"))) {
		note_file(r->t, args);
		return true;
	}
	return !strncmp(s, ".cfi_", 5) || directive_args(s, ".ident");
}

static bool in_debug_sect(const struct reader *r)
{
	const char *name = r->t->sects[r->sect].name;

	return !strncmp(name, ".debug_", 7) || !strncmp(name, ".note.", 6) || !strcmp(name, ".comment");
}

static void add(struct reader *r, enum stmt_kind kind, const char *s, size_t n)
{
	struct asm_text *t = r->t;

	t->stmts = xgrow(t->stmts, t->nstmts, sizeof(*t->stmts));
	t->stmts[t->nstmts++] = (struct stmt){
		.kind = kind, .app = r->app, .depth = r->depth, .sect = r->sect,
		.file = r->file, .line = r->line, .text = xstrndup(s, n),
	};
}

/* s: a statement without blanks at its ends, and not empty */
static void statement(struct reader *r, const char *s, size_t n)
{
	char *copy;
	size_t plain;

	if (*s != '.') {
		if (!in_debug_sect(r))
			add(r, ST_CODE, s, n);
		return;
	}
	copy = xstrndup(s, n);
	plain = without_link(copy);
	if (plain)
		copy[n = plain] = 0;
	if (debug_directive(r, copy)) {
		free(copy);
		return;
	}
	change_sect(r, copy);
	if (!in_debug_sect(r) && directive_args(copy, ".global")) {
		char *globl = xprintf(".globl %s", directive_args(copy, ".global"));	/* as arm64's gcc has it */

		add(r, ST_DIRECTIVE, globl, strlen(globl));
		free(globl);
	} else if (!in_debug_sect(r)) {
		add(r, ST_DIRECTIVE, s, n);
	}
	free(copy);
}

/* The end of the statement that begins at s: a ';', or the end of the line. */
static const char *statement_end(const char *s, const char *end)
{
	while (s < end && *s != ';') {
		if (*s == '"')
			s = skip_string(s);
		else
			s++;
	}
	return s < end ? s : end;
}

/*
 * gcc forgets to end an asm() outside of functions before the strings of the function that follows: what leads to a string's
 * label is its own.
 */
static void asm_is_over(struct reader *r, const char *label)
{
	struct asm_text *t = r->t;

	if (!r->app || strncmp(label, ".LC", 3))
		return;
	r->app = false;
	for (size_t i = t->nstmts; i-- > 0 && t->stmts[i].kind == ST_DIRECTIVE &&
	     (directive_args(t->stmts[i].text, ".section") || strstr(t->stmts[i].text, "align")); )
		t->stmts[i].app = false;
}

static void labels_and_statement(struct reader *r, const char *s, const char *end)
{
	for (;;) {
		const char *word = s;

		while (s < end && isspace((unsigned char)*s))
			s++;
		for (word = s; s < end && (is_word(*s) || *s == '$'); s++)
			;
		if (s == end || *s != ':' || s == word) {
			s = word;
			break;
		}
		asm_is_over(r, word);
		if (!in_debug_sect(r))
			add(r, ST_LABEL, word, s - word);
		s++;
	}
	while (end > s && isspace((unsigned char)end[-1]))
		end--;
	if (end > s)
		statement(r, s, end - s);
}

/* arm64's gcc says behind some instructions what they are called today: "hint 25 // paciasp". */
static const char *without_comment(const char *s, const char *end)
{
	for (; s < end; s++) {
		if (*s == '"')
			s = skip_string(s) - 1;
		else if (*s == '/' && s[1] == '/')
			return s;
	}
	return end;
}

static void line(struct reader *r, const char *s, const char *end)
{
	while (s < end && isspace((unsigned char)*s))
		s++;
	if (s == end)
		return;
	if (*s != '#')
		end = without_comment(s, end);
	if (*s == '#' || s == end) {
		if (!strncmp(s, "#APP", 4))
			r->app = true;
		else if (!strncmp(s, "#NO_APP", 7))
			r->app = false;
		return;
	}
	while (s < end) {
		const char *stop = statement_end(s, end);

		labels_and_statement(r, s, stop);
		s = stop + 1;
	}
}

void asm_read(struct asm_text *t, const char *path)
{
	struct reader r = { .t = t };
	size_t len;
	char *all = read_file(path, &len), *s, *end;

	*t = (struct asm_text){ .path = path };
	if (strlen(all) != len)
		die("%s: not a text", path);
	r.sect = r.previous = find_sect(&r, ".text");
	for (s = all; *s; s = end + 1) {
		end = strchr(s, '\n');
		if (!end)
			die("%s: the last line has no end", path);
		*end = 0;
		line(&r, s, end);
	}
	if (r.depth)
		die("%s: .pushsection without .popsection", path);
	free(all);
	asm_runtime_pointers(t);
}
