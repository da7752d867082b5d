// SPDX-License-Identifier: GPL-2.0-only
/* patchfile_fuzz.c - libFuzzer on the patch-file parser; what it accepts must be usable. */
#include <stdlib.h>
#include <string.h>

#include "patchfile.h"

static void check_ref(const struct hp_symref *r)
{
	if (!r->name[0] || strnlen(r->name, sizeof(r->name)) == sizeof(r->name) ||
	    strnlen(r->file, sizeof(r->file)) == sizeof(r->file) ||
	    strnlen(r->object, sizeof(r->object)) == sizeof(r->object))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct patchfile pf;
	struct pf_error err;

	if (patchfile_parse(&pf, data, size, &err)) {
		if (!err.what[0] || !err.expected[0])
			abort();
		return 0;
	}
	if (!pf.is_patch || !pf.name[0] || !pf.nfuncs || pf.nfuncs > HP_MAX_FUNCS ||
	    pf.nimports > HP_MAX_IMPORTS)
		abort();
	for (uint32_t i = 0; i < pf.nfuncs; i++)
		check_ref(&pf.funcs[i].target);
	for (uint32_t i = 0; i < pf.nimports; i++)
		check_ref(&pf.imports[i].ref);
	patchfile_free(&pf);
	return 0;
}
