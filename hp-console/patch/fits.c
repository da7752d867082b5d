// SPDX-License-Identifier: GPL-2.0-only
/* fits.c - see fits.h. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "device/modules.h"
#include "format/buildid.h"
#include "patch/fits.h"

/* The kernel ends its vermagic with a blank, modinfo tools do not always. */
static void trim(char *s)
{
	size_t len = strlen(s);

	while (len && s[len - 1] == ' ')
		s[--len] = '\0';
}

static const struct pf_module *made_for(const struct patch *p, const char *module)
{
	for (uint32_t i = 0; i < p->pf.nmodules; i++)
		if (!strcmp(p->pf.modules[i].name, module))
			return &p->pf.modules[i];
	return NULL;
}

/* of: the kernel, or a module; found: its build on this box, NULL if it has none. */
static int another_build(struct session *s, const struct patch *p, const char *of,
			 const uint8_t *made_for, const uint8_t *found)
{
	char what[512], want[BUILDID_TEXT_SIZE + 16] = "build-id ", got[BUILDID_TEXT_SIZE] = "none";

	snprintf(what, sizeof(what), "%.120s: made for another build of %s", p->path, of);
	buildid_text(want + strlen(want), made_for);
	if (found)
		buildid_text(got, found);
	return fail_found(s, HPX_FAILED, what, want, got);
}

int module_fits(struct session *s, const struct patch *p, const char *module)
{
	const struct pf_module *m = made_for(p, module);
	char what[512], of[HP_OBJECT_LEN + 16];
	uint8_t id[HP_BUILD_ID_LEN];
	bool known;

	if (!*module || !module_is_loaded(s, module))
		return 0;
	snprintf(what, sizeof(what), "%.120s: it does not say for which build of module %s it was made",
		 p->path, module);
	if (!m)
		return fail_found(s, HPX_FAILED, what, "its build-id (make the patch anew)", "none");
	known = module_build_id(s, module, id);
	if (known && !memcmp(id, m->build_id, sizeof(id)))
		return 0;
	snprintf(of, sizeof(of), "module %s", module);
	return another_build(s, p, of, m->build_id, known ? id : NULL);
}

/* Its release may have been built more than once, as distributions do for each update. */
static int kernel_fits(struct session *s, const struct patch *p)
{
	if (!buildid_differ(p->pf.kernel, s->info.build_id))
		return 0;
	return another_build(s, p, "the kernel", p->pf.kernel, s->info.build_id);
}

static int modules_fit(struct session *s, const struct patch *p)
{
	int ret = 0;

	for (uint32_t i = 0; i < p->pf.nfuncs && !ret; i++)
		ret = module_fits(s, p, p->pf.funcs[i].target.object);
	for (uint32_t i = 0; i < p->pf.nimports && !ret; i++)
		ret = module_fits(s, p, p->pf.imports[i].ref.object);
	return ret;
}

int patch_fits(struct session *s, struct patch *p)
{
	char want[132], got[132], what[256];

	if (machine_of_word(s->info.machine) != p->pf.machine) {
		snprintf(what, sizeof(what), "%.120s: made for another machine", p->path);
		return fail_found(s, HPX_FAILED, what, s->info.machine,
				  word_machine(p->pf.machine));
	}
	snprintf(want, sizeof(want), "%s", s->info.vermagic);
	snprintf(got, sizeof(got), "%s", p->pf.vermagic);
	trim(want);
	trim(got);
	if (!strcmp(want, got)) {
		int ret = kernel_fits(s, p);

		return ret ? ret : modules_fit(s, p);
	}
	snprintf(what, sizeof(what), "%.120s: made for another kernel", p->path);
	return fail_found(s, HPX_FAILED, what, want, got);
}
