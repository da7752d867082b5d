// SPDX-License-Identifier: GPL-2.0-only
/* apply.c - apply, revert, confirm, cancel, abandon: what changes running code. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command/opwords.h"
#include "device/contract.h"
#include "files/trust.h"
#include "output/times.h"
#include "patch/insmod.h"
#include "report/blockers.h"
#include "report/show.h"
#include "verbs/verbs.h"

static void show_result(struct session *s, const char *name, const char *done,
			const struct hp_op *op)
{
	char whole[32], frozen[32], held[64] = "", stop[32];

	out_str(&s->out, "patch", name);
	out_str(&s->out, "depth", word_depth(op->depth));
	out_uint(&s->out, "tries", op->tries);
	out_uint(&s->out, "tasks", op->tasks);
	out_uint(&s->out, "rechecked", op->rechecked);
	out_uint(&s->out, "nudged", op->nudged);
	out_uint(&s->out, "total_ns", op->total_ns);
	out_uint(&s->out, "frozen_ns", op->frozen_ns);
	out_uint(&s->out, "stop_ns", op->stop_ns);
	if (op->frozen_ns)
		snprintf(held, sizeof(held), ", tasks held %s",
			 duration(frozen, sizeof(frozen), op->frozen_ns));
	out_text(&s->out, "%s: %s: depth %s, %u stop%s, longest %s%s, whole %s\n",
		 name, done, word_depth(op->depth), op->tries, &"s"[op->tries == 1],
		 duration(stop, sizeof(stop), op->stop_ns), held,
		 duration(whole, sizeof(whole), op->total_ns));
	out_text(&s->out, "%s: %u tasks looked at, %u of them again inside the stop, %u nudged\n",
		 name, op->tasks, op->rechecked, op->nudged);
}

static void show_already(struct session *s, const char *name, const char *text)
{
	out_str(&s->out, "patch", name);
	out_bool(&s->out, "already", true);
	out_text(&s->out, "%s: %s\n", name, text);
}

static int freeze_failed(struct session *s, const char *prefix, const struct hp_op *op, uint32_t n)
{
	const struct hp_blocker *b = (const void *)(uintptr_t)op->blockers;
	char what[160], found[256];
	size_t at = 0;

	snprintf(what, sizeof(what), "%s: %s", prefix, text_reason(HP_R_FREEZE));
	for (uint32_t i = 0; i < n && i < 3; i++)
		at += snprintf(found + at, sizeof(found) - at, "%s%.15s (pid %u, state %c)",
			       i ? ", " : "", b[i].comm, b[i].pid, b[i].state);
	if (op->blocked > 3)
		snprintf(found + at, sizeof(found) - at, " and %u more", op->blocked - 3);
	return fail_found(s, exit_of_reason(HP_R_FREEZE), what, "every task frozen", found);
}

static int op_failed(struct session *s, const char *prefix, const struct patch *p,
		     const struct hp_op *op, uint32_t n, int err)
{
	const struct hp_blocker *b = (const void *)(uintptr_t)op->blockers;
	char what[160], found[256];

	if (op->verdict.reason == HP_R_FREEZE && n)
		return freeze_failed(s, prefix, op, n);
	if (op->verdict.reason != HP_R_BLOCKED || !n)
		return fail_verdict(s, prefix, &op->verdict, err);
	snprintf(what, sizeof(what), "%s: %s", prefix, text_reason(HP_R_BLOCKED));
	return fail_found(s, exit_of_reason(HP_R_BLOCKED), what, "nobody inside",
			  blockers_text(found, sizeof(found), b, n, op->blocked, p->targets,
					p->ntargets));
}

static void remember(struct session *s, const struct hp_op *op)
{
	s->outcome.depth = op->depth;
	s->outcome.stop_ns = op->stop_ns;
	s->outcome.frozen_ns = op->frozen_ns;
	s->outcome.total_ns = op->total_ns;
}

static void show_in_the_way(struct session *s, struct patch *p, const struct hp_op *op,
			    const struct hp_blocker *b, uint32_t n)
{
	char more[80];

	if (op->verdict.reason == HP_R_FREEZE) {
		show_unfrozen(s, b, n, op->blocked);
		return;
	}
	if (n && !p->targets && patch_targets(s, p))
		p->ntargets = 0;
	snprintf(more, sizeof(more), "blocking %s all", p->name);
	show_blockers(s, b, n, op->blocked, p->targets, p->ntargets, more);
}

int operate(struct session *s, unsigned long cmd, const char *prefix, struct patch *p,
	    struct hp_op *op)
{
	struct hp_blocker *b = calloc(HP_MAX_BLOCKERS, sizeof(*b));
	uint32_t n;
	int ret;

	if (!b)
		return failure(s, HPX_FAILED, "%s", strerror(ENOMEM));
	snprintf(op->patch, sizeof(op->patch), "%s", p->name);
	op->blockers = (uintptr_t)b;
	op->max_blockers = HP_MAX_BLOCKERS;
	ret = contract_call(s, cmd, op);
	remember(s, op);
	if (ret == -EOPNOTSUPP) {
		ret = contract_too_old(s, prefix);
	} else if (ret) {
		n = op->nblockers < HP_MAX_BLOCKERS ? op->nblockers : HP_MAX_BLOCKERS;
		show_in_the_way(s, p, op, b, n);
		ret = op_failed(s, prefix, p, op, n, -ret);
	} else if (op->flags & HP_OP_SPARE) {
		n = op->nblockers < HP_MAX_BLOCKERS ? op->nblockers : HP_MAX_BLOCKERS;
		show_spared(s, p->name, b, n);
	}
	free(b);
	return ret;
}

/* If apply had loaded the patch itself it is unloaded again, so that a failure changes nothing. */
static int apply_failed(struct session *s, struct patch *p, int code)
{
	char text[512];

	snprintf(text, sizeof(text), "%.511s", s->text);
	if (!unload_patch(s, p->name)) {
		snprintf(s->text, sizeof(s->text), "%s (it was loaded for this, and is unloaded "
			 "again)", text);
		return code;
	}
	return failure(s, HPX_PERSON, "%s (and it stays loaded, because it could not be unloaded)",
		       text);
}

static int apply_done(struct session *s, struct patch *p, const struct hp_op *op)
{
	bool timer = op->confirm_s;

	out_uint(&s->out, "confirm_s", op->confirm_s);
	if (op->already && !timer)
		show_already(s, p->name, "applied already");
	else if (op->already)
		show_already(s, p->name, "applied already, its time starts anew");
	else
		show_result(s, p->name, "applied", op);
	if (timer)
		out_text(&s->out, "%s: reverts by itself in %u s unless you type: confirm\n",
			 p->name, op->confirm_s);
	return 0;
}

int apply_patch(struct session *s, struct patch *p, struct hp_op *op, bool loaded_now)
{
	char prefix[80];
	int ret;

	snprintf(prefix, sizeof(prefix), "%s: not applied", p->name);
	ret = operate(s, HP_IOC_APPLY, prefix, p, op);
	if (!ret)
		return apply_done(s, p, op);
	if (op->verdict.reason == HP_R_STATE && op->verdict.detail == HP_APPLIED)
		ret = fail_found(s, HPX_FAILED, p->name, "not applied yet, for a timer "
				 "to start (revert it first)", "applied and confirmed");
	return loaded_now ? apply_failed(s, p, ret) : ret;
}

VERB(apply)
{
	struct hp_op op = { 0 };
	struct patch p;
	bool loaded_now = false;
	int ret = opwords_parse(s, OPWORDS_APPLY, trust_word(s, argc, argv) - 2, argv + 2, &op);

	if (ret)
		return ret;
	ret = patch_find(s, argv[1], &p);
	if (!ret)
		ret = patch_is_what_is_loaded(s, &p);
	if (!ret && !p.loaded) {
		ret = load_patch(s, &p);
		loaded_now = !ret;
	}
	if (!ret)
		ret = apply_patch(s, &p, &op, loaded_now);
	patch_release(&p);
	return ret;
}

static int revert(struct session *s, struct patch *p, struct hp_op *op)
{
	char prefix[80];
	int ret;

	snprintf(prefix, sizeof(prefix), "%s: not reverted", p->name);
	ret = operate(s, HP_IOC_REVERT, prefix, p, op);
	if (ret)
		return ret;
	if (op->already)
		show_already(s, p->name, "loaded, not applied: nothing to revert");
	else
		show_result(s, p->name, "reverted, the old code runs", op);
	return 0;
}

VERB(revert)
{
	struct hp_op op = { 0 };
	struct patch p;
	int ret = opwords_parse(s, OPWORDS_REVERT, argc - 2, argv + 2, &op);

	if (ret)
		return ret;
	ret = patch_find_loaded(s, argv[1], &p);
	if (!ret && p.loaded)
		ret = revert(s, &p, &op);
	else if (!ret)
		show_already(s, p.name, "not loaded: nothing to revert");
	patch_release(&p);
	return ret;
}

static bool is_waiting(const struct hp_patch *p)
{
	return p->state == HP_UNCONFIRMED || p->state == HP_REVERTING || p->state == HP_STUCK;
}

/* The names of all patches that wait, and how many.  One whose time ran out counts only if no other waits. */
static uint32_t all_waiting(const struct hp_patch *list, uint32_t n, char *all, size_t size)
{
	uint32_t unconfirmed = 0, found = 0;
	size_t at = 0;

	for (uint32_t i = 0; i < n; i++)
		unconfirmed += list[i].state == HP_UNCONFIRMED;
	for (uint32_t i = 0; i < n; i++) {
		if (unconfirmed ? list[i].state != HP_UNCONFIRMED : !is_waiting(&list[i]))
			continue;
		if (at < size)
			at += snprintf(all + at, size - at, "%s%s", found ? ", " : "", list[i].name);
		found++;
	}
	return found;
}

/* Which patch waits, if it is one only: its name, or a failure that names all. */
static int only_one_waiting(struct session *s, const char *verb, char *name, size_t size)
{
	char all[256] = "";
	struct hp_patch *list;
	uint32_t n, waiting;
	int ret = patch_list(s, &list, &n);

	if (ret)
		return ret;
	waiting = all_waiting(list, n, all, sizeof(all));
	free(list);
	snprintf(name, size, "%.55s", all);
	if (!waiting)
		return fail_found(s, HPX_FAILED, verb, "a patch that waits for confirmation",
				  "none");
	if (waiting > 1)
		return fail_found(s, HPX_FAILED, verb, "the NAME of the patch, as several wait",
				  all);
	return 0;
}

/* The patch that waits for confirmation: the named one, or the only one. */
static int find_pending(struct session *s, int argc, char **argv, struct patch *p)
{
	char name[HP_OBJECT_LEN];
	int ret = 0;

	memset(p, 0, sizeof(*p));
	p->fd = -1;
	if (argc > 1)
		snprintf(name, sizeof(name), "%.55s", argv[1]);
	else
		ret = only_one_waiting(s, argv[0], name, sizeof(name));
	if (!ret)
		ret = patch_find_loaded(s, name, p);
	if (!ret && !p->loaded)
		return fail_found(s, HPX_FAILED, p->name, "a loaded patch", "one that is not");
	return ret;
}

static int confirm(struct session *s, struct patch *p)
{
	struct hp_name n = { 0 };
	int ret;

	switch (p->state.state) {
	case HP_APPLIED:
		show_already(s, p->name, "applied and confirmed already");
		return 0;
	case HP_LOADED:
		return fail_found(s, HPX_FAILED, p->name, "unconfirmed",
				  "loaded, not applied (did its time run out?)");
	case HP_ABANDONED:
		return fail_found(s, HPX_FAILED, p->name, "unconfirmed", "abandoned");
	}
	snprintf(n.patch, sizeof(n.patch), "%s", p->name);
	ret = contract_call(s, HP_IOC_CONFIRM, &n);
	if (ret)
		return fail_found(s, exit_of_errno(-ret), p->name, "unconfirmed",
				  ret == -EINVAL ? "one whose time has run out" : strerror(-ret));
	out_str(&s->out, "patch", p->name);
	out_text(&s->out, "%s: confirmed, it stays applied\n", p->name);
	return 0;
}

VERB(confirm)
{
	struct patch p;
	int ret = find_pending(s, argc, argv, &p);

	if (!ret)
		ret = confirm(s, &p);
	patch_release(&p);
	return ret;
}

VERB(cancel)
{
	struct hp_op op = { 0 };
	struct patch p;
	int ret = opwords_parse(s, OPWORDS_REVERT, 0, NULL, &op);

	if (ret)
		return ret;
	ret = find_pending(s, argc, argv, &p);
	if (!ret && p.state.state == HP_LOADED)
		show_already(s, p.name, "loaded, not applied: nothing to cancel");
	else if (!ret && !is_waiting(&p.state))
		ret = fail_found(s, HPX_FAILED, p.name, "unconfirmed",
				 p.state.state == HP_APPLIED ?
				 "applied and confirmed (revert takes it back)" :
				 p.state.state == HP_ABANDONED ?
				 "abandoned (revert may be tried)" : text_state(p.state.state));
	else if (!ret)
		ret = revert(s, &p, &op);
	patch_release(&p);
	return ret;
}

/* Confirmed by the name given twice, not by a question, so that a script can do it like a person. */
VERB(abandon)
{
	struct hp_name n = { 0 };
	struct patch p;
	int ret;

	if (argc < 3 || strcmp(argv[1], argv[2]))
		return fail_found(s, HPX_USAGE, "abandon", "the patch's name twice",
				  argc < 3 ? "it once" : "two names");
	ret = patch_find_loaded(s, argv[1], &p);
	if (!ret && !p.loaded)
		ret = fail_found(s, HPX_FAILED, p.name, "a loaded patch", "one that is not");
	snprintf(n.patch, sizeof(n.patch), "%s", p.name);
	if (!ret && p.state.state == HP_ABANDONED) {
		show_already(s, p.name, "abandoned already");
	} else if (!ret && (ret = contract_call(s, HP_IOC_ABANDON, &n))) {
		ret = ret == -EOPNOTSUPP ? contract_too_old(s, p.name) :
		      fail_found(s, exit_of_errno(-ret), p.name, "a patch that cannot be reverted",
				 ret == -EINVAL ? text_state(p.state.state) : strerror(-ret));
	} else if (!ret) {
		out_str(&s->out, "patch", p.name);
		out_text(&s->out, "%s: abandoned, it stays applied\n", p.name);
	}
	patch_release(&p);
	return ret;
}
