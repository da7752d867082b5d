// SPDX-License-Identifier: GPL-2.0-only
/*
 * new.c - what a changed object refers to and the old one does not: no code of the kernel's shows which symbol that is.
 *
 * For the compiler it is one that its own file does not define, so of several in the image it is the one that is
 * global, as it would be for the linker.  What a module takes from elsewhere its file does not tell; that is exported.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "match/match.h"

/* Number 0: the old object has no symbol of that name. */
static uint32_t old_symbol(const struct match *m, const char *name)
{
	for (size_t i = 1; i < m->object.elf.nsyms; i++)
		if (!strcmp(m->object.syms[i].name, name))
			return i;
	return 0;
}

/* The one that is global of those of that name, and how many of them there are. */
static const struct symbol *global_of(const struct match *m, const char *name, size_t *n, size_t *globals)
{
	const struct symbol *s = NULL;
	size_t first;

	*n = image_find(&m->image, name, &first);
	*globals = 0;
	for (size_t i = first; i < first + *n; i++) {
		if (isupper((unsigned char)image_named(&m->image, i)->type)) {
			s = image_named(&m->image, i);
			++*globals;
		}
	}
	return s;
}

/* "sym" as for the old object's, or "many NAME N": N symbols have it, and none of them or several are global. */
static void put_one(const struct match *m, const char *name)
{
	size_t n, globals;
	const struct symbol *s = global_of(m, name, &n, &globals);

	if (n < 2)
		return;
	if (globals == 1)
		match_put_symbol(m, name, s->addr, s);
	else
		printf("many\t%s\t%zu\n", name, n);
}

/* Of a module what is its own: the patch is another module, to which nothing gives that but its address. */
static void put_own(const struct match *m, const char *name)
{
	size_t n, globals;
	const struct symbol *s = global_of(m, name, &n, &globals);
	uint32_t section;
	uint64_t offset;

	if (globals == 1 && image_section(&m->image, s->addr, &section, &offset) && !image_is_dropped(&m->image, s))
		match_put_symbol(m, name, s->addr, s);
}

static void put_new(const struct match *m, const char *name)
{
	uint32_t old = old_symbol(m, name);
	uint64_t addr;

	if (m->image.is_module && !(old && match_symbol(m, old, &addr)))
		put_own(m, name);
	else if (!m->image.is_module && !old)
		put_one(m, name);
}

/*
 * Variables whose value the kernel writes into its code (asm/runtime-const.h): the object names them in names of sections, and the
 * patch loads them (asm/runtime.c).  "many NAME 0": gcc has left the variable out, as all that is done with it is that.
 */
static void put_runtime(const struct match *m, const char *section)
{
	const char *name = section + strlen("runtime_ptr_");
	size_t first;

	if (strncmp(section, "runtime_ptr_", strlen("runtime_ptr_")) || old_symbol(m, name))
		return;
	if (image_find(&m->image, name, &first))
		put_one(m, name);
	else
		printf("many\t%s\t0\n", name);
}

int match_new(const struct match *m, const char *path, struct fail *f)
{
	struct elf_file e;
	struct elf_symbol s;
	int ret = 0;

	if (elf_file_open(&e, path, f))
		return -1;
	for (size_t i = 1; i < e.nsyms && !ret; i++) {
		ret = elf_file_symbol(&e, i, &s, f);
		if (!ret && s.index == SHN_UNDEF && *s.name)
			put_new(m, s.name);
	}
	for (size_t i = 0; i < e.nsections && !ret; i++)
		put_runtime(m, e.sections[i].name);
	elf_file_close(&e);
	return ret;
}
