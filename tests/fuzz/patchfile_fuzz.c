// SPDX-License-Identifier: GPL-2.0-only
/* patchfile_fuzz.c - libFuzzer on the patch-file parser; what it accepts must be usable. */
#include <stdlib.h>
#include <string.h>

#include "hpfun/prototype.h"
#include "output/clean.h"
#include "patch/patchfile.h"

/* What is shown of a file holds no line end, no escape, no C1: see clean.h. */
static void check_clean(const char *s, size_t size)
{
	char copy[HP_NAME_LEN * 2];

	if (size > sizeof(copy) || strnlen(s, size) == size)
		abort();
	strcpy(copy, s);
	if (strcmp(clean_kept(copy), s))
		abort();
}

static void check_ref(const struct hp_symref *r)
{
	if (!r->name[0] || strnlen(r->name, sizeof(r->name)) == sizeof(r->name) ||
	    strnlen(r->file, sizeof(r->file)) == sizeof(r->file) ||
	    strnlen(r->object, sizeof(r->object)) == sizeof(r->object))
		abort();
	if (!clean_already(r->name) || !clean_already(r->file) || !clean_already(r->object))
		abort();
}

static void check_type(const struct pf_func *f)
{
	if (!f->type || strlen(f->type) >= PROTOTYPE_SIZE || !clean_already(f->type) ||
	    (*f->type && !strchr(f->type, PROTOTYPE_NAME)))
		abort();
}

static void check_body(const struct pf_body *b)
{
	uint64_t sum = 0;

	if (b->size > HP_MAX_BODY || b->nleft_out > HP_MAX_LEFT_OUT)
		abort();
	for (uint32_t i = 0; i < b->nleft_out; i++)
		sum += (uint64_t)b->left_out[i].gap + b->left_out[i].len;
	if (sum > b->size)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct patchfile pf;
	struct pf_error err;

	if (patchfile_parse(&pf, data, size, &err)) {
		if (!err.what[0] || !err.expected[0])
			abort();
		check_clean(err.found, sizeof(err.found));
		return 0;
	}
	if (!pf.is_patch || !pf.name[0] || !pf.nfuncs || pf.nfuncs > HP_MAX_FUNCS ||
	    pf.nimports > HP_MAX_IMPORTS)
		abort();
	check_clean(pf.name, sizeof(pf.name));
	check_clean(pf.vermagic, sizeof(pf.vermagic));
	check_clean(pf.description, sizeof(pf.description));
	for (uint32_t i = 0; i < pf.nfuncs; i++) {
		check_ref(&pf.funcs[i].target);
		check_body(&pf.funcs[i].body);
		check_type(&pf.funcs[i]);
		check_clean(pf.funcs[i].replacement, sizeof(pf.funcs[i].replacement));
	}
	for (uint32_t i = 0; i < pf.nimports; i++)
		check_ref(&pf.imports[i].ref);
	patchfile_free(&pf);
	return 0;
}
