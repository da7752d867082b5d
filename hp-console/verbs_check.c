// SPDX-License-Identifier: GPL-2.0-only
/* verbs_check.c - check and blocking: would it go now, and who is in the way. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "contract.h"
#include "fits.h"
#include "load.h"
#include "show.h"
#include "verbs.h"

struct look {
	struct hp_check c;
	struct hp_blocker *b;
	uint32_t n;		/* of them that are named */
};

static void look_free(struct look *l)
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

/* Where there are more than are asked for at first, all are asked for. */
static struct look *look_at(struct session *s, struct hp_target *targets, uint32_t n)
{
	struct look *l = calloc(1, sizeof(*l));
	int ret = -ENOMEM;

	if (l) {
		l->c.targets = (uintptr_t)targets;
		l->c.count = n;
		ret = ask(s, l, HP_MAX_BLOCKERS);
		if (!ret && l->c.blocked > l->n)
			ret = ask(s, l, HP_MAX_LOOK);
		if (ret == -EINVAL)	/* a module that names no more */
			ret = ask(s, l, HP_MAX_BLOCKERS);
	}
	if (!ret)
		return l;
	look_free(l);
	failure(s, exit_of_errno(-ret), "the module could not look: %s", strerror(-ret));
	return NULL;
}

static void show_look(struct session *s, const struct look *l, const struct patch *p)
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

static int judge_blockers(struct session *s, const char *name, const struct look *l,
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
		show_target(s, &p->targets[i], replacement, true);
	}
	out_end(&s->out);
	show_look(s, l, p);
	ret = unfit ? unfit : judge(s, p, l);
	look_free(l);
	return ret;
}

static int check_targets(struct session *s, struct patch *p, int unfit)
{
	int ret = patch_targets(s, p);

	return ret ? ret : check_functions(s, p, unfit);
}

static int check_file(struct session *s, struct patch *p)
{
	int ret = patch_fits(s, p);

	if (ret)
		return ret;
	out_text(&s->out, "%s: %s\nkernel: made for this one\n", p->name, p->pf.description);
	return check_targets(s, p, load_check(s, p, false));
}

/* "all" behind everything else. */
static int take_all(struct session *s, int argc, char **argv)
{
	s->all = argc > 2 && !strcmp(argv[argc - 1], "all");
	return argc - s->all;
}

VERB(check)
{
	struct patch p;
	int ret;

	argc = take_all(s, argc, argv);
	if (argc == 4 && !strcmp(argv[1], "stub"))
		return check_stub(s, argv[2], argv[3]);
	if (argc != 2)
		return failure(s, HPX_USAGE, "usage: check NAME|FILE [all], or check stub "
			       "FUNCTION VALUE [all]");
	ret = patch_find(s, argv[1], &p);
	if (!ret) {
		out_str(&s->out, "patch", p.name);
		out_bool(&s->out, "loaded", p.loaded);
	}
	if (!ret)
		ret = patch_is_what_is_loaded(s, &p);
	if (!ret && p.loaded && p.state.state != HP_LOADED) {
		out_bool(&s->out, "already", true);
		out_text(&s->out, "%s: %s\n", p.name, text_state(p.state.state));
	} else if (!ret) {
		ret = p.loaded ? check_targets(s, &p, 0) : check_file(s, &p);
	}
	patch_release(&p);
	return ret;
}

/*
 * An applied patch is blocked from reverting by who is inside its replacements, so those are
 * looked at instead of the old functions.
 */
static bool aim_at_replacement(struct session *s, struct hp_target *t)
{
	struct hp_symbolize q = { .addr = t->replacement };

	if (!t->replacement || contract_call(s, HP_IOC_SYMBOLIZE, &q) || !*q.sym.name)
		return false;
	memset(t, 0, sizeof(*t));
	memcpy(t->ref.name, q.sym.name, sizeof(t->ref.name));
	memcpy(t->ref.object, q.sym.object, sizeof(t->ref.object));
	return true;
}

static int look_once(struct session *s, struct patch *p)
{
	struct look *l;
	int ret = patch_targets(s, p);

	if (ret)
		return ret;
	if (p->loaded && p->state.state != HP_LOADED)
		for (uint32_t i = 0; i < p->ntargets; i++)
			if (!aim_at_replacement(s, &p->targets[i]))
				return failure(s, HPX_FAILED, "%s: its replacements have no names",
					       p->name);
	l = look_at(s, p->targets, p->ntargets);
	if (!l)
		return HPX_FAILED;
	out_object(&s->out, NULL);
	show_look(s, l, p);
	out_end(&s->out);
	ret = judge_blockers(s, p->name, l, p->targets, p->ntargets);
	look_free(l);
	return ret;
}

/* With SECONDS: looks once a second until nobody is inside or the time is up. */
VERB(blocking)
{
	uint32_t seconds = 0;
	struct patch p;
	int ret;

	argc = take_all(s, argc, argv);
	if (argc > 2 && !parse_number(s, "blocking", argv[2], 1, 86400, "seconds", &seconds))
		return HPX_USAGE;
	ret = patch_find(s, argv[1], &p);
	if (!ret) {
		out_str(&s->out, "patch", p.name);
		out_array(&s->out, "looks");
		do {
			ret = look_once(s, &p);
			fflush(s->out.to);
			if (ret == HPX_AGAIN && seconds)
				poll(NULL, 0, 1000);
		} while (ret == HPX_AGAIN && seconds-- && !session_interrupted);
		out_end(&s->out);
	}
	patch_release(&p);
	return ret;
}
