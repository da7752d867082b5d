// SPDX-License-Identifier: GPL-2.0-only
/* bodies.c - see bodies.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "device/contract.h"
#include "patch/bodies.h"
#include "report/show.h"

static bool says_anything(const struct patch *p)
{
	for (uint32_t i = 0; i < p->pf.nfuncs; i++)
		if (p->pf.funcs[i].body.size)
			return true;
	return false;
}

static int ask(struct session *s, const struct pf_func *f, struct hp_body *b)
{
	int ret;

	b->ref = f->target;
	b->size = f->body.size;
	b->digest = f->body.digest;
	b->left_out = (uintptr_t)f->body.left_out;
	b->count = f->body.nleft_out;
	ret = contract_call(s, HP_IOC_BODY, b);
	if (ret)
		b->size = 0;		/* nothing was compared */
	return ret ? failure(s, exit_of_errno(-ret), "%s: the module could not read it: %s",
			     f->target.name, strerror(-ret)) : 0;
}

int bodies_ask(struct session *s, struct patch *p)
{
	int ret = 0;

	if (p->bodies || !says_anything(p))
		return 0;
	p->bodies = calloc(p->pf.nfuncs, sizeof(*p->bodies));
	if (!p->bodies)
		return failure(s, HPX_FAILED, "%s", strerror(ENOMEM));
	if (!(s->info.flags & HP_KNOWS_BODY)) {
		note(s, "%s: its functions are not compared with those it was made for: this hotpatch.ko is "
		     "too old for that", p->name);
		return 0;
	}
	for (uint32_t i = 0; i < p->pf.nfuncs && !ret; i++)
		if (p->pf.funcs[i].body.size)
			ret = ask(s, &p->pf.funcs[i], &p->bodies[i]);
	return ret;
}

int bodies_fit(struct session *s, struct patch *p)
{
	int ret = bodies_ask(s, p);

	for (uint32_t i = 0; p->bodies && i < p->pf.nfuncs && !ret; i++)
		ret = fail_body(s, p->name, &p->bodies[i]);
	return ret;
}
