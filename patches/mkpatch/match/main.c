// SPDX-License-Identifier: GPL-2.0-only
/*
 * main.c - hp-match: is a compiled object what a kernel or a module was made of, and what does each of its
 * symbols mean there?
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "match/body_digest.h"
#include "output/clean.h"
#include "match/match.h"
#include "match/unpack.h"

static const char usage[] =
	"usage: hp-match [-n NEW] OBJECT IMAGE [KALLSYMS]\n"
	"       hp-match --unpack VMLINUZ OUT\n";

/* Names come from files: what would break a line, or a word of it, is shown as '?'. */
static void put_name(const char *name)
{
	for (; *name; name++)
		putchar(*name > ' ' && *name <= '~' ? *name : '?');
}

static void put_address(const struct match *m, uint64_t addr)
{
	const struct object *o = &m->image.module;
	uint32_t section;
	uint64_t offset;
	size_t first;

	if (!m->image.is_module) {
		printf("%016" PRIx64, addr);
	} else if (image_section(&m->image, addr, &section, &offset)) {
		put_name(o->elf.sections[section].name);
		printf("+0x%" PRIx64, offset);
	} else if (image_at(&m->image, addr, &first)) {
		put_name(m->image.set.syms[m->image.by_addr[first]].name);
	} else {
		printf("0x%" PRIx64, addr);
	}
}

static void put_bytes(const uint8_t *p, unsigned int n)
{
	while (n--)
		printf("%02x", *p++);
}

static void put_difference(const struct match *m, const struct difference *d)
{
	printf("\t0x%" PRIx64 "\t", d->offset);
	if (d->addresses) {
		if (d->expected_address == NOWHERE)
			putchar('-');
		else
			put_address(m, d->expected_address);
		putchar('\t');
		put_address(m, d->found_address);
		return;
	}
	put_bytes(d->expected, d->nexpected);
	fputs(d->nexpected ? "\t" : "-\t", stdout);
	put_bytes(d->found, d->nfound);
	if (!d->nfound)
		putchar('-');
}

static void put_func(const struct match *m, const struct func *func)
{
	static const char *const states[] = {
		[FUNC_OPEN] = "absent",
		[FUNC_OK] = "ok",
		[FUNC_DIFFERS] = "differs",
		[FUNC_ABSENT] = "absent",
	};
	bool has_place = func->state == FUNC_OK || func->state == FUNC_DIFFERS;

	fputs("func\t", stdout);
	put_name(func->sym->name);
	putchar('\t');
	if (has_place)
		put_address(m, func->addr);
	else
		putchar('-');
	printf("\t%" PRIu64 "\t%s", func->sym->size, states[func->state]);
	if (func->state == FUNC_OPEN)
		clean_print(stderr, "hp-match: %s: several places in the image are the same, and nothing tells which one it is\n",
			    func->sym->name);
	if (func->state == FUNC_DIFFERS)
		put_difference(m, &func->difference);
	putchar('\n');
}

/* The image's symbol at addr: the one of that name, else the one that names the place best. */
static const struct symbol *symbol_at(const struct match *m, uint64_t addr, const char *name)
{
	size_t first, n = image_at(&m->image, addr, &first), i;
	const struct symbol *s = NULL;

	for (i = first; i < first + n; i++) {
		s = &m->image.set.syms[m->image.by_addr[i]];
		if (!strcmp(s->name, name))
			break;
	}
	return s;
}

void match_put_symbol(const struct match *m, const char *name, uint64_t addr, const struct symbol *s)
{
	size_t nth = 0, of = 0;

	if (s)
		image_position(&m->image, s, &nth, &of);
	fputs("sym\t", stdout);
	put_name(name);
	putchar('\t');
	put_address(m, addr);
	putchar('\t');
	put_name(s ? s->name : "-");
	printf("\t%zu\t%zu\t%c\n", nth, of, s ? s->type : '-');
}

static void put_symbol(const struct match *m, uint32_t nr)
{
	const char *name = m->object.syms[nr].name;
	uint64_t addr;

	if (match_symbol(m, nr, &addr))
		match_put_symbol(m, name, addr, symbol_at(m, addr, name));
}

/* What the kernel frees after its start, or writes itself, has no body that could be asked for. */
static bool has_body(const struct func *func)
{
	const char *section = func->sym->section->name;

	return func->state == FUNC_OK && strncmp(section, ".init", strlen(".init")) &&
	       strcmp(section, ".static_call.text");
}

static int put_body(const struct match *m, const struct func *func, struct fail *f)
{
	const uint8_t *p = image_bytes(&m->image, func->addr, func->sym->size);
	uint64_t digest = BODY_DIGEST_START, at = 0;
	struct range *list;
	size_t n, i;

	if (match_ranges(m, func, &list, &n, f))
		return -1;
	for (i = 0; i < n; i++) {
		digest = body_digest(digest, p + at, list[i].offset - at);
		at = list[i].offset + list[i].size;
	}
	digest = body_digest(digest, p + at, func->sym->size - at);
	fputs("body\t", stdout);
	put_name(func->sym->name);
	printf("\t%" PRIu64 "\t%016" PRIx64, func->sym->size, digest);
	for (i = 0, at = 0; i < n; i++) {
		printf("\t%" PRIu64 ",%" PRIu64, list[i].offset - at, list[i].size);
		at = list[i].offset + list[i].size;
	}
	putchar('\n');
	free(list);
	return 0;
}

static int put_all(const struct match *m, const char *new, struct fail *f)
{
	size_t i, ok = 0, all = 0;

	for (i = 0; i < m->nfuncs; i++) {
		put_func(m, &m->funcs[i]);
		ok += m->funcs[i].state == FUNC_OK;
		all += !m->funcs[i].overridden;
	}
	for (i = 1; i < m->object.elf.nsyms; i++)
		put_symbol(m, i);
	if (new && match_new(m, new, f))
		return -1;
	for (i = 0; i < m->nfuncs; i++)
		if (has_body(&m->funcs[i]) && put_body(m, &m->funcs[i], f))
			return -1;
	printf("end\t%zu\t%zu\n", ok, all);
	if (fflush(stdout) || ferror(stdout))
		return fail(f, "standard output cannot be written");
	return 0;
}

static uint16_t machine_of(const struct image *im)
{
	GElf_Ehdr eh;

	if (im->is_module)
		return im->module.machine;
	/* only arm64 has images that are no ELF files */
	return im->flat.bytes || !gelf_getehdr(im->elf.elf, &eh) ? EM_AARCH64 : eh.e_machine;
}

/* paths: of the object, the image, and the list of symbols or NULL; new: the changed object, or NULL */
static int match(struct match *m, const char *const *paths, const char *new, struct fail *f)
{
	if (object_open(&m->object, paths[0], f) || image_open(&m->image, paths[1], paths[2], f))
		return -1;
	if (machine_of(&m->image) != m->object.machine)
		return fail(f, "%s: expected code for ELF machine %u, as in %s, found %u", paths[0],
			    machine_of(&m->image), paths[1], m->object.machine);
	if (sites_find(&m->sites, &m->object, f) || match_place(m, f))
		return -1;
	return put_all(m, new, f);
}

static void match_close(struct match *m)
{
	free(m->funcs);
	free(m->refs.list);
	free(m->votes);
	free(m->sites.list);
	image_close(&m->image);
	object_close(&m->object);
}

int main(int argc, char **argv)
{
	struct match m = { 0 };
	struct fail f = { "" };
	const char *new = NULL;
	int ret;

	if (argc > 3 && !strcmp(argv[1], "-n")) {
		new = argv[2];
		argc -= 2;
		argv += 2;
	}
	if (!new && argc == 4 && !strcmp(argv[1], "--unpack")) {
		ret = match_unpack(argv[2], argv[3], &f);
	} else if ((argc == 3 || argc == 4) && argv[1][0] != '-') {
		const char *const paths[] = { argv[1], argv[2], argv[3] };

		ret = match(&m, paths, new, &f);
		match_close(&m);
	} else {
		fputs(usage, stderr);
		return 2;
	}
	if (ret)
		fprintf(stderr, "hp-match: %s\n", f.text);
	return ret ? 2 : 0;
}
