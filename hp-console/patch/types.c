// SPDX-License-Identifier: GPL-2.0-only
/*
 * types.c - see types.h.
 *
 * A file of functions knows each function.  BTF knows names: of several functions of one name it has one or none, and
 * pahole before 1.25 may have taken the type of one that was inlined everywhere and is no symbol (of Debian's 6.1, 4 of
 * 40,979 types are so).  A difference that only such BTF tells is refused, and said to be in doubt.
 */
#include <stdio.h>
#include <string.h>

#include "device/contract.h"
#include "hpfun/prototype.h"
#include "patch/kernelbtf.h"
#include "patch/types.h"
#include "report/functions.h"

/* What there is to ask, opened when it is asked. */
struct sources {
	struct hpfun functions;
	bool looked, has_functions;
	struct kernelbtf btf;
	char object[HP_OBJECT_LEN];	/* that .btf was opened for */
	bool opened, has_btf;
};

struct found {
	char type[PROTOTYPE_SIZE];	/* "": not known */
	bool doubt;
};

/* A module's name, "" for the image: as the patch says, or where it was found. */
static const char *object_of(const struct hp_symref *ref, const struct hp_sym *sym)
{
	return *ref->object ? ref->object : sym->object;
}

static bool by_functions(struct session *s, struct sources *k, const struct hp_symref *ref, const struct hp_sym *sym,
			 struct found *f)
{
	const struct hpfun_target t = {
		.name = ref->name, .pos = ref->pos, .file = *ref->file ? ref->file : sym->file,
	};

	if (*object_of(ref, sym))
		return false;
	if (!k->looked)
		k->has_functions = functions_open(s, &k->functions);
	k->looked = true;
	if (k->has_functions)
		snprintf(f->type, sizeof(f->type), "%s", functions_type(&k->functions, &t));
	return *f->type;
}

/* BTF does not say which of several functions it means. */
static bool only_one(struct session *s, const struct hp_symref *ref, const struct hp_sym *sym)
{
	struct hp_lookup l = { .max = 0 };

	snprintf(l.ref.name, sizeof(l.ref.name), "%s", ref->name);
	snprintf(l.ref.object, sizeof(l.ref.object), "%s", object_of(ref, sym));
	return !contract_call(s, HP_IOC_LOOKUP, &l) && l.status == HP_SYM_OK;
}

static void by_btf(struct session *s, struct sources *k, const struct hp_symref *ref, const struct hp_sym *sym,
		   struct found *f)
{
	const char *object = object_of(ref, sym);

	if (!k->opened || strcmp(k->object, object)) {
		if (k->opened)
			kernelbtf_close(&k->btf);
		k->opened = true;
		snprintf(k->object, sizeof(k->object), "%s", object);
		k->has_btf = kernelbtf_open(s, k->object, &k->btf);
	}
	if (!k->has_btf || !only_one(s, ref, sym))
		return;
	btf_function_type(&k->btf.btf, ref->name, f->type, sizeof(f->type));
	f->doubt = !btf_is_consistent(&k->btf.btf);
}

/* Says that f, of which its type was found, is replaced by another. */
static int wrong_type(struct session *s, const struct patch *p, const struct pf_func *func, const struct hp_sym *sym,
		      const struct found *f)
{
	const struct hpfun_body is = { .type = f->type }, by = { .type = func->type };
	char want[PROTOTYPE_SIZE + HP_NAME_LEN], got[PROTOTYPE_SIZE + HP_NAME_LEN], what[256], doubt[192] = "";
	const char *name = *func->replacement ? func->replacement : "its replacement";

	hpfun_type_text(&is, func->target.name, want, sizeof(want));
	hpfun_type_text(&by, name, got, sizeof(got));
	/* a file of functions has those of the image only */
	if (f->doubt && *object_of(&func->target, sym))
		snprintf(doubt, sizeof(doubt), " (BTF says so, and may mean another function of that name)");
	else if (f->doubt)
		snprintf(doubt, sizeof(doubt), " (BTF says so, and may mean another function of that name; %.64s.hpfun, or "
			 "the patch made where that is, would tell)", s->release);
	out_object(&s->out, NULL);
	out_str(&s->out, "name", func->target.name);
	out_str(&s->out, "type", want);
	out_str(&s->out, "replacement", func->replacement);
	out_str(&s->out, "replacement_type", got);
	out_bool(&s->out, "allowed", func->type_allowed);
	out_bool(&s->out, "doubt", f->doubt);
	out_end(&s->out);
	out_text(&s->out, "WRONG TYPE: %s is \"%s\", its replacement \"%s\"%s%s\n", func->target.name, want, got,
		 func->type_allowed ? ": allowed by its author" : "", doubt);
	if (func->type_allowed)
		return 0;
	snprintf(what, sizeof(what), "%s: %.127s: WRONG TYPE of its replacement%s", p->name, func->target.name,
		 f->doubt ? " (by BTF)" : "");
	return fail_found(s, HPX_FAILED, what, want, got);
}

int types_fit(struct session *s, const struct patch *p, const struct hp_sym *targets)
{
	struct sources k = { .looked = false };
	bool any = false;
	int ret = 0;

	for (uint32_t i = 0; i < p->pf.nfuncs; i++) {
		const struct pf_func *func = &p->pf.funcs[i];
		struct found f = { .doubt = false };
		int wrong;

		if (!*func->type)
			continue;
		if (!by_functions(s, &k, &func->target, &targets[i], &f))
			by_btf(s, &k, &func->target, &targets[i], &f);
		if (!*f.type || !strcmp(f.type, func->type))
			continue;
		if (!any)
			out_array(&s->out, "wrong_types");
		any = true;
		wrong = wrong_type(s, p, func, &targets[i], &f);
		ret = ret ? ret : wrong;
	}
	if (any)
		out_end(&s->out);
	if (k.opened)
		kernelbtf_close(&k.btf);
	if (k.has_functions)
		hpfun_close(&k.functions);
	return ret;
}
