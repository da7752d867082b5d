// SPDX-License-Identifier: GPL-2.0-only
/* functions.c - see functions.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files/read.h"
#include "files/search.h"
#include "format/buildid.h"
#include "report/functions.h"

/* How a function's code comes to be elsewhere: for people, and for programs. */
static const struct {
	const char *text, *key;
} hows[HPFUN_HOWS] = {
	[HPFUN_INLINED] = { "also inlined into", "inlined_into" },
	[HPFUN_CLONE] = { "has other bodies:", "clones" },
	[HPFUN_COPY] = { "is in other units too:", "copies" },
};

/* --- the file -------------------------------------------------------------------------------- */

static const char *wrong_with(const struct session *s, struct hpfun *h, const void *data, size_t len)
{
	int ret = hpfun_open(h, data, len);

	if (ret == -ENOMEM)
		return "no memory";
	if (ret)
		return ret == -EINVAL ? "no such file of a known version" : "truncated or damaged";
	if (!memcmp(h->build_id, s->info.build_id, sizeof(h->build_id)))
		return NULL;
	hpfun_close(h);
	return "of another kernel";
}

bool functions_open(struct session *s, struct hpfun *h)
{
	char *path = file_search(s, s->release, ".hpfun");
	const char *wrong;
	void *data;
	size_t len;
	int fd;

	if (!path)
		return false;
	fd = file_open_whole(s, path, HPFUN_MAX_FILE, &data, &len);
	if (fd < 0) {
		note(s, "inlined functions are not known: %s", s->text);
		s->text[0] = s->expected[0] = s->found[0] = '\0';
		free(path);
		return false;
	}
	close(fd);
	wrong = wrong_with(s, h, data, len);
	if (wrong)
		note(s, "inlined functions are not known: %s: %s", path, wrong);
	free(data);
	free(path);
	return !wrong;
}

/* --- one function ---------------------------------------------------------------------------- */

static const struct hpfun_body *find_meant(const struct hpfun *h, const struct hpfun_target *t)
{
	const struct hpfun_body *b;
	size_t i = 0;

	do
		b = hpfun_find(h, t->name, &i);
	while (b && !hpfun_is_meant(b, t->file, t->pos));
	return b;
}

const char *functions_type(const struct hpfun *h, const struct hpfun_target *t)
{
	const struct hpfun_body *b, *first = NULL;
	size_t i = 0;

	while ((b = hpfun_find(h, t->name, &i))) {
		if (!hpfun_is_meant(b, t->file, t->pos))
			continue;
		if (first && strcmp(first->type, b->type))
			return "";
		first = b;
	}
	return first ? first->type : "";
}

/* For programs: each of those left out. */
static void json_left_out(struct session *s, const struct hpfun *h, const struct hpfun_body *b,
			  const struct hpfun_target *t, uint32_t n)
{
	const struct hpfun_body *other;

	for (int how = 0; how < HPFUN_HOWS; how++) {
		enum hpfun_how its;
		size_t i = 0;

		out_array(&s->out, hows[how].key);
		while ((other = hpfun_also(h, b, &i, &its)))
			if ((int)its == how && !hpfun_is_among(other, t, n))
				out_fmt(&s->out, NULL, "%s@%s", other->name, other->unit);
		out_end(&s->out);
	}
}

static void show_callers(struct session *s, const struct hpfun *h, const struct hpfun_body *b)
{
	const struct hpfun_body *caller;
	char text[1024];
	size_t i = 0;

	if (hpfun_callers(h, b, text, sizeof(text)))
		out_text(&s->out, "    called by %s\n", text);
	else
		out_text(&s->out, "    called by no other by its name: through pointers, from assembler or by modules, or never\n");
	out_array(&s->out, "callers");
	while ((caller = hpfun_caller(h, b, &i)))
		out_fmt(&s->out, NULL, "%s@%s", caller->name, caller->unit);
	out_end(&s->out);
}

void functions_show(struct session *s, const struct hpfun *h, const struct hp_sym *sym, uint32_t pos)
{
	const struct hpfun_target t = { .name = sym->name, .file = sym->file, .pos = pos };
	const struct hpfun_body *b = *sym->object ? NULL : find_meant(h, &t);
	char text[1024];
	bool half = false;

	if (!b)
		return;
	out_object(&s->out, NULL);
	out_str(&s->out, "name", b->name);
	out_uint(&s->out, "position", pos);
	out_str(&s->out, "file", b->unit);
	hpfun_type_text(b, b->name, text, sizeof(text));
	out_str(&s->out, "type", text);
	if (*text)
		out_text(&s->out, "    type: %s\n", text);
	for (int how = 0; how < HPFUN_HOWS; how++) {
		if (!hpfun_left_out(h, b, &t, 1, how, text, sizeof(text)))
			continue;
		half = true;
		out_text(&s->out, "    %s %s\n", hows[how].text, text);
	}
	out_text(&s->out, half ? "    replacing it alone would be a HALF FIX\n" :
		 "    replacing it would be all: it is inlined nowhere, and has no clones\n");
	json_left_out(s, h, b, &t, 1);
	show_callers(s, h, b);
	out_end(&s->out);
}

char *functions_instead(const struct hpfun *h, const char *name, char *buf, size_t size)
{
	const struct hpfun_body *b;
	size_t i = 0, found = 0, len;

	len = snprintf(buf, size, "none");
	while ((b = hpfun_with(h, name, &i)))
		if (found++ < 4 && len < size)
			len += snprintf(buf + len, size - len, "%s%s", found == 1 ? ": it is inlined into " : ", ",
					b->name);
	if (found > 4 && len < size)
		snprintf(buf + len, size - len, " (%zu more)", found - 4);
	return buf;
}

/* --- a patch --------------------------------------------------------------------------------- */

static void half_of(struct session *s, const struct hpfun *h, const struct hpfun_target *t, uint32_t n, uint32_t nr)
{
	const struct hpfun_body *b = find_meant(h, &t[nr]);
	size_t left = 0;
	char text[1024];

	for (int how = 0; b && how < HPFUN_HOWS; how++) {
		size_t more = hpfun_left_out(h, b, t, n, how, text, sizeof(text));

		left += more;
		/* how many clones stay has been said with the function */
		if (more && how != HPFUN_CLONE)
			out_text(&s->out, "HALF FIX: %s %s%s %s: replace them as well\n", b->name,
				 how == HPFUN_INLINED ? "is " : "", hows[how].text, text);
	}
	if (!left)
		return;
	out_object(&s->out, NULL);
	out_str(&s->out, "name", b->name);
	json_left_out(s, h, b, t, n);
	out_end(&s->out);
}

void functions_half(struct session *s, const struct hp_target *t, uint32_t n)
{
	struct hpfun_target *names = calloc(n, sizeof(*names));
	struct hpfun h;

	if (!names || !functions_open(s, &h)) {
		free(names);
		return;
	}
	/* a name in a module means another function: here it means none */
	for (uint32_t i = 0; i < n; i++)
		names[i] = (struct hpfun_target){
			.name = *t[i].ref.object ? "" : t[i].ref.name, .pos = t[i].ref.pos,
			.file = *t[i].ref.file ? t[i].ref.file : t[i].sym.file,
		};
	out_array(&s->out, "half_fixes");
	for (uint32_t i = 0; i < n; i++)
		half_of(s, &h, names, n, i);
	out_end(&s->out);
	hpfun_close(&h);
	free(names);
}
