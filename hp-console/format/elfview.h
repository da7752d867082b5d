/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * elfview.h - sections, symbols and relocations of an ELF64 relocatable file in memory.
 *
 * libelf was measured and rejected here: it adds 115 KiB to the static console (with zlib), and for
 * hostile bytes its lazy conversions and decompression are more code to trust than these few
 * bounds checks.  All values are copied out, so the bytes may lie at any alignment.
 */
#ifndef HP_ELFVIEW_H
#define HP_ELFVIEW_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elfview {
	const uint8_t *data;
	size_t len;
	Elf64_Ehdr eh;
	uint32_t nsections;
	uint32_t shstrndx;
};

/* A section whose bytes lie within the file. */
struct elfpart {
	Elf64_Shdr sh;
	const uint8_t *bytes;		/* NULL for SHT_NOBITS */
	size_t size;
	uint32_t index;
};

/* 0, or -ENOEXEC (not such a file), -EBADMSG (its tables lie outside of it). */
int elfview_open(struct elfview *v, const void *data, size_t len);

/* 0, or -EBADMSG. */
int elfview_section(const struct elfview *v, uint32_t index, struct elfpart *p);

/* The first section of that name and type.  1, 0 (none), -EBADMSG. */
int elfview_find(const struct elfview *v, const char *name, uint32_t type, struct elfpart *p);

/* The first section of that type whose sh_info is info (any for -1).  1, 0, -EBADMSG. */
int elfview_find_type(const struct elfview *v, uint32_t type, int64_t info, struct elfpart *p);

/* The string at offset in a string section; NULL if no NUL ends it within the section and 4096 bytes. */
const char *elfpart_string(const struct elfpart *strings, uint64_t offset);

/* Copies entry i of an array section.  false when it is not wholly there. */
bool elfpart_entry(const struct elfpart *p, uint64_t i, void *entry, size_t size);

#endif
