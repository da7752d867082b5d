// SPDX-License-Identifier: GPL-2.0-only
/*
 * btf_fuzz.c - libFuzzer on the BTF parser: as vmlinux's data, and as a module's on top of itself.  The
 * input is copied, so that a read behind its end is one behind an allocation, which ASan sees.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format/btf.h"
#include "hpfun/prototype.h"

static void ask_one(const struct btf *b, const char *name)
{
	const char *wrong;
	char text[PROTOTYPE_SIZE];
	struct btf_return r;

	wrong = btf_return_type(b, name, &r);
	if (wrong && !*wrong)
		abort();
	if (!wrong && r.kind == BTF_INTEGER && (!r.bits || r.bits > 128))
		abort();
	btf_function_type(b, name, text, sizeof(text));
	if (*text && !strchr(text, '@'))
		abort();
}

static void ask(const struct btf_file *vmlinux, const struct btf_file *module)
{
	static const char * const names[] = { "f_int", "f_void", "f_loop", "" };
	const char *wrong;
	struct btf b;

	wrong = btf_open(&b, vmlinux, module);
	if (wrong && !*wrong)
		abort();
	for (unsigned i = 0; !wrong && i < sizeof(names) / sizeof(names[0]); i++)
		ask_one(&b, names[i]);
	btf_close(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *copy = malloc(size ? size : 1);
	struct btf_file f = { copy, size };

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	ask(&f, NULL);
	ask(&f, &f);
	free(copy);
	return 0;
}
