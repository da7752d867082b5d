// SPDX-License-Identifier: GPL-2.0-only
/*
 * functions_names.c - what the text of a file of functions calls source files and functions.
 */
#include <dwarf.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>

#include "in/functions_walk.h"
#include "in/path.h"

#define OWN_FILE	((unsigned int)-1)
#define CALLED		((Dwarf_Off)1 << 63)	/* in .off: another token of the same one, as a callee */

/* A function as it is named in the text, "name" or "name:file", by the place of its DIE. */
struct origin {
	Dwarf_Off off;
	char *token;			/* NULL: this place is free */
};

struct file {
	char *path;
	unsigned int nr;		/* in the text, from 1 on */
};

/* --- files ----------------------------------------------------------------------------------- */

char *make_plain(char *s)
{
	char *p;

	for (p = s; *p; p++)
		if (*p <= ' ' || *p >= 0x7f || *p == ':' || *p == '#')
			*p = '?';
	return s;
}

static int compare_files(const void *a, const void *b)
{
	return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static void free_file(void *p)
{
	struct file *file = p;

	free(file->path);
	free(file);
}

/* The number of a file; takes path over.  0 with .f noted. */
static unsigned int number_of(struct walk *w, char *path)
{
	struct file *file = calloc(1, sizeof(*file)), **found;

	if (!file || !path) {
		free(file);
		free(path);
		return no_memory(w), 0;
	}
	file->path = path;
	found = tsearch(file, &w->files, compare_files);
	if (!found) {
		free_file(file);
		return no_memory(w), 0;
	}
	if (*found != file) {
		free_file(file);
		return (*found)->nr;
	}
	file->nr = ++w->fun->nfiles;
	put_text(&w->fun->files, path);
	put_text(&w->fun->files, "\n");
	return file->nr;
}

/* A file as the line table has it: those below the folder of the build lose that, as names of units do. */
static char *plain_path(const struct walk *w, const char *name)
{
	size_t n;
	char *dir = source_path(NULL, w->dir), *path = source_path(NULL, name);
	const char *below;

	n = dir ? strlen(dir) : 0;
	if (path && n && !strncmp(path, dir, n) && path[n] == '/')
		below = path + n + 1;
	else
		below = path ? below_root(path, w->root) : "";
	if (path)
		memmove(path, below, strlen(below) + 1);
	free(dir);
	return path ? make_plain(path) : NULL;
}

/* The number of the unit's file nr, OWN_FILE for the one the unit is named after; 0 with .f noted. */
static unsigned int file_of(struct walk *w, Dwarf_Word nr)
{
	const char *name;
	char *path;

	if (nr >= w->nunit_files)
		return OWN_FILE;
	if (w->file_nr[nr])
		return w->file_nr[nr];
	name = dwarf_filesrc(w->unit_files, nr, NULL, NULL);
	path = plain_path(w, name ? name : "");
	if (path && (!path[0] || !strcmp(path, w->path))) {
		free(path);
		return w->file_nr[nr] = OWN_FILE;
	}
	return w->file_nr[nr] = number_of(w, path);
}

/* --- names ----------------------------------------------------------------------------------- */

void to_origin(Dwarf_Die *die)
{
	Dwarf_Attribute at;
	Dwarf_Die next;
	int hops;

	for (hops = 0; hops < 4; hops++) {
		if (!dwarf_attr(die, DW_AT_abstract_origin, &at) && !dwarf_attr(die, DW_AT_specification, &at))
			return;
		if (!dwarf_formref_die(&at, &next))
			return;
		*die = next;
	}
}

int file_suffix(struct walk *w, Dwarf_Die *die, char buf[16])
{
	Dwarf_Attribute at;
	Dwarf_Word nr;
	unsigned int file = OWN_FILE;

	if (dwarf_attr_integrate(die, DW_AT_decl_file, &at) && !dwarf_formudata(&at, &nr))
		file = file_of(w, nr);
	if (!file)
		return -1;
	buf[0] = '\0';
	if (file != OWN_FILE)
		snprintf(buf, 16, ":%u", file);
	return 0;
}

static size_t place_of(const struct origin *v, size_t room, Dwarf_Off off)
{
	size_t i = (off * 0x9e3779b97f4a7c15u >> 20) & (room - 1);

	while (v[i].token && v[i].off != off)
		i = (i + 1) & (room - 1);
	return i;
}

static int more_origins(struct walk *w)
{
	size_t room = w->room ? 2 * w->room : 1024, i;
	struct origin *v = calloc(room, sizeof(*v));

	if (!v)
		return no_memory(w);
	for (i = 0; i < w->room; i++)
		if (w->origins[i].token)
			v[place_of(v, room, w->origins[i].off)] = w->origins[i];
	free(w->origins);
	w->origins = v;
	w->room = room;
	return 0;
}

/* The place for the token of what has that offset, which may have it already; NULL with .f noted. */
static struct origin *origin_of(struct walk *w, Dwarf_Off off)
{
	if (2 * w->norigins >= w->room && more_origins(w))
		return NULL;
	return &w->origins[place_of(w->origins, w->room, off)];
}

static const char *set_token(struct walk *w, struct origin *o, Dwarf_Off off, const char *before, const char *own, const char *behind)
{
	char *name = strdup(own ? own : "?");

	if (!name || asprintf(&o->token, "%s%s%s", before, make_plain(name), behind) < 0) {
		free(name);
		o->token = NULL;
		no_memory(w);
		return NULL;
	}
	free(name);
	o->off = off;
	w->norigins++;
	return o->token;
}

const char *token_of(struct walk *w, Dwarf_Die *die)
{
	Dwarf_Off off = dwarf_dieoffset(die);
	struct origin *o = origin_of(w, off);
	char suffix[16];

	if (!o)
		return NULL;
	if (o->token)
		return o->token;
	return file_suffix(w, die, suffix) ? NULL : set_token(w, o, off, "", dwarf_diename(die), suffix);
}

bool is_external(Dwarf_Die *die)
{
	Dwarf_Attribute at;
	bool flag = false;

	return dwarf_attr_integrate(die, DW_AT_external, &at) && !dwarf_formflag(&at, &flag) && flag;
}

const char *callee_token(struct walk *w, Dwarf_Die *die)
{
	Dwarf_Off off = dwarf_dieoffset(die) | CALLED;
	struct origin *o;

	if (!is_external(die))
		return token_of(w, die);
	o = origin_of(w, off);
	if (!o || o->token)
		return o ? o->token : NULL;
	return set_token(w, o, off, "+", dwarf_diename(die), "");
}

void free_unit_names(struct walk *w)
{
	size_t i;

	for (i = 0; i < w->room; i++)
		free(w->origins[i].token);
	free(w->origins);
	free(w->file_nr);
	w->origins = NULL;
	w->file_nr = NULL;
	w->norigins = w->room = w->nunit_files = 0;
}

void free_files(struct walk *w)
{
	tdestroy(w->files, free_file);
}
