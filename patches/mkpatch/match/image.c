// SPDX-License-Identifier: GPL-2.0-only
/*
 * image.c - opens a kernel's image or a module, finds its symbols, bytes and references.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "in/in.h"
#include "match/image.h"

#define UNIT_SHIFT	32		/* of the address that a section of a module begins at */

static int compare_addr(const void *va, const void *vb, void *arg)
{
	const struct symset *set = arg;
	uint32_t a = *(const uint32_t *)va, b = *(const uint32_t *)vb;
	const struct symbol *x = &set->syms[a], *y = &set->syms[b];

	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	return a < b ? -1 : a > b;	/* the set has the best name last */
}

static int compare_name(const void *va, const void *vb, void *arg)
{
	const struct symset *set = arg;
	uint32_t a = *(const uint32_t *)va, b = *(const uint32_t *)vb;
	int ret = strcmp(set->syms[a].name, set->syms[b].name);

	return ret ? ret : compare_addr(va, vb, arg);
}

static uint32_t *order(struct symset *set, int (*compare)(const void *, const void *, void *))
{
	uint32_t *list = calloc(set->nsyms + 1, sizeof(*list));
	size_t i;

	for (i = 0; list && i < set->nsyms; i++)
		list[i] = i;
	if (list)
		qsort_r(list, set->nsyms, sizeof(*list), compare, set);
	return list;
}

static void find_bounds(struct image *im)
{
	size_t i;

	symset_find_base(&im->set);
	im->lowest = im->set.base;
	for (i = 0; i < im->set.nsyms; i++)
		if (!symbol_is_absolute(&im->set.syms[i]) && im->set.syms[i].addr > im->highest)
			im->highest = im->set.syms[i].addr;
}

static int index_symbols(struct image *im, const char *path, struct fail *f)
{
	if (!im->set.nsyms)
		return fail(f, "%s: no symbols", path);
	symset_place_absolute(&im->set);
	symset_sort(&im->set);
	find_bounds(im);
	im->by_addr = order(&im->set, compare_addr);
	im->by_name = order(&im->set, compare_name);
	if (!im->by_addr || !im->by_name)
		return fail(f, "out of memory");
	return 0;
}

static uint64_t unit(uint64_t number)
{
	return number << UNIT_SHIFT;
}

/* What the module takes from elsewhere, at addresses behind those of its sections. */
static int add_undefined(struct image *im, struct fail *f)
{
	const struct object *m = &im->module;
	size_t i;

	for (i = 1; i < m->elf.nsyms; i++) {
		struct symbol sym = { .name = m->syms[i].name, .type = 'U' };

		if (m->syms[i].index != SHN_UNDEF || !sym.name[0])
			continue;
		sym.addr = unit(m->elf.nsections + i);
		if (symset_add(&im->set, &sym, f))
			return -1;
	}
	return 0;
}

static int open_module(struct image *im, const char *path, struct fail *f)
{
	im->is_module = true;
	if (object_open(&im->module, path, f) || in_elf_symbols(&im->set, &im->module.elf, f) ||
	    add_undefined(im, f))
		return -1;
	return index_symbols(im, path, f);
}

static int check_linked(const struct image *im, struct fail *f)
{
	GElf_Ehdr eh;

	if (!gelf_getehdr(im->elf.elf, &eh) || eh.e_ident[EI_CLASS] != ELFCLASS64 ||
	    eh.e_ident[EI_DATA] != ELFDATA2LSB)
		return fail(f, "%s: expected a 64-bit little-endian ELF file", im->elf.path);
	return 0;
}

static int open_linked(struct image *im, const char *path, const char *kallsyms, struct fail *f)
{
	if ((kallsyms ? elf_file_open_any : elf_file_open)(&im->elf, path, f)) {
		im->elf = (struct elf_file){ 0 };
		return -1;
	}
	if (check_linked(im, f))
		return -1;
	if (kallsyms ? in_text(&im->set, kallsyms, f) : in_elf_symbols(&im->set, &im->elf, f))
		return -1;
	return index_symbols(im, kallsyms ? kallsyms : path, f);
}

/* A flat image begins with _text: arm64's Image. */
static int open_flat(struct image *im, const char *path, const char *kallsyms, struct fail *f)
{
	if (!kallsyms)
		return fail(f, "%s: expected an ELF file, or a list of symbols besides", path);
	if (mapped_open(&im->flat, path, "a kernel", f) || in_text(&im->set, kallsyms, f) ||
	    index_symbols(im, kallsyms, f))
		return -1;
	im->flat_base = im->lowest;
	return 0;
}

/* The type of an ELF file (ET_*); 0: it is none; -1 with *f noted. */
static int elf_type(const char *path, struct fail *f)
{
	unsigned char head[EI_NIDENT + 2] = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return fail(f, "%s: %s", path, strerror(errno));
	n = read(fd, head, sizeof(head));
	close(fd);
	if (n < 0)
		return fail(f, "%s: %s", path, strerror(errno));
	if (n < (ssize_t)sizeof(head) || memcmp(head, ELFMAG, SELFMAG))
		return 0;
	return head[EI_NIDENT] | head[EI_NIDENT + 1] << 8;
}

int image_open(struct image *im, const char *path, const char *kallsyms, struct fail *f)
{
	*im = (struct image){ 0 };
	switch (elf_type(path, f)) {
	case -1:
		return -1;
	case 0:
		return open_flat(im, path, kallsyms, f);
	case ET_REL:
		if (kallsyms)
			return fail(f, "%s: expected no list of symbols with it: a module has its own",
				    path);
		return open_module(im, path, f);
	}
	return open_linked(im, path, kallsyms, f);
}

void image_close(struct image *im)
{
	object_close(&im->module);
	if (im->elf.elf)
		elf_file_close(&im->elf);
	mapped_close(&im->flat);
	free(im->by_addr);
	free(im->by_name);
	symset_free(&im->set);
}

static const uint8_t *within(const uint8_t *bytes, uint64_t have, uint64_t offset, uint64_t size)
{
	return bytes && offset <= have && size <= have - offset ? bytes + offset : NULL;
}

static const uint8_t *linked_bytes(const struct image *im, uint64_t addr, uint64_t size)
{
	size_t i;

	for (i = 1; i < im->elf.nsections; i++) {
		const GElf_Shdr *sh = &im->elf.sections[i].sh;
		Elf_Data *data;

		if (!(sh->sh_flags & SHF_ALLOC) || sh->sh_type == SHT_NOBITS ||
		    addr < sh->sh_addr || addr - sh->sh_addr >= sh->sh_size)
			continue;
		data = elf_rawdata(elf_getscn(im->elf.elf, i), NULL);
		return data ? within(data->d_buf, data->d_size, addr - sh->sh_addr, size) : NULL;
	}
	return NULL;
}

bool image_section(const struct image *im, uint64_t addr, uint32_t *section, uint64_t *offset)
{
	*section = addr >> UNIT_SHIFT;
	*offset = addr - unit(*section);
	return *section && *section < im->module.elf.nsections;
}

void image_section_range(const struct image *im, const char *name, uint64_t *from, uint64_t *to)
{
	uint32_t i;

	*from = *to = 0;
	for (i = 1; i < im->module.elf.nsections; i++) {
		if (strcmp(im->module.elf.sections[i].name, name))
			continue;
		*from = unit(i);
		*to = *from + object_header(&im->module, i)->sh_size;
	}
}

const uint8_t *image_bytes(const struct image *im, uint64_t addr, uint64_t size)
{
	uint32_t section;
	uint64_t offset;

	if (!im->is_module)
		return im->flat.bytes ? within(im->flat.bytes, im->flat.size,
					       addr - im->flat_base, size)
				      : linked_bytes(im, addr, size);
	if (!image_section(im, addr, &section, &offset))
		return NULL;
	return within(im->module.contents[section].bytes, object_header(&im->module, section)->sh_size,
		      offset, size);
}

/* --- symbols --- */

/* The first of list whose symbol is not below what is looked for; below() tells. */
static size_t first_of(const struct image *im, const uint32_t *list,
		       bool (*below)(const struct symbol *sym, const void *key), const void *key)
{
	size_t low = 0, high = im->set.nsyms;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (below(&im->set.syms[list[middle]], key))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool name_below(const struct symbol *sym, const void *key)
{
	return strcmp(sym->name, key) < 0;
}

static bool addr_below(const struct symbol *sym, const void *key)
{
	return sym->addr < *(const uint64_t *)key;
}

size_t image_find(const struct image *im, const char *name, size_t *first)
{
	size_t i = *first = first_of(im, im->by_name, name_below, name);

	while (i < im->set.nsyms && !strcmp(im->set.syms[im->by_name[i]].name, name))
		i++;
	return i - *first;
}

size_t image_at(const struct image *im, uint64_t addr, size_t *first)
{
	size_t i = *first = first_of(im, im->by_addr, addr_below, &addr);

	while (i < im->set.nsyms && im->set.syms[im->by_addr[i]].addr == addr)
		i++;
	return i - *first;
}

uint64_t image_next(const struct image *im, uint64_t addr)
{
	uint64_t above = addr + 1;
	size_t i = first_of(im, im->by_addr, addr_below, &above);

	return i < im->set.nsyms ? im->set.syms[im->by_addr[i]].addr : UINT64_MAX;
}

bool image_is_dropped(const struct image *im, const struct symbol *sym)
{
	uint32_t section;
	uint64_t offset;

	return im->is_module && image_section(im, sym->addr, &section, &offset) &&
	       !strncmp(im->module.elf.sections[section].name, ".init", strlen(".init"));
}

void image_position(const struct image *im, const struct symbol *sym, size_t *nth, size_t *of)
{
	size_t first, n = image_find(im, sym->name, &first), i;

	*nth = *of = 0;
	for (i = first; i < first + n; i++) {
		const struct symbol *s = image_named(im, i);

		if (s != sym && image_is_dropped(im, s))
			continue;
		++*of;
		if (s == sym)
			*nth = *of;
	}
}

/* --- references --- */

static bool module_reference(const struct image *im, const struct field *fd, uint64_t addr,
			     uint64_t *address)
{
	const struct object *m = &im->module;
	const struct elf_symbol *sym;
	const struct field *found;
	const struct reloc *r;
	uint32_t section;
	uint64_t offset;
	size_t i;

	if (!image_section(im, addr, &section, &offset))
		return false;
	i = object_reloc_from(m, section, offset);
	if (i == m->contents[section].nrelocs)
		return false;
	r = &m->contents[section].relocs[i];
	found = field_of(m->machine, r->type);
	if (r->offset != offset || !found || found->form != fd->form || found->bytes != fd->bytes)
		return false;
	sym = &m->syms[r->sym];
	*address = sym->value + r->addend;
	if (sym->section)
		*address += unit(sym->index);
	else if (sym->index == SHN_UNDEF)
		*address += unit(m->elf.nsections + r->sym);
	return true;
}

bool image_reference(const struct image *im, const struct field *fd, uint64_t addr,
		     uint64_t *address, bool *whole)
{
	const uint8_t *p;

	*whole = true;
	if (im->is_module)
		return module_reference(im, fd, addr, address);
	p = image_bytes(im, addr, fd->bytes);
	if (!p || fd->form == FIELD_GOT)
		return false;
	*address = field_address(fd, field_word(fd, p), addr);
	*whole = fd->form != FIELD_PAGE && fd->form != FIELD_LOW;
	return true;
}
