// SPDX-License-Identifier: GPL-2.0-only
/*
 * patchfile.c - reads a patch's .ko: which kernel it is for, which functions it replaces, which
 * symbols it needs.  Pure: bytes in, structs out, no I/O; fuzzed (tests/fuzz/patchfile_fuzz.c).
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/buildid.h"
#include "format/elfview.h"
#include "output/clean.h"
#include "patch/patchfile.h"

#define FUNC_SECTION ".init.hotpatch"	/* see patches/hotpatch.h */
#define BODY_SECTION ".hotpatch.bodies"	/* see bodylist.h */

/* struct hotpatch_func as it lies in the file. */
struct raw_func {
	struct hp_symref target;
	uint64_t replacement;
};

#define MAX_BODIES  (1u << 20)		/* bytes of BODY_SECTION */
#define MAX_MODINFO	(256u << 10)	/* room for a line for each of HP_MAX_IMPORTS symbols */

struct reader {
	struct elfview v;
	struct elfpart info, syms, names;
	struct pf_error *err;
};

__attribute__((format(printf, 5, 6)))
static int refuse(struct reader *r, int code, const char *what, const char *expected,
		  const char *found, ...)
{
	va_list ap;

	snprintf(r->err->what, sizeof(r->err->what), "%s", what);
	snprintf(r->err->expected, sizeof(r->err->expected), "%s", expected);
	va_start(ap, found);
	vsnprintf(r->err->found, sizeof(r->err->found), found, ap);
	va_end(ap);
	clean_kept(r->err->found);	/* it may quote the file */
	return code;
}

static int damaged(struct reader *r, const char *what)
{
	return refuse(r, -EBADMSG, "the file is damaged or truncated", what,
		      "one that runs out of the file's %zu bytes", r->v.len);
}

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
		return damaged(r, "a section table");
	if (!ret)
		return 0;
	if (packed(data, len))
		return refuse(r, ret, "not a kernel module", "an ELF file", "%s", packed(data, len));
	if (len < SELFMAG || memcmp(data, ELFMAG, SELFMAG))
		return refuse(r, ret, "not a kernel module", "an ELF file",
			      "%s", !len ? "an empty file" :
			      memchr(data, '\0', len) ? "something else" : "text");
	if (len < sizeof(Elf64_Ehdr))
		return damaged(r, "an ELF header");
	return refuse(r, ret, "not a kernel module", "a 64-bit little-endian relocatable ELF file",
		      "class %u, data %u, type %u", r->v.eh.e_ident[EI_CLASS],
		      r->v.eh.e_ident[EI_DATA], r->v.eh.e_type);
}

/* The next value of key in .modinfo from *off on; NULL if there is none. */
static const char *modinfo_next(const struct elfpart *info, const char *key, uint64_t *off)
{
	size_t klen = strlen(key);
	const char *s;

	while ((s = elfpart_string(info, *off))) {
		*off += strlen(s) + 1;
		if (!strncmp(s, key, klen) && s[klen] == '=')
			return s + klen + 1;
	}
	return NULL;
}

static const char *modinfo(const struct elfpart *info, const char *key)
{
	uint64_t off = 0;

	return modinfo_next(info, key, &off);
}

/* Copies a modinfo value, cleaned; true if it is there and fits. */
static bool take(const struct elfpart *info, const char *key, char *to, size_t size)
{
	const char *s = modinfo(info, key);
	bool fits = s && (size_t)snprintf(to, size, "%s", s) < size;

	clean_kept(to);
	return fits;
}

static bool good_name(const char *s)
{
	if (!*s)
		return false;
	for (; *s; s++)
		if (!isalnum((unsigned char)*s) && *s != '_' && *s != '-')
			return false;
	return true;
}

static int read_info(struct reader *r, struct patchfile *pf)
{
	const char *mark;
	int ret = elfview_find(&r->v, ".modinfo", SHT_PROGBITS, &r->info);

	if (ret < 0)
		return damaged(r, "sections");
	if (!ret)
		return refuse(r, -ENOEXEC, "not a kernel module", "a .modinfo section", "none");
	if (r->info.size > MAX_MODINFO)
		return refuse(r, -EINVAL, "its .modinfo is longer than any patch needs",
			      "at most 262144 bytes", "%zu", r->info.size);
	mark = modinfo(&r->info, "hotpatch");
	take(&r->info, "name", pf->name, sizeof(pf->name));
	if (!mark)
		return refuse(r, -EINVAL, "a kernel module, but no hotpatch patch",
			      "modinfo hotpatch=1", "none in module \"%s\"", pf->name);
	if (strcmp(mark, "1"))
		return refuse(r, -EINVAL, "made for another hotpatch", "modinfo hotpatch=1",
			      "hotpatch=%.20s", mark);
	pf->is_patch = true;
	if (!take(&r->info, "name", pf->name, sizeof(pf->name)) || !good_name(pf->name))
		return refuse(r, -EINVAL, "the module has no usable name",
			      "letters, digits and _ in modinfo name=", "\"%s\"", pf->name);
	if (!take(&r->info, "vermagic", pf->vermagic, sizeof(pf->vermagic)))
		return refuse(r, -EINVAL, "the module does not say its kernel",
			      "modinfo vermagic=", "none");
	take(&r->info, "description", pf->description, sizeof(pf->description));
	return 0;
}

/* hotpatch_module=name:build-id, from patches/build.sh: one for each module that it reaches into. */
static int read_modules(struct reader *r, struct patchfile *pf)
{
	uint64_t off = 0;
	const char *s;

	while ((s = modinfo_next(&r->info, "hotpatch_module", &off))) {
		struct pf_module *m = &pf->modules[pf->nmodules];
		const char *colon = strchr(s, ':');
		size_t len = colon ? (size_t)(colon - s) : 0;

		if (pf->nmodules == PF_MAX_MODULES)
			return refuse(r, -EINVAL, "the patch reaches into too many modules",
				      "at most 16", "more");
		if (!len || len >= sizeof(m->name) || !clean_already(s) ||
		    !buildid_from_text(colon + 1, m->build_id))
			return refuse(r, -EINVAL, "what it says of a module is wrong",
				      "hotpatch_module=NAME:BUILD-ID", "\"%.120s\"", s);
		memcpy(m->name, s, len);
		pf->nmodules++;
	}
	return 0;
}

/* hotpatch_kernel=build-id, from patches/build.sh, if it knew the kernel's. */
static int read_kernel(struct reader *r, struct patchfile *pf)
{
	const char *s = modinfo(&r->info, "hotpatch_kernel");

	if (s && !buildid_from_text(s, pf->kernel))
		return refuse(r, -EINVAL, "what it says of the kernel's build is wrong",
			      "hotpatch_kernel=BUILD-ID", "\"%.120s\"", s);
	return 0;
}

/* A file without a build-id is accepted too, but cannot be told from other builds of its name. */
static int read_build_id(struct reader *r, struct patchfile *pf)
{
	struct elfpart note;
	int ret = elfview_find(&r->v, ".note.gnu.build-id", SHT_NOTE, &note);

	if (ret < 0)
		return damaged(r, "sections");
	if (ret)
		buildid_from_notes(note.bytes, note.size, pf->build_id);
	return 0;
}

static int find_symbols(struct reader *r)
{
	int ret = elfview_find_type(&r->v, SHT_SYMTAB, -1, &r->syms);

	if (ret < 0)
		return damaged(r, "sections");
	if (!ret)
		return refuse(r, -EINVAL, "the module is stripped of everything",
			      "a symbol table", "none");
	if (elfview_section(&r->v, r->syms.sh.sh_link, &r->names))
		return damaged(r, "symbol names");
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
			return damaged(r, "a relocation's symbol");
		name_at(r, sym.st_shndx, sym.st_value + rel.r_addend, f->replacement,
			sizeof(f->replacement));
		return 0;
	}
	return refuse(r, -EINVAL, "a function without replacement", "a replacement for each target",
		      "none for %s", f->target.name);
}

/* Names are compared with the kernel's, which are printable ASCII: others are refused, not cleaned. */
static bool good_string(const char *s, size_t size)
{
	return memchr(s, '\0', size) && clean_already(s);
}

/* A module's name becomes a part of paths, so it may only have letters, digits, - and _. */
static bool good_module(const char *s)
{
	return !*s || good_name(s);
}

static int read_func(struct reader *r, const struct elfpart *part, const struct elfpart *rela,
		     uint32_t i, struct pf_func *f)
{
	struct raw_func raw;

	if (!elfpart_entry(part, i, &raw, sizeof(raw)))
		return refuse(r, -EINVAL, "the list of functions has no end",
			      "an empty entry after the last", "%u entries and none empty", i);
	if (!good_string(raw.target.name, sizeof(raw.target.name)) ||
	    !good_string(raw.target.file, sizeof(raw.target.file)) ||
	    !good_string(raw.target.object, sizeof(raw.target.object)))
		return refuse(r, -EINVAL, "a target that is no name",
			      "NUL-terminated names that can be printed", "none in entry %u", i);
	if (!good_module(raw.target.object))
		return refuse(r, -EINVAL, "a target in what is no module",
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
		return damaged(r, "sections");
	if (!ret)
		return refuse(r, -EINVAL, "the patch replaces nothing",
			      "a section " FUNC_SECTION " (HOTPATCH() in the source)", "none");
	if (part.size % sizeof(struct raw_func) ||
	    part.size / sizeof(struct raw_func) > HP_MAX_FUNCS + 1)
		return refuse(r, -EINVAL, "the list of functions has no possible size",
			      "at most 257 entries of 328 bytes", "%zu bytes", part.size);
	ret = elfview_find_type(&r->v, SHT_RELA, part.index, &rela);
	if (ret < 0)
		return damaged(r, "sections");
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
		return refuse(r, -EINVAL, "the patch replaces nothing", "at least one function",
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
		return damaged(r, "sections");
	if (!ret)
		return 0;
	if (!part.size || part.size > MAX_BODIES)
		return refuse(r, -EINVAL, "the list of bodies has no possible size",
			      "1 to 1048576 bytes in " BODY_SECTION, "%zu", part.size);
	if (part.bytes[0] != BODYLIST_VERSION)
		return refuse(r, -EINVAL, "made for another hotpatch", BODY_SECTION " of version 1",
			      "version %u", part.bytes[0]);
	pf->left_out = calloc(bodylist_room(part.size) + 1, sizeof(*pf->left_out));
	if (!pf->left_out)
		return -ENOMEM;
	bodylist_start(&list, part.bytes + 1, part.size - 1, pf->left_out);
	for (uint32_t i = 0; i < pf->nfuncs && list.at < list.end; i++)
		if (!bodylist_next(&list, &pf->funcs[i].body))
			return refuse(r, -EINVAL, "the list of bodies is wrong",
				      "a size, a digest, and places within that size",
				      "others for %s", pf->funcs[i].target.name);
	if (list.at < list.end)
		return refuse(r, -EINVAL, "the list of bodies is wrong", "one for each function",
			      "%zu bytes more", (size_t)(list.end - list.at));
	return 0;
}

/*
 * Copies the part of a line up to the next colon, or its end, and leaves *from behind that; nothing where the line
 * has ended already.  false: it does not fit.
 */
static bool take_part(char *to, size_t size, const char **from)
{
	size_t len = strcspn(*from, ":");

	if (len >= size)
		return false;
	memset(to, 0, size);
	memcpy(to, *from, len);
	*from += len + ((*from)[len] == ':');
	return true;
}

/* A number from 1 on, or nothing. */
static bool take_position(uint32_t *pos, const char *from)
{
	unsigned long long n;
	char *end;

	if (!*from)
		return true;
	errno = 0;
	n = strtoull(from, &end, 10);
	*pos = n;
	return isdigit((unsigned char)*from) && !*end && !errno && n && n <= UINT32_MAX;
}

/*
 * hotpatch_symbol=alias:name:file:module:position, if there is one for this alias.  Parts at its end may be left out,
 * each may be empty but the first two.
 */
static int apply_alias(struct reader *r, struct hp_import *im)
{
	struct hp_symref *ref = &im->ref;
	size_t alen = strlen(im->alias);
	const char *s, *at;
	uint64_t off = 0;

	while ((s = modinfo_next(&r->info, "hotpatch_symbol", &off))) {
		if (strncmp(s, im->alias, alen) || s[alen] != ':')
			continue;
		at = s + alen + 1;
		if (!clean_already(s) || !take_part(ref->name, sizeof(ref->name), &at) || !*ref->name ||
		    !take_part(ref->file, sizeof(ref->file), &at) ||
		    !take_part(ref->object, sizeof(ref->object), &at) || !good_module(ref->object) ||
		    !take_position(&ref->pos, at))
			return refuse(r, -EINVAL, "a HOTPATCH_SYMBOL() line is wrong",
				      "alias:name:file:module:position", "\"%.120s\"", s);
		return 0;
	}
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
		return damaged(r, "a symbol's name");
	if (!*s || strlen(s) >= sizeof(im->alias) || !clean_already(s))
		return refuse(r, -EINVAL, "a needed symbol has no possible name",
			      "1 to 127 letters that can be printed", "%zu: \"%.120s\"", strlen(s),
			      s);
	strcpy(im->alias, s);
	strcpy(im->ref.name, s);
	pf->nimports++;
	return apply_alias(r, im);
}

static int read_imports(struct reader *r, struct patchfile *pf)
{
	Elf64_Sym sym;
	uint32_t count = 0;
	int ret;

	for (uint64_t i = 1; elfpart_entry(&r->syms, i, &sym, sizeof(sym)); i++)
		if (is_import(&sym) && ++count > HP_MAX_IMPORTS)
			return refuse(r, -EINVAL, "too many needed symbols", "at most 4096",
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
	ret = read_info(&r, pf);
	if (!ret)
		ret = read_modules(&r, pf);
	if (!ret)
		ret = read_kernel(&r, pf);
	if (!ret)
		ret = read_build_id(&r, pf);
	if (!ret)
		ret = find_symbols(&r);
	if (!ret)
		ret = read_funcs(&r, pf);
	if (!ret)
		ret = read_bodies(&r, pf);
	if (!ret)
		ret = read_imports(&r, pf);
	if (ret == -ENOMEM)
		refuse(&r, ret, "out of memory", "memory", "none");
	if (ret)
		patchfile_free(pf);
	return ret;
}

void patchfile_free(struct patchfile *pf)
{
	free(pf->funcs);
	free(pf->left_out);
	free(pf->imports);
	pf->funcs = NULL;
	pf->left_out = NULL;
	pf->imports = NULL;
	pf->nfuncs = pf->nimports = 0;
}
