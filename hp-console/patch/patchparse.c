// SPDX-License-Identifier: GPL-2.0-only
/*
 * patchparse.c - reads a patch's .ko (see patchfile.h): which kernel it is for, which functions it replaces, which
 * symbols it needs.  Pure: bytes in, structs out, no I/O; fuzzed (tests/fuzz/patchfile_fuzz.c).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/buildid.h"
#include "format/elfview.h"
#include "hpfun/prototype.h"
#include "hpfun/typelist.h"
#include "output/clean.h"
#include "patch/patchinfo.h"

#define FUNC_SECTION ".init.hotpatch"	/* see patches/hotpatch.h */
#define BODY_SECTION ".hotpatch.bodies"	/* see bodylist.h */

/* struct hotpatch_func as it lies in the file. */
struct raw_func {
	struct hp_symref target;
	uint64_t replacement;
};

#define MAX_BODIES  (1u << 20)		/* bytes of BODY_SECTION */
#define MAX_TYPES   (1u << 17)		/* bytes of TYPES_SECTION */

/* How the file is packed, or NULL.  The kernel's loader takes packed modules only through modprobe. */
static const char *packed(const uint8_t *data, size_t len)
{
	static const struct {
		uint8_t len;
		char magic[7];
		const char *found;
	} kinds[] = {
		{ 6, "\xfd" "7zXZ", "one packed with xz: unpack it first, xz -d" },
		{ 4, "\x28\xb5\x2f\xfd", "one packed with zstd: unpack it first, zstd -d" },
		{ 2, "\x1f\x8b", "one packed with gzip: unpack it first, gzip -d" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (len >= kinds[i].len && !memcmp(data, kinds[i].magic, kinds[i].len))
			return kinds[i].found;
	return NULL;
}

static int open_elf(struct reader *r, const uint8_t *data, size_t len)
{
	int ret = elfview_open(&r->v, data, len);

	if (ret == -EBADMSG)
		return file_damaged(r, "a section table");
	if (!ret)
		return 0;
	if (packed(data, len))
		return refuse_file(r, ret, "not a kernel module", "an ELF file", "%s", packed(data, len));
	if (len < SELFMAG || memcmp(data, ELFMAG, SELFMAG))
		return refuse_file(r, ret, "not a kernel module", "an ELF file",
			      "%s", !len ? "an empty file" :
			      memchr(data, '\0', len) ? "something else" : "text");
	if (len < sizeof(Elf64_Ehdr))
		return file_damaged(r, "an ELF header");
	return refuse_file(r, ret, "not a kernel module", "a 64-bit little-endian relocatable ELF file",
		      "class %u, data %u, type %u", r->v.eh.e_ident[EI_CLASS],
		      r->v.eh.e_ident[EI_DATA], r->v.eh.e_type);
}

/* A file without a build-id is accepted too, but cannot be told from other builds of its name. */
static int read_build_id(struct reader *r, struct patchfile *pf)
{
	struct elfpart note;
	int ret = elfview_find(&r->v, ".note.gnu.build-id", SHT_NOTE, &note);

	if (ret < 0)
		return file_damaged(r, "sections");
	if (ret)
		buildid_from_notes(note.bytes, note.size, pf->build_id);
	return 0;
}

static int find_symbols(struct reader *r)
{
	int ret = elfview_find_type(&r->v, SHT_SYMTAB, -1, &r->syms);

	if (ret < 0)
		return file_damaged(r, "sections");
	if (!ret)
		return refuse_file(r, -EINVAL, "the module is stripped of everything",
			      "a symbol table", "none");
	if (elfview_section(&r->v, r->syms.sh.sh_link, &r->names))
		return file_damaged(r, "symbol names");
	return 0;
}

/* The function at that place; its section's own symbol has no name and does not count. */
static void name_at(struct reader *r, uint16_t shndx, uint64_t value, char *to, size_t size)
{
	Elf64_Sym sym;

	for (uint64_t i = 1; elfpart_entry(&r->syms, i, &sym, sizeof(sym)); i++) {
		const char *s;

		if (sym.st_shndx != shndx || sym.st_value != value ||
		    ELF64_ST_TYPE(sym.st_info) != STT_FUNC)
			continue;
		s = elfpart_string(&r->names, sym.st_name);
		if (s && *s) {
			snprintf(to, size, "%s", s);
			clean_kept(to);
			return;
		}
	}
}

/* Local functions are referred to as section + addend, global ones by symbol. */
static int name_replacement(struct reader *r, const struct elfpart *rela, uint64_t offset,
			    struct pf_func *f)
{
	Elf64_Rela rel;
	Elf64_Sym sym;

	for (uint64_t i = 0; elfpart_entry(rela, i, &rel, sizeof(rel)); i++) {
		if (rel.r_offset != offset)
			continue;
		if (!elfpart_entry(&r->syms, ELF64_R_SYM(rel.r_info), &sym, sizeof(sym)))
			return file_damaged(r, "a relocation's symbol");
		name_at(r, sym.st_shndx, sym.st_value + rel.r_addend, f->replacement,
			sizeof(f->replacement));
		return 0;
	}
	return refuse_file(r, -EINVAL, "a function without replacement", "a replacement for each target",
		      "none for %s", f->target.name);
}

/* Names are compared with the kernel's, which are printable ASCII: others are refused, not cleaned. */
static bool good_string(const char *s, size_t size)
{
	return memchr(s, '\0', size) && clean_already(s);
}

static int read_func(struct reader *r, const struct elfpart *part, const struct elfpart *rela,
		     uint32_t i, struct pf_func *f)
{
	struct raw_func raw;

	if (!elfpart_entry(part, i, &raw, sizeof(raw)))
		return refuse_file(r, -EINVAL, "the list of functions has no end",
			      "an empty entry after the last", "%u entries and none empty", i);
	if (!good_string(raw.target.name, sizeof(raw.target.name)) ||
	    !good_string(raw.target.file, sizeof(raw.target.file)) ||
	    !good_string(raw.target.object, sizeof(raw.target.object)))
		return refuse_file(r, -EINVAL, "a target that is no name",
			      "NUL-terminated names that can be printed", "none in entry %u", i);
	if (!patchinfo_module(raw.target.object))
		return refuse_file(r, -EINVAL, "a target in what is no module",
			      "letters, digits, - and _", "\"%s\"", raw.target.object);
	f->target = raw.target;
	if (!raw.target.name[0])
		return 0;
	return name_replacement(r, rela, i * sizeof(raw) + offsetof(struct raw_func, replacement),
				f);
}

static int read_funcs(struct reader *r, struct patchfile *pf)
{
	struct elfpart part, rela;
	int ret = elfview_find(&r->v, FUNC_SECTION, SHT_PROGBITS, &part);

	if (ret < 0)
		return file_damaged(r, "sections");
	if (!ret)
		return refuse_file(r, -EINVAL, "the patch replaces nothing",
			      "a section " FUNC_SECTION " (HOTPATCH() in the source)", "none");
	if (part.size % sizeof(struct raw_func) ||
	    part.size / sizeof(struct raw_func) > HP_MAX_FUNCS + 1)
		return refuse_file(r, -EINVAL, "the list of functions has no possible size",
			      "at most 257 entries of 328 bytes", "%zu bytes", part.size);
	ret = elfview_find_type(&r->v, SHT_RELA, part.index, &rela);
	if (ret < 0)
		return file_damaged(r, "sections");
	if (!ret)
		memset(&rela, 0, sizeof(rela));
	pf->funcs = calloc(part.size / sizeof(struct raw_func) + 1, sizeof(*pf->funcs));
	if (!pf->funcs)
		return -ENOMEM;
	for (;; pf->nfuncs++) {
		ret = read_func(r, &part, &rela, pf->nfuncs, &pf->funcs[pf->nfuncs]);
		if (ret)
			return ret;
		if (!pf->funcs[pf->nfuncs].target.name[0])
			break;
	}
	if (!pf->nfuncs)
		return refuse_file(r, -EINVAL, "the patch replaces nothing", "at least one function",
			      "an empty list");
	return 0;
}

/* Of each function in turn.  Where the list ends early nothing is known of the rest. */
static int read_bodies(struct reader *r, struct patchfile *pf)
{
	struct elfpart part;
	struct bodylist list;
	int ret = elfview_find(&r->v, BODY_SECTION, SHT_PROGBITS, &part);

	if (ret < 0)
		return file_damaged(r, "sections");
	if (!ret)
		return 0;
	if (!part.size || part.size > MAX_BODIES)
		return refuse_file(r, -EINVAL, "the list of bodies has no possible size",
			      "1 to 1048576 bytes in " BODY_SECTION, "%zu", part.size);
	if (part.bytes[0] != BODYLIST_VERSION)
		return refuse_file(r, -EINVAL, "made for another hotpatch", BODY_SECTION " of version 1",
			      "version %u", part.bytes[0]);
	pf->left_out = calloc(bodylist_room(part.size) + 1, sizeof(*pf->left_out));
	if (!pf->left_out)
		return -ENOMEM;
	bodylist_start(&list, part.bytes + 1, part.size - 1, pf->left_out);
	for (uint32_t i = 0; i < pf->nfuncs && list.at < list.end; i++)
		if (!bodylist_next(&list, &pf->funcs[i].body))
			return refuse_file(r, -EINVAL, "the list of bodies is wrong",
				      "a size, a digest, and places within that size",
				      "others for %s", pf->funcs[i].target.name);
	if (list.at < list.end)
		return refuse_file(r, -EINVAL, "the list of bodies is wrong", "one for each function",
			      "%zu bytes more", (size_t)(list.end - list.at));
	return 0;
}

/* A string of TYPES_SECTION.  false: it is none. */
static bool take_type(struct pf_func *f, const char *s)
{
	if (!*s || !strcmp(s, TYPES_SAME))
		return true;
	f->type_allowed = !strncmp(s, TYPES_MEANT, strlen(TYPES_MEANT));
	f->type = f->type_allowed ? s + strlen(TYPES_MEANT) : s;
	return strlen(f->type) < PROTOTYPE_SIZE && strchr(f->type, PROTOTYPE_NAME) && clean_already(f->type);
}

/* Of each function in turn; see hpfun/typelist.h. */
static int read_types(struct reader *r, struct patchfile *pf)
{
	struct elfpart part;
	size_t at = sizeof(TYPES_VERSION);
	int ret = elfview_find(&r->v, TYPES_SECTION, SHT_PROGBITS, &part);

	for (uint32_t i = 0; i < pf->nfuncs; i++)
		pf->funcs[i].type = "";
	if (ret < 0)
		return file_damaged(r, "sections");
	if (!ret)
		return 0;
	if (!part.size || part.size > MAX_TYPES || part.bytes[part.size - 1])
		return refuse_file(r, -EINVAL, "the list of types has no possible size",
				   "strings, at most 131072 bytes in " TYPES_SECTION, "%zu", part.size);
	if (strcmp((const char *)part.bytes, TYPES_VERSION))
		return refuse_file(r, -EINVAL, "made for another hotpatch", TYPES_SECTION " of version "
				   TYPES_VERSION, "version %.20s", (const char *)part.bytes);
	pf->types = malloc(part.size);
	if (!pf->types)
		return -ENOMEM;
	memcpy(pf->types, part.bytes, part.size);
	for (uint32_t i = 0; i < pf->nfuncs; i++, at += strlen(pf->types + at) + 1)
		if (at >= part.size || !take_type(&pf->funcs[i], pf->types + at))
			return refuse_file(r, -EINVAL, "the list of types is wrong", "one for each function",
					   at < part.size ? "\"%.100s\"" : "an end before %.127s",
					   at < part.size ? pf->types + at : pf->funcs[i].target.name);
	if (at < part.size)
		return refuse_file(r, -EINVAL, "the list of types is wrong", "one for each function", "more");
	return 0;
}

/* Weak ones are left out: the kernel's loader links them to nothing where they do not exist. */
static bool is_import(const Elf64_Sym *sym)
{
	return sym->st_shndx == SHN_UNDEF && ELF64_ST_BIND(sym->st_info) == STB_GLOBAL;
}

static int add_import(struct reader *r, struct patchfile *pf, const Elf64_Sym *sym)
{
	const char *s = elfpart_string(&r->names, sym->st_name);
	struct hp_import *im = &pf->imports[pf->nimports];

	if (!s)
		return file_damaged(r, "a symbol's name");
	if (!*s || strlen(s) >= sizeof(im->alias) || !clean_already(s))
		return refuse_file(r, -EINVAL, "a needed symbol has no possible name",
			      "1 to 127 letters that can be printed", "%zu: \"%.120s\"", strlen(s),
			      s);
	strcpy(im->alias, s);
	strcpy(im->ref.name, s);
	pf->nimports++;
	return patchinfo_alias(r, im);
}

static int read_imports(struct reader *r, struct patchfile *pf)
{
	Elf64_Sym sym;
	uint32_t count = 0;
	int ret;

	for (uint64_t i = 1; elfpart_entry(&r->syms, i, &sym, sizeof(sym)); i++)
		if (is_import(&sym) && ++count > HP_MAX_IMPORTS)
			return refuse_file(r, -EINVAL, "too many needed symbols", "at most 4096",
				      "more");
	pf->imports = calloc(count + 1, sizeof(*pf->imports));
	if (!pf->imports)
		return -ENOMEM;
	for (uint64_t i = 1; elfpart_entry(&r->syms, i, &sym, sizeof(sym)); i++) {
		if (!is_import(&sym))
			continue;
		ret = add_import(r, pf, &sym);
		if (ret)
			return ret;
	}
	return 0;
}

int patchfile_parse(struct patchfile *pf, const void *data, size_t len, struct pf_error *err)
{
	struct reader r = { .err = err };
	int ret;

	memset(pf, 0, sizeof(*pf));
	memset(err, 0, sizeof(*err));
	ret = open_elf(&r, data, len);
	if (ret)
		return ret;
	pf->machine = r.v.eh.e_machine;
	ret = patchinfo_read(&r, pf);
	if (!ret)
		ret = read_build_id(&r, pf);
	if (!ret)
		ret = find_symbols(&r);
	if (!ret)
		ret = read_funcs(&r, pf);
	if (!ret)
		ret = read_bodies(&r, pf);
	if (!ret)
		ret = read_types(&r, pf);
	if (!ret)
		ret = read_imports(&r, pf);
	if (ret == -ENOMEM)
		refuse_file(&r, ret, "out of memory", "memory", "none");
	if (ret)
		patchfile_free(pf);
	return ret;
}

void patchfile_free(struct patchfile *pf)
{
	free(pf->funcs);
	free(pf->left_out);
	free(pf->types);
	free(pf->imports);
	pf->funcs = NULL;
	pf->left_out = NULL;
	pf->types = NULL;
	pf->imports = NULL;
	pf->nfuncs = pf->nimports = 0;
}
