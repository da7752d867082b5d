// SPDX-License-Identifier: GPL-2.0-only
/* elfview.c - see elfview.h: every offset from the file is checked where it is used. */
#include <errno.h>
#include <string.h>

#include "format/elfview.h"

/* No real module has more.  The limits bound the time that a hostile file of megabytes can take. */
#define MAX_SECTIONS	8192
#define MAX_STRING	4096

static bool inside(const struct elfview *v, uint64_t off, uint64_t size)
{
	return off <= v->len && size <= v->len - off;
}

int elfview_open(struct elfview *v, const void *data, size_t len)
{
	Elf64_Shdr first;

	memset(v, 0, sizeof(*v));
	v->data = data;
	v->len = len;
	if (len < sizeof(v->eh))
		return -ENOEXEC;
	memcpy(&v->eh, data, sizeof(v->eh));
	if (memcmp(v->eh.e_ident, ELFMAG, SELFMAG) || v->eh.e_ident[EI_CLASS] != ELFCLASS64 ||
	    v->eh.e_ident[EI_DATA] != ELFDATA2LSB || v->eh.e_type != ET_REL)
		return -ENOEXEC;
	if (v->eh.e_shentsize != sizeof(Elf64_Shdr) || !v->eh.e_shoff ||
	    !inside(v, v->eh.e_shoff, sizeof(first)))
		return -EBADMSG;
	memcpy(&first, v->data + v->eh.e_shoff, sizeof(first));
	v->nsections = v->eh.e_shnum ? v->eh.e_shnum : (uint32_t)first.sh_size;
	v->shstrndx = v->eh.e_shstrndx == SHN_XINDEX ? first.sh_link : v->eh.e_shstrndx;
	if (v->nsections > MAX_SECTIONS || (!v->eh.e_shnum && first.sh_size > UINT32_MAX))
		return -EBADMSG;
	if (!inside(v, v->eh.e_shoff, (uint64_t)v->nsections * sizeof(Elf64_Shdr)) ||
	    v->shstrndx >= v->nsections)
		return -EBADMSG;
	return 0;
}

int elfview_section(const struct elfview *v, uint32_t index, struct elfpart *p)
{
	memset(p, 0, sizeof(*p));
	if (index >= v->nsections)
		return -EBADMSG;
	memcpy(&p->sh, v->data + v->eh.e_shoff + (size_t)index * sizeof(p->sh), sizeof(p->sh));
	p->index = index;
	if (p->sh.sh_type == SHT_NOBITS || p->sh.sh_type == SHT_NULL)
		return 0;
	if (!inside(v, p->sh.sh_offset, p->sh.sh_size))
		return -EBADMSG;
	p->bytes = v->data + p->sh.sh_offset;
	p->size = p->sh.sh_size;
	return 0;
}

int elfview_find(const struct elfview *v, const char *name, uint32_t type, struct elfpart *p)
{
	struct elfpart names;

	if (elfview_section(v, v->shstrndx, &names))
		return -EBADMSG;
	for (uint32_t i = 1; i < v->nsections; i++) {
		const char *s;

		if (elfview_section(v, i, p))
			return -EBADMSG;
		s = elfpart_string(&names, p->sh.sh_name);
		if (!s)
			return -EBADMSG;
		if (p->sh.sh_type == type && !strcmp(s, name))
			return 1;
	}
	return 0;
}

int elfview_find_type(const struct elfview *v, uint32_t type, int64_t info, struct elfpart *p)
{
	for (uint32_t i = 1; i < v->nsections; i++) {
		if (elfview_section(v, i, p))
			return -EBADMSG;
		if (p->sh.sh_type == type && (info < 0 || p->sh.sh_info == (uint32_t)info))
			return 1;
	}
	return 0;
}

const char *elfpart_string(const struct elfpart *strings, uint64_t offset)
{
	size_t most;

	if (!strings->bytes || offset >= strings->size)
		return NULL;
	most = strings->size - offset < MAX_STRING ? strings->size - offset : MAX_STRING;
	if (!memchr(strings->bytes + offset, '\0', most))
		return NULL;
	return (const char *)strings->bytes + offset;
}

bool elfpart_entry(const struct elfpart *p, uint64_t i, void *entry, size_t size)
{
	if (!p->bytes || i >= p->size / size)
		return false;
	memcpy(entry, p->bytes + i * size, size);
	return true;
}
