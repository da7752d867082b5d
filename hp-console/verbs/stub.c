// SPDX-License-Identifier: GPL-2.0-only
/* stub.c - stub and hits: a function that returns a constant, and how often one is called. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command/opwords.h"
#include "device/compiler.h"
#include "device/contract.h"
#include "device/permit.h"
#include "patch/insmod.h"
#include "patch/rettype.h"
#include "report/show.h"
#include "report/symspec.h"
#include "verbs/apply.h"
#include "verbs/dryrun.h"
#include "verbs/verbs.h"

/* The stub that is asked for, and the one that the function has already. */
struct wish {
	struct symspec spec;
	struct value value;
	struct hp_sym sym;		/* .name is "" where the name is not one symbol */
	char name[HP_OBJECT_LEN];
	bool there;			/* the function has a stub */
	struct hp_patch state;		/* if so */
	struct compiler compiler;	/* the kernel's */
	bool compiler_known;
};

static int parse_wish(struct session *s, const char *func, const char *value, struct wish *w)
{
	const char *right = symspec_parse(func, &w->spec);
	char found[64];

	memset(&w->sym, 0, sizeof(w->sym));
	w->there = false;
	if (!right && w->spec.is_addr)
		right = "the name of a function";
	snprintf(found, sizeof(found), "\"%.48s\"", func);
	if (right)
		return fail_found(s, HPX_USAGE, "function", right, found);
	right = value_parse(value, &w->value);
	snprintf(found, sizeof(found), "\"%.48s\"", value);
	return right ? fail_found(s, HPX_USAGE, "value", right, found) : 0;
}

/* Finds the symbol, whose module is needed for its type.  What is not one symbol the module will refuse. */
static int look_up(struct session *s, struct wish *w)
{
	struct hp_lookup l = { .ref = w->spec.ref, .syms = (uintptr_t)&w->sym, .max = 1 };
	int ret = contract_call(s, HP_IOC_LOOKUP, &l);

	if (ret)
		return failure(s, exit_of_errno(-ret), "%s cannot be looked up: %s",
			       w->spec.ref.name, strerror(-ret));
	if (l.status != HP_SYM_OK || !l.count)
		memset(&w->sym, 0, sizeof(w->sym));
	return 0;
}

/*
 * Functions that the patcher itself needs, or that are off limits, are refused before the return type is
 * looked at.  Of such a function that is also void, "it returns nothing" would not tell the real reason.
 */
static int judge_function(struct session *s, const struct wish *w)
{
	struct hp_target t = { .ref = w->spec.ref };
	struct hp_check c = { .targets = (uintptr_t)&t, .count = 1 };
	char prefix[HP_NAME_LEN + 16];

	if (!*w->sym.name || contract_call(s, HP_IOC_CHECK, &c) ||
	    (t.verdict.reason != HP_R_UNBREAKABLE && t.verdict.reason != HP_R_OFF_LIMITS))
		return 0;
	snprintf(prefix, sizeof(prefix), "%s: no stub", w->spec.ref.name);
	return fail_verdict(s, prefix, &t.verdict, -t.verdict.error);
}

/* Can it be a stub at all?  0 or an exit code. */
static int judge_wish(struct session *s, struct wish *w)
{
	int ret = judge_function(s, w);

	/* Not asked when it is applied: a stub of what shows /proc/version would count that, and say nothing. */
	w->compiler_known = compiler_of_kernel(s, &w->compiler);
	return ret ? ret : rettype_check(s, w->sym.object, w->spec.ref.name, &w->value);
}

/*
 * The stub is named after the function, cut to the room there is, with '_' for what a patch's name cannot
 * have.  A second function of the same name, or of the same beginning, gets a number.
 */
static void stub_name(char *buf, const char *func, unsigned n)
{
	const int room = HP_OBJECT_LEN - sizeof(HP_STUB_PREFIX);
	char number[12] = "";

	if (n > 1)
		snprintf(number, sizeof(number), ".%u", n);
	snprintf(buf, HP_OBJECT_LEN, HP_STUB_PREFIX "%.*s%s", room - (int)strlen(number), func,
		 number);
	for (; *buf; buf++)
		if (!isalnum((unsigned char)*buf) && !strchr("_.-", *buf))
			*buf = '_';
}

static const struct hp_patch *named(const struct hp_patch *list, uint32_t n, const char *name)
{
	for (uint32_t i = 0; i < n; i++)
		if (!strcmp(list[i].name, name))
			return &list[i];
	return NULL;
}

static bool is_of(struct session *s, const struct hp_patch *p, const struct hp_sym *sym)
{
	struct hp_target t = { 0 };
	struct hp_funcs f = { .targets = (uintptr_t)&t, .max = 1 };

	memcpy(f.patch, p->name, sizeof(f.patch));
	return p->kind == HP_KIND_STUB && *sym->name &&
	       !contract_call(s, HP_IOC_FUNCS, &f) && t.sym.addr == sym->addr;
}

/* Finds the function's stub, or a free name for one. */
static int find_stub(struct session *s, struct wish *w)
{
	const struct hp_patch *p;
	struct hp_patch *list;
	uint32_t count;
	int ret = patch_list(s, &list, &count);

	for (unsigned n = 1; !ret; n++) {
		stub_name(w->name, w->spec.ref.name, n);
		p = named(list, count, w->name);
		w->there = p && is_of(s, p, &w->sym);
		if (w->there)
			w->state = *p;
		if (!p || w->there)
			break;
	}
	if (!ret)
		free(list);
	return ret;
}

/* A stub of another value is unloaded, or refused while applied.  0: .there can be applied; else make one. */
static int judge_old(struct session *s, struct wish *w)
{
	char found[80], text[48];

	if (!w->there || w->state.value == value_bits(&w->value))
		return 0;
	if (w->state.state != HP_LOADED) {
		snprintf(found, sizeof(found), "%s, returning %s", text_state(w->state.state),
			 value_text(text, sizeof(text), w->state.value));
		return fail_found(s, HPX_FAILED, w->name, "not applied (revert it first)", found);
	}
	w->there = false;
	return unload_patch(s, w->name);
}

static int make(struct session *s, const struct wish *w)
{
	struct hp_stub stub = { .target = w->spec.ref, .value = value_bits(&w->value) };
	int ret;

	memcpy(stub.patch, w->name, sizeof(stub.patch));
	ret = contract_call(s, HP_IOC_STUB, &stub);
	if (ret == -EPERM && !stub.verdict.reason && permit_unsigned(s, w->name))
		return HPX_FAILED;
	return ret ? fail_verdict(s, w->name, &stub.verdict, -ret) : 0;
}

static void show_value(struct session *s, const struct wish *w, const char *tail)
{
	char text[48];

	out_int(&s->out, "value", value_bits(&w->value));
	out_text(&s->out, "%s: %s returns %s%s\n", w->name, w->spec.ref.name,
		 value_text(text, sizeof(text), value_bits(&w->value)), tail);
}

/* The function returns the value; whether its callers look at what it returns is another matter. */
static void tell_callers(struct session *s, const struct wish *w)
{
	bool may = w->compiler_known && compiler_trusts_returns(&w->compiler);

	out_str(&s->out, "callers_may_assume", may ? "yes" : w->compiler_known ? "no" : "unknown");
	if (may)
		note(s, "%s: callers in its source file may rely on what it could return when %s compiled "
		     "them: see whether the new value has an effect", w->spec.ref.name, w->compiler.text);
}

VERB(stub)
{
	struct hp_op op = { 0 };
	struct wish w;
	struct patch p;
	bool made = false;
	int ret = opwords_parse(s, OPWORDS_APPLY, argc - 3, argv + 3, &op);

	if (!ret)
		ret = parse_wish(s, argv[1], argv[2], &w);
	if (!ret)
		ret = look_up(s, &w);
	if (!ret)
		ret = judge_wish(s, &w);
	if (!ret)
		ret = find_stub(s, &w);
	if (!ret)
		ret = judge_old(s, &w);
	if (!ret && !w.there) {
		ret = make(s, &w);
		made = !ret;
	}
	if (ret)
		return ret;
	ret = patch_find_loaded(s, w.name, &p);
	if (!ret)
		ret = apply_patch(s, &p, &op, made);
	if (!ret) {
		show_value(s, &w, " from now on");
		tell_callers(s, &w);
	}
	patch_release(&p);
	return ret;
}

/* The dry run: the console checks the type, the module all else; no slot is taken for it. */
int check_stub(struct session *s, const char *func, const char *value)
{
	struct patch p = { .fd = -1 };
	struct wish w;
	int ret = parse_wish(s, func, value, &w);

	if (!ret)
		ret = look_up(s, &w);
	if (!ret)
		ret = find_stub(s, &w);
	if (ret)
		return ret;
	out_str(&s->out, "patch", w.name);
	out_bool(&s->out, "loaded", w.there);
	show_value(s, &w, " then");
	if (w.there && w.state.state != HP_LOADED && w.state.value == value_bits(&w.value)) {
		out_bool(&s->out, "already", true);
		out_text(&s->out, "%s: %s\n", w.name, text_state(w.state.state));
		return 0;
	}
	memcpy(p.name, w.name, sizeof(p.name));
	p.targets = calloc(1, sizeof(*p.targets));
	if (!p.targets)
		return failure(s, HPX_FAILED, "%s", strerror(ENOMEM));
	p.targets->ref = w.spec.ref;
	p.targets->ref.flags = HP_REF_KEEPS;	/* a slot does */
	p.ntargets = 1;
	ret = check_functions(s, &p, judge_wish(s, &w));
	patch_release(&p);
	if (!ret || ret == HPX_AGAIN)
		tell_callers(s, &w);
	return ret;
}

static int show_hits(struct session *s, struct patch *p)
{
	uint64_t all = 0;
	bool counting = false;
	char ref[HP_NAME_LEN + HP_FILE_LEN + HP_OBJECT_LEN + 16];
	int ret = patch_targets(s, p);

	if (ret)
		return ret;
	out_str(&s->out, "patch", p->name);
	out_array(&s->out, "functions");
	for (uint32_t i = 0; i < p->ntargets; i++) {
		const struct hp_target *t = &p->targets[i];

		all += t->hits;
		counting |= t->counting;
		ref_text(ref, sizeof(ref), &t->ref);
		out_object(&s->out, NULL);
		out_str(&s->out, "name", t->ref.name);
		out_bool(&s->out, "counting", t->counting);
		out_uint(&s->out, "hits", t->hits);
		out_end(&s->out);
		out_text(&s->out, "  %-40s %llu\n", ref, (unsigned long long)t->hits);
	}
	out_end(&s->out);
	out_bool(&s->out, "counting", counting);
	out_uint(&s->out, "hits", all);
	out_text(&s->out, "%s: %llu call%s%s\n", p->name, (unsigned long long)all,
		 &"s"[all == 1], counting ? ", counting" : ", not counting now");
	return 0;
}

/* Counting changes the entries, but no task has to leave the functions: nudge is deep enough. */
static int turn_hits(struct session *s, struct patch *p, bool on, struct hp_op *op)
{
	char prefix[96];

	if (p->state.kind == HP_KIND_STUB && !on)
		return fail_found(s, HPX_FAILED, p->name, "a patch of a .ko",
				  "a stub, whose calls are always counted");
	snprintf(prefix, sizeof(prefix), "%s: calls are %s", p->name,
		 on ? "not counted" : "still counted");
	op->max_depth = HP_DEPTH_NUDGE;
	return operate(s, on ? HP_IOC_COUNT : HP_IOC_UNCOUNT, prefix, p, op);
}

VERB(hits)
{
	bool on = argc > 2 && !strcmp(argv[2], "on");
	struct hp_op op = { 0 };
	struct patch p;
	char found[64];
	int ret;

	if (argc > 2 && !on && strcmp(argv[2], "off")) {
		snprintf(found, sizeof(found), "\"%.48s\"", argv[2]);
		return fail_found(s, HPX_USAGE, "hits NAME", "on or off", found);
	}
	s->outcome.looked = argc <= 2;
	ret = opwords_parse(s, OPWORDS_HITS, argc > 3 ? argc - 3 : 0, argv + 3, &op);
	if (ret)
		return ret;
	ret = patch_find_loaded(s, argv[1], &p);
	if (!ret && !p.loaded)
		ret = fail_found(s, HPX_FAILED, p.name, "a loaded patch", "one that is not");
	if (!ret && argc > 2)
		ret = turn_hits(s, &p, on, &op);
	if (!ret)
		ret = show_hits(s, &p);
	patch_release(&p);
	return ret;
}
