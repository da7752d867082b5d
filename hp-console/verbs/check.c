// SPDX-License-Identifier: GPL-2.0-only
/* check.c - check and blocking: could a patch be applied now, and who is in the way. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "command/opwords.h"
#include "device/contract.h"
#include "patch/fits.h"
#include "patch/insmod.h"
#include "verbs/dryrun.h"
#include "verbs/stub.h"
#include "verbs/verbs.h"

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

/* Takes "all" off the end of the words, into s->all.  How many words are left. */
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
 * A revert is blocked by tasks that are inside the replacements, so of an applied patch those are
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
