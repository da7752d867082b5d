// SPDX-License-Identifier: GPL-2.0-only
/*
 * rettype.c - see rettype.h.  hotpatch.ko does not know types; a kernel that was built with BTF
 * describes its own in /sys/kernel/btf.
 */
#include <string.h>

#include "patch/kernelbtf.h"
#include "patch/rettype.h"

static void not_known(struct session *s, const char *func, const char *why)
{
	out_str(&s->out, "returns", "unknown");
	note(s, "%s: return type not known (%s): whether a number makes sense cannot be checked",
	     func, why);
}

static int refuse(struct session *s, const char *func, const char *found)
{
	char what[HP_NAME_LEN + 24];

	snprintf(what, sizeof(what), "%s: no stub", func);
	return fail_found(s, HPX_FAILED, what, "a function that returns a number", found);
}

static int check_range(struct session *s, const char *func, const struct btf_return *r,
		       const struct value *v)
{
	char what[HP_NAME_LEN + 24], expected[64], found[48];

	out_fmt(&s->out, "returns", "%s%u", r->is_bool ? "bool" : r->is_signed ? "s" : "u",
		r->bits);
	if (r->is_bool ? !v->negative && v->magnitude <= 1 : value_fits(v, r->bits, r->is_signed))
		return 0;
	snprintf(what, sizeof(what), "%s: value", func);
	if (r->is_bool)
		snprintf(expected, sizeof(expected), "0 or 1: it returns a bool");
	else
		value_range_text(expected, sizeof(expected), r->bits, r->is_signed);
	snprintf(found, sizeof(found), "%s%llu", v->negative ? "-" : "",
		 (unsigned long long)v->magnitude);
	return fail_found(s, HPX_FAILED, what, expected, found);
}

static int judge(struct session *s, const char *func, const struct btf_return *r,
		 const struct value *v)
{
	switch (r->kind) {
	case BTF_VOID:
		return refuse(s, func, "one that returns nothing (void)");
	case BTF_POINTER:
		return refuse(s, func, "one that returns a pointer");
	case BTF_COMPOUND:
		return refuse(s, func, "one that returns a struct or union");
	case BTF_FLOAT:
		return refuse(s, func, "one that returns a floating-point number");
	case BTF_INTEGER:
		return check_range(s, func, r, v);
	case BTF_SEVERAL:
		not_known(s, func, "BTF has several of that name");
		return 0;
	case BTF_NONE:
		break;
	}
	not_known(s, func, "not in BTF");
	return 0;
}

int rettype_check(struct session *s, const char *object, const char *func, const struct value *v)
{
	struct kernelbtf k;
	struct btf_return r;
	const char *wrong;
	int ret = 0;

	if (!kernelbtf_open(s, object, &k)) {
		not_known(s, func, k.why);
	} else {
		wrong = btf_return_type(&k.btf, func, &r);
		snprintf(k.why, sizeof(k.why), "BTF: %s", wrong ? wrong : "");
		if (wrong)
			not_known(s, func, k.why);
		else
			ret = judge(s, func, &r, v);
	}
	kernelbtf_close(&k);
	return ret;
}
