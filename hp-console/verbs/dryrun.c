// SPDX-License-Identifier: GPL-2.0-only
/* dryrun.c - see dryrun.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "device/contract.h"
#include "output/enumtext.h"
#include "report/blockers.h"
#include "report/functions.h"
#include "report/show.h"
#include "verbs/dryrun.h"

void look_free(struct look *l)
{
	if (l)
		free(l->b);
	free(l);
}

static int ask(struct session *s, struct look *l, uint32_t most)
{
	int ret;

	free(l->b);
	l->b = calloc(most, sizeof(*l->b));
	if (!l->b)
		return -ENOMEM;
	l->c.blockers = (uintptr_t)l->b;
	l->c.max_blockers = most;
	ret = contract_call(s, HP_IOC_CHECK, &l->c);
	l->n = l->c.nblockers < most ? l->c.nblockers : most;
	return ret;
}

struct look *look_at(struct session *s, struct hp_target *targets, uint32_t n)
{
	struct look *l = calloc(1, sizeof(*l));
	int ret = -ENOMEM;

	if (l) {
		l->c.targets = (uintptr_t)targets;
		l->c.count = n;
		ret = ask(s, l, HP_MAX_BLOCKERS);
		if (!ret && l->c.blocked > l->n)
			ret = ask(s, l, HP_MAX_LOOK);
		if (ret == -EINVAL)	/* an older module, which names no more tasks */
			ret = ask(s, l, HP_MAX_BLOCKERS);
	}
	if (!ret)
		return l;
	look_free(l);
	failure(s, exit_of_errno(-ret), "the module could not look: %s", strerror(-ret));
	return NULL;
}

void show_look(struct session *s, const struct look *l, const struct patch *p)
{
	bool stub = !p->loaded && !strncmp(p->name, HP_STUB_PREFIX, strlen(HP_STUB_PREFIX));
	char more[80];

	snprintf(more, sizeof(more), stub ? "check stub FUNCTION VALUE all" : "blocking %s all",
		 p->name);
	out_uint(&s->out, "tasks", l->c.tasks);
	show_blockers(s, l->b, l->n, l->c.blocked, p->targets, p->ntargets, more);
	if (!l->c.blocked)
		out_text(&s->out, "inside now: none of %u tasks\n", l->c.tasks);
}

int judge_blockers(struct session *s, const char *name, const struct look *l,
		   const struct hp_target *t, uint32_t n)
{
	char found[256];

	if (!l->c.blocked)
		return 0;
	blockers_text(found, sizeof(found), l->b, l->n, l->c.blocked, t, n);
	return fail_found(s, HPX_AGAIN, name, "nobody inside", found);
}

/* Tasks of user space can be sent out by a nudge or the freezer, the others only leave by
 * themselves. */
static int judge_check(struct session *s, const struct patch *p, const struct look *l)
{
	uint32_t stay = 0;

	for (uint32_t i = 0; i < l->n; i++)
		stay += l->b[i].never || l->b[i].kind != HP_TASK_USER;
	out_str(&s->out, "depth", l->c.blocked ? word_depth(HP_DEPTH_NUDGE) :
		word_depth(HP_DEPTH_HOLD));
	if (stay)
		return judge_blockers(s, p->name, l, p->targets, p->ntargets);
	if (l->c.blocked)
		out_text(&s->out, "%s: would be applied now, after these tasks were nudged out\n",
			 p->name);
	else
		out_text(&s->out, "%s: would be applied now, at depth hold\n", p->name);
	return 0;
}

static int judge(struct session *s, const struct patch *p, const struct look *l)
{
	for (uint32_t i = 0; i < p->ntargets; i++) {
		const struct hp_target *t = &p->targets[i];
		struct hp_verdict v = t->verdict;

		if (!v.reason)
			continue;
		if (!*v.func.name)
			v.func = t->ref;
		return fail_verdict(s, p->name, &v, -v.error);
	}
	for (uint32_t i = 1; i < p->ntargets; i++)
		for (uint32_t k = 0; k < i; k++)
			if (p->targets[i].sym.addr == p->targets[k].sym.addr)
				return failure(s, exit_of_reason(HP_R_TWICE), "%s: %s: %s", p->name,
					       p->targets[i].ref.name, text_reason(HP_R_TWICE));
	return judge_check(s, p, l);
}

int check_functions(struct session *s, struct patch *p, int unfit)
{
	const char *replacement;
	struct look *l;
	int ret;

	l = look_at(s, p->targets, p->ntargets);
	if (!l)
		return HPX_FAILED;
	out_array(&s->out, "functions");
	out_text(&s->out, "functions it replaces:\n");
	for (uint32_t i = 0; i < p->ntargets; i++) {
		replacement = !p->loaded && p->pf.funcs ? p->pf.funcs[i].replacement : NULL;
		show_target(s, &p->targets[i], p->bodies ? &p->bodies[i] : NULL, replacement, true);
	}
	out_end(&s->out);
	functions_half(s, p->targets, p->ntargets);
	show_look(s, l, p);
	ret = unfit ? unfit : judge(s, p, l);
	look_free(l);
	return ret;
}
