// SPDX-License-Identifier: GPL-2.0-only
/*
 * functions.c - "functions", "where", "half" and "types": what was inlined into which function, from DWARF to an answer.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "functions.h"
#include "hpfun/hpfun.h"
#include "hpfun/typelist.h"
#include "in/in.h"
#include "in/patch.h"
#include "output/clean.h"
#include "verbs/verbs.h"

/* --- functions ------------------------------------------------------------------------------- */

static int make(struct symset *set, struct functions *fun, struct bytes *b, const struct options *o,
		const char *input, struct fail *f)
{
	if (in_read(set, input, IN_VMLINUX, f))
		return EXIT_FAILED;
	if (!set->has_build_id) {
		fail(f, "%s: has no build-id in it", input);
		return EXIT_FAILED;
	}
	if (in_functions(fun, set, input, f) || out_functions(b, fun, set->build_id, f) ||
	    write_whole(o->output, b, f))
		return EXIT_FAILED;
	clean_print(stdout, "%s: %zu functions, %zu inlined ones in them, %zu bytes\n", o->output,
		    fun->nbodies, fun->ninlined, b->len);
	return EXIT_OK;
}

int verb_functions(const struct options *o, int argc, char **argv, struct fail *f)
{
	struct functions fun = { 0 };
	struct symset set = { 0 };
	struct bytes b = { 0 };
	int ret;

	(void)argc;
	if (!o->output) {
		fail(f, "functions: -o FUNCTIONS is missing");
		return EXIT_USAGE;
	}
	ret = make(&set, &fun, &b, o, argv[0], f);
	free(b.p);
	functions_free(&fun);
	symset_free(&set);
	return ret;
}

/* --- a file, open ---------------------------------------------------------------------------- */

static int open_bytes(struct hpfun *h, const char *path, const void *p, size_t len, struct fail *f)
{
	switch (hpfun_open(h, p, len)) {
	case 0:
		return 0;
	case -EINVAL:
		return fail(f, "%s: no file of functions (.hpfun) of a version known here", path);
	case -ENOMEM:
		return fail(f, "out of memory");
	default:
		return fail(f, "%s: truncated or damaged: length, checksum or structure of its %zu bytes do not fit",
			    path, len);
	}
}

static int open_functions(struct hpfun *h, const char *path, struct fail *f)
{
	struct mapped file;
	int ret;

	if (mapped_open(&file, path, "functions", f))
		return -1;
	ret = open_bytes(h, path, file.bytes, file.size, f);
	mapped_close(&file);
	return ret;
}

/* NAME[@FILE][#POSITION]; cuts the text up. */
static int parse_target(char *text, struct hpfun_target *t, struct fail *f)
{
	char *pos = strrchr(text, '#'), *file, *end;

	*t = (struct hpfun_target){ .name = text, .file = "" };
	if (pos) {
		*pos++ = '\0';
		t->pos = strtoul(pos, &end, 10);
		if (!t->pos || *end)
			return fail(f, "position '%s': expected a number from 1 on", pos);
	}
	file = strchr(text, '@');
	if (file) {
		*file++ = '\0';
		t->file = file;
	}
	return 0;
}

/* The next body that is meant. */
static const struct hpfun_body *next_meant(const struct hpfun *h, const struct hpfun_target *t, size_t *i)
{
	const struct hpfun_body *b;

	do
		b = hpfun_find(h, t->name, i);
	while (b && !hpfun_is_meant(b, t->file, t->pos));
	return b;
}

/* --- where ----------------------------------------------------------------------------------- */

static void print_body(const char *what, const struct hpfun_body *b)
{
	char type[1024];

	hpfun_type_text(b, b->name, type, sizeof(type));
	printf("%s\t%s\t%s\t%s\n", what, b->name, b->unit, type);
}

/* All that has the code of a function which has none for itself. */
static size_t print_users(const struct hpfun *h, const char *name)
{
	const struct hpfun_body *b;
	size_t i = 0, n;

	for (n = 0; (b = hpfun_with(h, name, &i)); n++)
		print_body("inlined", b);
	return n;
}

static int where(const struct hpfun *h, const struct hpfun_target *t, struct fail *f)
{
	static const char *const words[HPFUN_HOWS] = {
		[HPFUN_INLINED] = "inlined", [HPFUN_CLONE] = "clone", [HPFUN_COPY] = "copy",
	};
	const struct hpfun_body *b, *other;
	size_t i = 0, k, n = 0;
	enum hpfun_how how;

	for (; (b = next_meant(h, t, &i)); n++) {
		print_body("function", b);
		for (k = 0; (other = hpfun_also(h, b, &k, &how)); )
			print_body(words[how], other);
		for (k = 0; (other = hpfun_caller(h, b, &k)); )
			print_body("caller", other);
	}
	if (!n && !*t->file && !t->pos)
		n = print_users(h, t->name);
	if (n)
		return EXIT_OK;
	fail(f, "%s: no function of that name, also none that was inlined", t->name);
	return EXIT_FAILED;
}

int verb_where(const struct options *o, int argc, char **argv, struct fail *f)
{
	struct hpfun_target t;
	struct hpfun h;
	int ret;

	(void)o;
	(void)argc;
	if (parse_target(argv[1], &t, f))
		return EXIT_USAGE;
	if (open_functions(&h, argv[0], f))
		return EXIT_FAILED;
	ret = where(&h, &t, f);
	hpfun_close(&h);
	return ret;
}

/* --- half ------------------------------------------------------------------------------------ */

static void print_half(const struct hpfun *h, const struct hpfun_target *t, size_t n, const struct hpfun_body *b)
{
	static const char *const words[HPFUN_HOWS] = {
		[HPFUN_INLINED] = "is also inlined into", [HPFUN_CLONE] = "has other bodies,",
		[HPFUN_COPY] = "is in other units too,",
	};
	char names[1024];

	for (int how = 0; how < HPFUN_HOWS; how++)
		if (hpfun_left_out(h, b, t, n, how, names, sizeof(names)))
			printf("HALF FIX: %s %s %s: replace them as well\n", b->name, words[how], names);
}

int verb_half(const struct options *o, int argc, char **argv, struct fail *f)
{
	size_t n = argc - 1, k, i;
	struct hpfun_target *t = calloc(n, sizeof(*t));
	const struct hpfun_body *b;
	struct hpfun h;

	(void)o;
	for (k = 0; t && k < n; k++) {
		if (parse_target(argv[k + 1], &t[k], f)) {
			free(t);
			return EXIT_USAGE;
		}
	}
	if (!t || open_functions(&h, argv[0], f)) {
		free(t);
		return EXIT_FAILED;
	}
	for (k = 0; k < n; k++)
		for (i = 0; (b = next_meant(&h, &t[k], &i)); )
			print_half(&h, t, n, b);
	hpfun_close(&h);
	free(t);
	return EXIT_OK;
}

/* --- types ----------------------------------------------------------------------------------- */

/* In place of the name's mark, the name. */
static void print_type(const char *name, const char *type)
{
	const struct hpfun_body b = { .type = type };
	char text[1024];

	clean_print(stdout, "\"%s\"", hpfun_type_text(&b, name, text, sizeof(text)));
}

/* The type of what r replaces; "" if it is not known. */
static const char *target_type(const struct hpfun *h, const struct replacement *r)
{
	const struct hpfun_target t = { .name = r->name, .file = r->file, .pos = r->pos };
	const struct hpfun_body *b;
	size_t i = 0;

	b = *r->object ? NULL : next_meant(h, &t, &i);
	return b ? b->type : "";
}

static void print_wrong(const struct replacement *r, const char *type)
{
	clean_print(stdout, "WRONG TYPE: %s is ", r->name);
	print_type(r->name, type);
	clean_print(stdout, ", its replacement ");
	print_type(r->by, r->type);
	putchar('\n');
}

/* A string of the section .hotpatch.types; bound: the functions are of the kernel that the patch is bound to. */
static void put_type(struct bytes *b, const struct replacement *r, const char *type, bool bound)
{
	bool known = *type && *r->type, same = known && !strcmp(type, r->type);

	if (known && !same)
		put(b, TYPES_MEANT, strlen(TYPES_MEANT));
	if (same && bound)
		put(b, TYPES_SAME, sizeof(TYPES_SAME));
	else
		put(b, r->type, strlen(r->type) + 1);
}

static int of_this_build(const struct hpfun *h, const char *path, const char *id, struct fail *f)
{
	char text[BUILD_ID_TEXT];

	if (!id || !strcasecmp(id, build_id_text(h->build_id, text)))
		return 0;
	return fail(f, "%s: expected build-id %s, found %s", path, id, text);
}

static int types(const struct hpfun *h, const struct replacement *r, size_t n, const struct options *o, struct fail *f)
{
	struct bytes b = { 0 };
	size_t i;
	int ret = 0;

	put(&b, TYPES_VERSION, sizeof(TYPES_VERSION));
	for (i = 0; i < n && *r[i].name; i++) {
		const char *type = target_type(h, &r[i]);

		if (*type && *r[i].type && strcmp(type, r[i].type))
			print_wrong(&r[i], type);
		put_type(&b, &r[i], type, o->build_id);
	}
	if (o->output)
		ret = write_whole(o->output, &b, f);
	free(b.p);
	return ret;
}

int verb_types(const struct options *o, int argc, char **argv, struct fail *f)
{
	struct hpfun h = { 0 };		/* knows nothing */
	struct replacement *r;
	size_t n;
	int ret;

	ret = in_patch(argv[argc - 1], &r, &n, f);
	if (!ret && argc == 2)
		ret = open_functions(&h, argv[0], f);
	if (!ret && argc == 2)
		ret = of_this_build(&h, argv[0], o->build_id, f);
	if (!ret)
		ret = types(&h, r, n, o, f);
	hpfun_close(&h);
	free(r);
	return ret ? EXIT_FAILED : EXIT_OK;
}
