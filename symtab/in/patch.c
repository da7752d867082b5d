// SPDX-License-Identifier: GPL-2.0-only
/*
 * patch.c - see in/patch.h.
 *
 * The section .init.hotpatch has a struct hotpatch_func for each target; a relocation says which replacement.  The debug
 * information of an object has to be relocated itself, which libdwfl does.
 */
#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "in/dwarf_type.h"
#include "in/elf_file.h"
#include "in/patch.h"

/* struct hotpatch_func, in patches/hotpatch.h */
#define FUNC_SIZE	328
#define FUNC_FILE	128
#define FUNC_OBJECT	256
#define FUNC_POS	312
#define FUNC_BY		320

/* --- targets --------------------------------------------------------------------------------- */

static size_t section_named(const struct elf_file *e, const char *name)
{
	size_t i;

	for (i = 1; i < e->nsections; i++)
		if (!strcmp(e->sections[i].name, name))
			return i;
	return 0;
}

static int read_targets(const struct elf_file *e, size_t section, struct replacement **r, size_t *n, struct fail *f)
{
	Elf_Data *data = section ? elf_getdata(elf_getscn(e->elf, section), NULL) : NULL;
	size_t i;

	if (!section)			/* it replaces nothing, which others may find wrong */
		return 0;
	if (!data || !data->d_buf || data->d_size % FUNC_SIZE)
		return fail(f, "%s: expected a section .init.hotpatch of %d bytes a function", e->path, FUNC_SIZE);
	*r = calloc(data->d_size / FUNC_SIZE, sizeof(**r));
	if (!*r)
		return fail(f, "out of memory");
	for (i = 0; i < data->d_size / FUNC_SIZE; i++) {
		const char *p = (const char *)data->d_buf + i * FUNC_SIZE;
		struct replacement *to = &(*r)[i];

		snprintf(to->name, sizeof(to->name), "%.127s", p);
		snprintf(to->file, sizeof(to->file), "%.127s", p + FUNC_FILE);
		snprintf(to->object, sizeof(to->object), "%.55s", p + FUNC_OBJECT);
		memcpy(&to->pos, p + FUNC_POS, sizeof(to->pos));
	}
	*n = i;
	return 0;
}

/* Writes the name of the function at an offset of a section. */
static int name_at(const struct elf_file *e, uint32_t section, uint64_t off, char name[128], struct fail *f)
{
	struct elf_symbol s;
	size_t i;

	for (i = 1; i < e->nsyms; i++) {
		if (elf_file_symbol(e, i, &s, f))
			return -1;
		if (s.type == STT_FUNC && s.index == section && s.value == off)
			snprintf(name, 128, "%.127s", s.name);
	}
	return 0;
}

static int read_replacements(const struct elf_file *e, size_t section, struct replacement *r, size_t n, struct fail *f)
{
	size_t i, k;

	for (i = 1; i < e->nsections; i++) {
		Elf_Data *data;
		GElf_Rela rela;

		if (e->sections[i].sh.sh_type != SHT_RELA || e->sections[i].sh.sh_info != section)
			continue;
		data = elf_getdata(elf_getscn(e->elf, i), NULL);
		for (k = 0; data && gelf_getrela(data, k, &rela); k++) {
			struct elf_symbol s;

			if (rela.r_offset % FUNC_SIZE != FUNC_BY || rela.r_offset / FUNC_SIZE >= n)
				continue;
			if (GELF_R_SYM(rela.r_info) >= e->nsyms || elf_file_symbol(e, GELF_R_SYM(rela.r_info), &s, f) ||
			    name_at(e, s.index, s.value + rela.r_addend, r[rela.r_offset / FUNC_SIZE].by, f))
				return fail(f, "%s: a relocation of .init.hotpatch is damaged", e->path);
		}
	}
	return 0;
}

/* --- types ----------------------------------------------------------------------------------- */

static void read_type(Dwarf_Die *die, struct replacement *r, size_t n)
{
	const char *name = dwarf_diename(die);
	Dwarf_Addr addr;
	size_t i;

	if (!name || dwarf_lowpc(die, &addr))
		return;
	for (i = 0; i < n; i++)
		if (!strcmp(r[i].by, name))
			dwarf_function_type(die, r[i].type, sizeof(r[i].type));
}

static void read_types(Dwarf *dwarf, struct replacement *r, size_t n)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit, die;

	while (!dwarf_get_units(dwarf, cu, &cu, NULL, NULL, &unit, NULL)) {
		if (dwarf_child(&unit, &die))
			continue;
		do {
			if (dwarf_tag(&die) == DW_TAG_subprogram)
				read_type(&die, r, n);
		} while (!dwarf_siblingof(&die, &die));
	}
}

/* Without debug information no type is known. */
static int read_dwarf(const char *path, struct replacement *r, size_t n, struct fail *f)
{
	static const Dwfl_Callbacks callbacks = {
		.find_elf = dwfl_build_id_find_elf, .find_debuginfo = dwfl_standard_find_debuginfo,
		.section_address = dwfl_offline_section_address,
	};
	Dwfl *dwfl = dwfl_begin(&callbacks);
	Dwfl_Module *module = dwfl ? dwfl_report_offline(dwfl, "patch", path, -1) : NULL;
	Dwarf_Addr bias;
	Dwarf *dwarf;

	if (!module) {
		dwfl_end(dwfl);
		return fail(f, "%s: %s", path, dwfl_errmsg(-1));
	}
	dwfl_report_end(dwfl, NULL, NULL);
	dwarf = dwfl_module_getdwarf(module, &bias);
	if (dwarf)
		read_types(dwarf, r, n);
	dwfl_end(dwfl);
	return 0;
}

int in_patch(const char *path, struct replacement **r, size_t *n, struct fail *f)
{
	struct elf_file e;
	size_t section;
	int ret;

	*r = NULL;
	*n = 0;
	if (elf_file_open(&e, path, f))
		return -1;
	section = section_named(&e, ".init.hotpatch");
	ret = read_targets(&e, section, r, n, f);
	if (!ret)
		ret = read_replacements(&e, section, *r, *n, f);
	elf_file_close(&e);
	return ret ? ret : read_dwarf(path, *r, *n, f);
}
