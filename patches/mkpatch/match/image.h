/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * image.h - what the object is compared with: a kernel's image, or a module.
 *
 * A module is not linked, so it has no addresses.  Here each of its sections, and each symbol that it takes
 * from elsewhere, begins at an address of its own, number << 32: then all that is said of addresses
 * holds for modules too.
 */
#ifndef MATCH_IMAGE_H
#define MATCH_IMAGE_H

#include "match/field.h"
#include "in/mapped.h"
#include "match/object.h"
#include "symset.h"

struct image {
	bool is_module;
	struct object module;
	struct elf_file elf;		/* a linked ELF file, */
	struct mapped flat;		/* or bytes without any, */
	uint64_t flat_base;		/* which begin at this address */

	struct symset set;
	uint32_t *by_addr, *by_name;	/* indices of its symbols */
	uint64_t lowest, highest;	/* addresses that move with the image */
};

/* kallsyms: a list of the symbols; NULL: the image has them.  0, or -1 with *f noted; image_close() comes
 * after either. */
int image_open(struct image *im, const char *path, const char *kallsyms, struct fail *f);
void image_close(struct image *im);

/* size bytes at addr, or NULL if the image does not have them all. */
const uint8_t *image_bytes(const struct image *im, uint64_t addr, uint64_t size);

/* As many as there are symbols of that name, by address; *first: of them in by_name. */
size_t image_find(const struct image *im, const char *name, size_t *first);

/* The same for those that begin at addr; *first in by_addr. */
size_t image_at(const struct image *im, uint64_t addr, size_t *first);

/* The lowest address of a symbol above addr; UINT64_MAX: none. */
uint64_t image_next(const struct image *im, uint64_t addr);

static inline const struct symbol *image_named(const struct image *im, size_t i)
{
	return &im->set.syms[im->by_name[i]];
}

/* Of a module: does the kernel's loader free it after the module's start, and keep no symbol of it? */
bool image_is_dropped(const struct image *im, const struct symbol *sym);

/* A symbol's position by address among those of its name, from 1, and how many there are. */
void image_position(const struct image *im, const struct symbol *sym, size_t *nth, size_t *of);

/*
 * Reads the field at addr.  true: *address is what it stands for (see field_address()), and if it is all of it,
 * whole is set.  Of a module, the relocation there tells.
 */
bool image_reference(const struct image *im, const struct field *fd, uint64_t addr,
		     uint64_t *address, bool *whole);

/* Of a module: the section that addr is in, and the offset there.  false: in none. */
bool image_section(const struct image *im, uint64_t addr, uint32_t *section, uint64_t *offset);

/* Of a module: where the section called name is; *from == *to: there is none. */
void image_section_range(const struct image *im, const char *name, uint64_t *from, uint64_t *to);

#endif
