// SPDX-License-Identifier: GPL-2.0-only
/*
 * insmod.c - LOAD_BEGIN, init_module(2), LOAD_END.  LOAD_END follows every successful LOAD_BEGIN,
 * whatever happens between: published symbols must not stay.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "device/contract.h"
#include "device/device.h"
#include "device/klog.h"
#include "device/modules.h"
#include "device/permit.h"
#include "files/trust.h"
#include "patch/bodies.h"
#include "patch/fits.h"
#include "patch/insmod.h"
#include "patch/types.h"
#include "report/show.h"
#include "report/symspec.h"

#define DRAIN_MS	5000	/* how long an unload waits until .draining is 0 */
#define DRAIN_STEP_MS	20

static void show_unresolved(struct session *s, const char *role, const struct hp_symref *ref,
			    uint32_t status, uint32_t count)
{
	char text[HP_NAME_LEN + HP_FILE_LEN + HP_OBJECT_LEN + 16], bear[32] = "";

	ref_text(text, sizeof(text), ref);
	out_object(&s->out, NULL);
	out_str(&s->out, "symbol", text);
	out_str(&s->out, "role", role);
	out_str(&s->out, "status", word_sym_status(status));
	out_uint(&s->out, "count", count);
	if (count)
		snprintf(bear, sizeof(bear), ", %u bear the name", count);
	out_text(&s->out, "unresolved: %s: %s%s (%s)\n", text, text_sym_status(status), bear,
		 role);
	if (status == HP_SYM_AMBIGUOUS)
		show_candidates(s, ref);
	out_end(&s->out);
}

/* The names of all that is unresolved go into the last line too, as far as it is long enough. */
struct names {
	char text[240];
	size_t at;
};

static void add_name(struct names *n, const struct hp_symref *ref, uint32_t status)
{
	const char *why = text_sym_status(status);

	if (n->at + strlen(ref->name) + strlen(why) + 5 < sizeof(n->text))
		n->at += snprintf(n->text + n->at, sizeof(n->text) - n->at, "%s%s: %s",
				  n->at ? ", " : "", ref->name, why);
}

/* Fills l with what LOOKUP says of each target.  Returns how many are not found exactly once. */
static uint32_t look_up_targets(struct session *s, const struct patch *p, struct hp_lookup *l,
				struct hp_sym *syms)
{
	uint32_t failed = 0;

	for (uint32_t i = 0; i < p->pf.nfuncs; i++) {
		l[i].ref = p->pf.funcs[i].target;
		l[i].syms = (uintptr_t)&syms[i];
		l[i].max = 1;
		if (contract_call(s, HP_IOC_LOOKUP, &l[i]))
			l[i].status = HP_SYM_OK;	/* LOOKUP failed: left to the registration */
		failed += l[i].status != HP_SYM_OK;
	}
	return failed;
}

static int fail_unresolved(struct session *s, struct patch *p, uint32_t failed,
			   const struct hp_lookup *targets)
{
	struct names names = { .at = 0 };
	char what[128];

	out_array(&s->out, "unresolved");
	for (uint32_t i = 0; i < p->pf.nfuncs; i++) {
		if (targets[i].status == HP_SYM_OK)
			continue;
		show_unresolved(s, "to replace", &targets[i].ref, targets[i].status,
				targets[i].count);
		add_name(&names, &targets[i].ref, targets[i].status);
	}
	for (uint32_t i = 0; i < p->pf.nimports; i++) {
		struct hp_import *im = &p->pf.imports[i];

		if (im->sym.status == HP_SYM_OK)
			continue;
		show_unresolved(s, "needed", &im->ref, im->sym.status, im->sym.count);
		add_name(&names, &im->ref, im->sym.status);
	}
	out_end(&s->out);
	snprintf(what, sizeof(what), "%s: %u of %u functions and symbols cannot be resolved",
		 p->name, failed, p->pf.nfuncs + p->pf.nimports);
	return fail_found(s, HPX_FAILED, what, "each to be found once", names.text);
}

static int begin_refused(struct session *s, const struct patch *p, const struct hp_load *l, int err)
{
	char owner[32];

	if (err == EOPNOTSUPP)
		return contract_too_old(s, p->name);
	if (err == EBUSY && !l->owner)
		return fail_found(s, HPX_AGAIN, "the load before", "over",
				  "an RCU grace period of it that is not (try again)");
	if (err == EBUSY) {
		snprintf(owner, sizeof(owner), "pid %u", l->owner);
		return fail_found(s, HPX_AGAIN, "somebody else is loading a patch", "nobody",
				  owner);
	}
	return failure(s, exit_of_errno(err), "%s: the module refused the load: %s", p->name,
		       strerror(err));
}

static void end_unused(struct session *s)
{
	struct hp_verdict v = { 0 };

	contract_call(s, HP_IOC_LOAD_END, &v);	/* it fails with -ENOENT, because nothing was registered */
}

/*
 * A name that the patch gives without a module may have been found in one, because names that the kernel
 * image does not have are looked for in all modules.  Then the build of that module must fit too.
 */
static int found_in_fitting_modules(struct session *s, const struct patch *p,
				    const struct hp_sym *targets)
{
	int ret = 0;

	for (uint32_t i = 0; i < p->pf.nfuncs && !ret; i++)
		ret = module_fits(s, p, targets[i].object);
	for (uint32_t i = 0; i < p->pf.nimports && !ret; i++) {
		const struct hp_sym *sym = &p->pf.imports[i].sym;

		if (!(sym->from & HP_FROM_EXPORT))
			ret = module_fits(s, p, sym->object);
	}
	return ret;
}

/*
 * LOAD_BEGIN.  All that cannot be resolved is told at once.  That includes the targets, although the
 * kernel's loader does not need them, because the registration would stop at the first one.
 */
static int begin(struct session *s, struct patch *p)
{
	struct hp_lookup *targets = calloc(p->pf.nfuncs, sizeof(*targets));
	struct hp_sym *syms = calloc(p->pf.nfuncs, sizeof(*syms));
	struct hp_load l = {
		.imports = (uintptr_t)p->pf.imports,
		.count = p->pf.nimports,
	};
	uint32_t failed;
	int ret;

	if (!targets || !syms) {
		free(targets);
		free(syms);
		return failure(s, HPX_FAILED, "%s", strerror(ENOMEM));
	}
	snprintf(l.patch, sizeof(l.patch), "%s", p->pf.name);
	memcpy(l.build_id, p->pf.build_id, sizeof(l.build_id));
	failed = look_up_targets(s, p, targets, syms);
	ret = contract_call(s, HP_IOC_LOAD_BEGIN, &l);
	if (!ret && failed)
		end_unused(s);
	if ((!ret && failed) || ret == -ENOENT)
		ret = fail_unresolved(s, p, failed + l.failed, targets);
	else if (ret)
		ret = begin_refused(s, p, &l, -ret);
	else if ((ret = found_in_fitting_modules(s, p, syms)) || (ret = bodies_fit(s, p)) ||
		 (ret = types_fit(s, p, syms)))
		end_unused(s);
	free(targets);
	free(syms);
	return ret;
}

/*
 * The name is taken, though no patch had it a moment ago.  The kernel says EBUSY while a module of
 * that name is on its way in or out (kernel/module/main.c, add_unformed_module()), EEXIST when it
 * is there.
 */
static int fail_by_name(struct session *s, struct patch *p, int err)
{
	const char *found = "one that is still on its way in or out (try again)";
	struct patch other;
	char what[80];
	int code = HPX_AGAIN;

	if (err == EEXIST) {
		if (!patch_find_loaded(s, p->pf.name, &other) && other.loaded) {
			found = "one that somebody else loaded just now (try again)";
		} else {
			found = "a module that is no patch";
			code = HPX_FAILED;
		}
		patch_release(&other);
	}
	snprintf(what, sizeof(what), "%s: not loaded", p->name);
	return fail_found(s, code, what, "no module of that name", found);
}

/* Shows what the kernel log says about a module that was not loaded. */
static int fail_by_log(struct session *s, struct patch *p, int err)
{
	struct klog_line line;
	char last[256] = "";

	out_array(&s->out, "kernel_log");
	while (klog_next(s, &line) > 0) {
		if (!line.kernel)
			continue;
		out_text(&s->out, "kernel: %s\n", line.text);
		out_str(&s->out, NULL, line.text);
		snprintf(last, sizeof(last), "%.255s", line.text);
	}
	out_end(&s->out);
	return failure(s, exit_of_errno(err), "%s: the kernel did not load it: %s%s%s", p->name,
		       strerror(err), *last ? ": " : "", last);
}

static int finish(struct session *s, struct patch *p, int inserted)
{
	struct hp_verdict v = { 0 };
	int end = contract_call(s, HP_IOC_LOAD_END, &v);
	bool registered = v.reason && v.reason != HP_R_NOT_LOADING;

	if (!inserted && !end) {
		p->loaded = true;
		snprintf(p->name, sizeof(p->name), "%s", p->pf.name);
		return 0;
	}
	if (!inserted)
		s->dev->remove(s->dev, p->pf.name);	/* it is in, but LOAD_END failed: it must not stay */
	if (registered)
		return fail_verdict(s, p->name, &v, end ? -end : -inserted);
	if (inserted == -EBUSY || inserted == -EEXIST)
		return fail_by_name(s, p, -inserted);
	if (inserted)
		return fail_by_log(s, p, -inserted);
	return fail_found(s, HPX_FAILED, p->name, "a patch that registers its functions",
			  "a module that did not");
}

/* The kernel would say "Invalid argument", and in its log that the module is loaded already (kernel/module/sysfs.c). */
static int name_is_free(struct session *s, const struct patch *p)
{
	char what[96], found[160];

	if (!module_name_is_taken(s, p->pf.name))
		return 0;
	snprintf(what, sizeof(what), "%s: cannot be loaded under this name", p->name);
	snprintf(found, sizeof(found), "/sys/module/%s of the kernel's own (give the patch's file another name, and build it "
		 "anew)", p->pf.name);
	return fail_found(s, HPX_FAILED, what, "one that the kernel does not use itself", found);
}

static int may_load(struct session *s, struct patch *p)
{
	int ret = patch_fits(s, p);

	if (!ret)
		ret = name_is_free(s, p);
	if (!ret)
		ret = trust_file(s, p->path, p->fd);
	return ret ? ret : permit_load(s, p->path, p->data, p->len);
}

int load_patch(struct session *s, struct patch *p)
{
	bool log;
	int ret = may_load(s, p);

	if (!ret)
		ret = begin(s, p);
	if (ret)
		return ret;
	memcpy(s->outcome.sha256, p->sha256, sizeof(s->outcome.sha256));
	snprintf(s->outcome.file, sizeof(s->outcome.file), "%s", p->path);
	log = klog_open(s, true);
	/* With "anyway" others may change the file until the kernel reads it: give it the bytes only. */
	ret = s->dev->insert(s->dev, p->data, p->len, s->anyway ? -1 : p->fd);
	if (!log && ret)
		note(s, "the kernel log cannot be read");
	return finish(s, p, ret);
}

static void show_imports(struct session *s, struct patch *p)
{
	out_array(&s->out, "symbols");
	if (p->pf.nimports)
		out_text(&s->out, "symbols it needs:\n");
	for (uint32_t i = 0; i < p->pf.nimports; i++) {
		const struct hp_import *im = &p->pf.imports[i];

		out_object(&s->out, NULL);
		out_str(&s->out, "alias", im->alias);
		out_str(&s->out, "name", im->ref.name);
		out_str(&s->out, "status", word_sym_status(im->sym.status));
		out_addr(&s->out, "address", im->sym.addr);
		out_str(&s->out, "from", word_from(im->sym.from));
		out_str(&s->out, "file", im->sym.file);
		out_end(&s->out);
		out_text(&s->out, "  %-32s %s%s%s\n", im->ref.name, word_from(im->sym.from),
			 *im->sym.file ? " " : "", im->sym.file);
	}
	out_end(&s->out);
}

/*
 * Asks with LOAD_BEGIN, as a load does, and withdraws it at once: LOOKUP does not know the exports of
 * other modules.
 */
int load_check(struct session *s, struct patch *p, bool all)
{
	int ret = may_load(s, p);

	if (!ret)
		ret = begin(s, p);
	if (ret)
		return ret;
	end_unused(s);
	if (all)
		show_imports(s, p);
	else
		out_text(&s->out, "symbols: all %u found\n", p->pf.nimports);
	return 0;
}

/* Is the RCU grace period that its revert began not over yet?  See .draining of struct hp_patch. */
static bool drains(struct session *s, const char *name)
{
	struct hp_patch *list;
	bool found = false;
	uint32_t n;

	if (patch_list(s, &list, &n))
		return false;
	for (uint32_t i = 0; i < n; i++)
		found |= !strcmp(list[i].name, name) && list[i].draining;
	free(list);
	return found;
}

/* Waits for the grace period here and not in the kernel, where the wait could not be interrupted. */
static int remove_drained(struct session *s, const char *name)
{
	int ret = s->dev->remove(s->dev, name);

	for (int waited = 0; ret == -EWOULDBLOCK && drains(s, name) && !session_interrupted;
	     waited += DRAIN_STEP_MS) {
		if (waited >= DRAIN_MS)
			return -ETIME;
		poll(NULL, 0, DRAIN_STEP_MS);
		ret = s->dev->remove(s->dev, name);
	}
	if (ret != -EWOULDBLOCK)
		return ret;
	/* The grace period may have ended between the refusal and drains(): one more try, a moment later. */
	poll(NULL, 0, DRAIN_STEP_MS);
	return s->dev->remove(s->dev, name);
}

/* Is an operation on it under way?  It may be that of a console that was killed. */
static bool is_busy(struct session *s, const char *name)
{
	struct hp_progress now;

	return !contract_call(s, HP_IOC_PROGRESS, &now) && now.phase != HP_PHASE_IDLE &&
	       !strncmp(now.patch, name, sizeof(now.patch));
}

int unload_patch(struct session *s, const char *name)
{
	bool stub = !strncmp(name, HP_STUB_PREFIX, strlen(HP_STUB_PREFIX));
	struct hp_name n = { 0 };
	int ret;

	snprintf(n.patch, sizeof(n.patch), "%s", name);
	ret = stub ? contract_call(s, HP_IOC_UNSTUB, &n) :
		     remove_drained(s, name);
	if (ret == -ETIME || (ret == -EWOULDBLOCK && drains(s, name)))
		return fail_found(s, HPX_AGAIN, name, "a patch that everybody has left",
				  "a thread that may still be on its way out (an RCU grace period; "
				  "try again)");
	if (ret == -EWOULDBLOCK && is_busy(s, name))
		return fail_found(s, HPX_AGAIN, name, "a patch on which nothing is under way",
				  "an operation that is (abort ends it)");
	if (ret == -EWOULDBLOCK || ret == -EBUSY)
		return fail_found(s, HPX_FAILED, name, "a patch nobody uses",
				  "one that is applied or in use (revert it first)");
	if (ret)
		return failure(s, exit_of_errno(-ret), "%s: cannot be unloaded: %s", name,
			       strerror(-ret));
	return 0;
}
