// SPDX-License-Identifier: GPL-2.0-only
/*
 * new.c - what a changed object refers to and the old one does not: no code of the kernel's shows which symbol that is.
 *
 * For the compiler it is one that its own file does not define, so of several in the image it is the one that is
 * global, as it would be for the linker.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "match/match.h"

static bool old_has(const struct match *m, const char *name)
{
	for (size_t i = 1; i < m->object.elf.nsyms; i++)
		if (!strcmp(m->object.syms[i].name, name))
			return true;
	return false;
}

/* "sym" as for the old object's, or "many NAME N": N symbols have it, and none of them or several are global. */
static void put_one(const struct match *m, const char *name)
{
	size_t first, n = image_find(&m->image, name, &first), globals = 0, nth = 0;
	const struct symbol *s = NULL;

	for (size_t i = first; i < first + n; i++) {
		if (isupper((unsigned char)image_named(&m->image, i)->type)) {
			s = image_named(&m->image, i);
			globals++;
			nth = i - first + 1;
		}
	}
	if (n < 2)
		return;
	if (globals == 1)
		printf("sym\t%s\t%016" PRIx64 "\t%s\t%zu\t%zu\t%c\n", name, s->addr, name, nth, n, s->type);
	else
		printf("many\t%s\t%zu\n", name, n);
}

/*
 * Variables whose value the kernel writes into its code (asm/runtime-const.h): the object names them in names of sections, and the
 * patch loads them (asm/runtime.c).  "many NAME 0": gcc has left the variable out, as all that is done with it is that.
 */
static void put_runtime(const struct match *m, const char *section)
{
	const char *name = section + strlen("runtime_ptr_");
	size_t first;

	if (strncmp(section, "runtime_ptr_", strlen("runtime_ptr_")) || old_has(m, name))
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

	if (m->image.is_module)
		return 0;	/* what a module takes from elsewhere its file does not tell */
	if (elf_file_open(&e, path, f))
		return -1;
	for (size_t i = 1; i < e.nsyms && !ret; i++) {
		ret = elf_file_symbol(&e, i, &s, f);
		if (!ret && s.index == SHN_UNDEF && *s.name && !old_has(m, s.name))
			put_one(m, s.name);
	}
	for (size_t i = 0; i < e.nsections && !ret; i++)
		put_runtime(m, e.sections[i].name);
	elf_file_close(&e);
	return ret;
}
